import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  IThemeManager,
  WidgetTracker,
  type MainAreaWidget
} from '@jupyterlab/apputils';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { argumentsOf } from '../model/arguments';
import { CommandIDs, IProjectModel } from '../tokens';
import type { TableContent } from './content';

/**
 * Opens tables of the project's database in the main area, without a kernel.
 */
export const tablePlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:table',
  description: 'Opens tables of the database in the main area.',
  autoStart: true,
  requires: [IProjectModel],
  optional: [ILayoutRestorer, IThemeManager, IStateDB, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    restorer: ILayoutRestorer | null,
    themes: IThemeManager | null,
    state: IStateDB | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('djlab');
    const tracker = new WidgetTracker<MainAreaWidget<TableContent>>({
      namespace: 'djlab-table'
    });
    app.commands.addCommand(CommandIDs.openTable, {
      label: trans.__('Open Table'),
      caption: trans.__('Show the rows of the table in the main area'),
      describedBy: argumentsOf({
        id: 'Id of the table',
        schema: 'Schema of a table that is not one of the project',
        table: 'Its name in the database',
        restriction: 'Restriction of its rows',
        root: 'Root of the project'
      }),
      isEnabled: args =>
        !!(args['id'] || args['table'] || model.selection?.table),
      execute: async args => {
        const { openTable } = await import('./open');
        return openTable(
          { app, model, state, trans, tracker },
          {
            id: String(args['id'] ?? model.selection?.table ?? ''),
            schema: String(args['schema'] ?? ''),
            table: String(args['table'] ?? ''),
            restriction: String(args['restriction'] ?? ''),
            root: String(args['root'] ?? '')
          }
        );
      }
    });
    themes?.themeChanged.connect(() =>
      tracker.forEach(({ content }) => content.restyle())
    );
    if (restorer) {
      void restorer.restore(tracker, {
        command: CommandIDs.openTable,
        args: ({ content }) => ({ ...content.place, root: content.root }),
        name: ({ id }) => id
      });
    }
  }
};
