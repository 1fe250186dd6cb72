import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  WidgetTracker,
  type MainAreaWidget
} from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { djlabIcon } from '../icons';
import { described } from '../model/arguments';
import { CommandIDs, IProjectModel } from '../tokens';

/**
 * Explains the configuration of the project in the main area.
 */
export const configurationPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:configuration',
  description: 'Explains the DataJoint configuration of the project.',
  autoStart: true,
  requires: [IProjectModel],
  optional: [ITranslator, ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null
  ) => {
    const trans = (translator ?? nullTranslator).load('djlab');
    const tracker = new WidgetTracker<MainAreaWidget>({
      namespace: 'djlab-configuration'
    });
    app.commands.addCommand(CommandIDs.showConfiguration, {
      label: trans.__('Show Configuration'),
      caption: trans.__(
        'Show every DataJoint setting with the source that wins, the stores, and what is wrong'
      ),
      icon: djlabIcon,
      describedBy: described(CommandIDs.showConfiguration),
      execute: async () => {
        const { openConfiguration } = await import('./open');
        return openConfiguration(app, model, trans, tracker);
      }
    });
    palette?.addItem({
      command: CommandIDs.showConfiguration,
      category: trans.__('DataJoint')
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: CommandIDs.showConfiguration,
        name: () => 'djlab-configuration'
      });
    }
  }
};
