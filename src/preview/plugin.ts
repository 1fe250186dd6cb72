import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Api } from '../model/api';
import { described } from '../model/arguments';
import { UserSettings } from '../settings';
import { CommandIDs, IProjectModel } from '../tokens';
import { MIME_TYPE } from './mime';
// Every output needs the renderer; the grid in it is loaded when the first one is shown.
import { PreviewRenderer } from './renderer';

/**
 * Shows rows of DataJoint expressions in notebooks, and makes the cells that show a table.
 */
export const previewPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:preview',
  description: 'Shows rows of DataJoint tables in notebooks.',
  autoStart: true,
  requires: [IRenderMimeRegistry, IProjectModel],
  optional: [
    INotebookTracker,
    IThemeManager,
    IStateDB,
    ITranslator,
    ISettingRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    model: IProjectModel,
    tracker: INotebookTracker | null,
    themes: IThemeManager | null,
    state: IStateDB | null,
    translator: ITranslator | null,
    registry: ISettingRegistry | null
  ) => {
    const trans = (translator ?? nullTranslator).load('djlab');
    const shown = new Set<PreviewRenderer>();
    const kernelOf = (node: HTMLElement) =>
      tracker?.find(panel => panel.node.contains(node))?.sessionContext.session
        ?.kernel ?? null;
    rendermime.addFactory(
      {
        // All values reach the page as text.
        safe: true,
        mimeTypes: [MIME_TYPE],
        createRenderer: () => {
          const renderer = new PreviewRenderer({ trans, kernelOf });
          shown.add(renderer);
          renderer.disposed.connect(() => shown.delete(renderer));
          return renderer;
        }
      },
      0
    );
    // A notebook is shown before its kernel runs.
    tracker?.widgetAdded.connect((_, panel) => {
      panel.sessionContext.kernelChanged.connect(() => {
        for (const renderer of shown) {
          if (panel.node.contains(renderer.node)) {
            renderer.refresh();
          }
        }
      });
    });
    themes?.themeChanged.connect(() => {
      for (const renderer of shown) {
        renderer.restyle();
      }
    });

    if (!tracker) {
      return;
    }
    const tableOf = (id: unknown) =>
      model.snapshot?.table(
        typeof id === 'string' ? id : (model.selection?.table ?? '')
      ) ?? null;
    const settings = new UserSettings(registry);
    const context = () => ({
      api: new Api(app.serviceManager.serverSettings),
      app,
      tracker,
      trans,
      state,
      storedRows: settings.current.previewStoredRows
    });
    app.commands.addCommand(CommandIDs.previewTable, {
      label: trans.__('Preview in Notebook'),
      caption: trans.__('Insert and run a cell that shows the table'),
      describedBy: described(CommandIDs.previewTable),
      isEnabled: args => tableOf(args['id']) !== null,
      execute: async args => {
        const table = tableOf(args['id']);
        await settings.ready;
        if (table && model.snapshot) {
          const { previewTable } = await import('./command');
          await previewTable(
            context(),
            model.snapshot,
            table,
            String(args['restriction'] ?? ''),
            String(args['notebook'] ?? '')
          );
        }
      }
    });
    app.commands.addCommand(CommandIDs.insertCell, {
      label: trans.__('Insert Cell into the Project’s Notebook'),
      describedBy: described(CommandIDs.insertCell),
      execute: async args => {
        if (model.snapshot) {
          const { insertCell } = await import('./command');
          await insertCell(
            context(),
            model.snapshot,
            String(args['source'] ?? '')
          );
        }
      }
    });
  }
};
