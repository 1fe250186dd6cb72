import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { djlabIcon } from '../icons';
import { CommandIDs, IDiagramFactory, IProjectModel } from '../tokens';
// Commands and the sidebar's place are there as soon as the application is; what they show is loaded when shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { addCommands } from './commands';

import { LazyPanel } from './lazy';

/** Parameter of the page's address that shows the panel at start. */
const SHOW = 'djlab';

/** Where the panel stands among those of the left sidebar: below the file browser's group. */
const RANK = 350;

/**
 * The side panel. It owns the settings, too.
 */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:plugin',
  description:
    'Shows the modules, tables, stores and notebooks of a DataJoint project in the left sidebar.',
  autoStart: true,
  requires: [IProjectModel],
  optional: [
    ITranslator,
    ICommandPalette,
    ILayoutRestorer,
    IStateDB,
    IFileBrowserFactory,
    IDiagramFactory
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    state: IStateDB | null,
    fileBrowser: IFileBrowserFactory | null,
    diagrams: IDiagramFactory | null
  ) => {
    const translation = translator ?? nullTranslator;
    const trans = translation.load('djlab');
    const panel = new LazyPanel(async () => {
      void model.start();
      const { ProjectPanel, addTierStyle } = await import('./panel');
      addTierStyle();
      return new ProjectPanel({
        context: { model, commands: app.commands, trans },
        translator: translation,
        diagrams,
        state
      });
    });
    panel.id = 'djlab-panel';
    panel.title.icon = djlabIcon;
    panel.title.caption = trans.__('DataJoint project');
    // Before the first project is read there is nothing to count.
    const count = () => {
      model.changed.disconnect(count);
      void import('./findings/badge').then(({ showBadge }) =>
        showBadge(panel.title, model, trans)
      );
    };
    model.changed.connect(count);
    panel.node.setAttribute('role', 'region');
    panel.node.setAttribute('aria-label', trans.__('DataJoint project'));
    app.shell.add(panel, 'left', { rank: RANK, type: 'DataJoint' });
    restorer?.add(panel, panel.id);

    addCommands(app, model, panel, trans, fileBrowser);
    const category = trans.__('DataJoint');
    for (const command of [
      CommandIDs.showPanel,
      CommandIDs.revealTable,
      CommandIDs.selectProject,
      CommandIDs.chooseFolder,
      CommandIDs.refresh
    ]) {
      if (app.commands.hasCommand(command)) {
        palette?.addItem({ command, category });
      }
    }

    // Read before JupyterLab's router rewrites the address.
    const query = new URLSearchParams(window.location.search);
    if (query.get(SHOW) === 'panel') {
      void app.restored.then(() => app.commands.execute(CommandIDs.showPanel));
    }
  }
};
