import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { editIcon } from '@jupyterlab/ui-components';

import { described } from '../model/arguments';
import { CommandIDs, IProjectModel } from '../tokens';

/**
 * Opens the source behind tables and modules.
 */
export const editorPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:editor',
  description: 'Opens the source of DataJoint tables at their lines.',
  autoStart: true,
  requires: [IProjectModel, IDocumentManager, IEditorServices],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    manager: IDocumentManager,
    services: IEditorServices,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('djlab');
    app.commands.addCommand(CommandIDs.openSource, {
      label: trans.__('Open Source'),
      caption: trans.__(
        'Open the Python file of a table or module at its line'
      ),
      icon: editIcon,
      describedBy: described(CommandIDs.openSource),
      isEnabled: args =>
        model.selection !== null || Object.keys(args).length > 0,
      execute: async args => {
        const { openSource } = await import('./open');
        return openSource(args, {
          model,
          manager,
          services,
          shell: app.shell,
          settings: app.serviceManager.serverSettings,
          trans
        });
      }
    });
  }
};
