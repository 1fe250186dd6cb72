import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  IThemeManager,
  WidgetTracker,
  type MainAreaWidget
} from '@jupyterlab/apputils';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { described } from '../model/arguments';
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
  optional: [
    ILayoutRestorer,
    IThemeManager,
    IStateDB,
    ITranslator,
    IMainMenu,
    ICommandPalette
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    restorer: ILayoutRestorer | null,
    themes: IThemeManager | null,
    state: IStateDB | null,
    translator: ITranslator | null,
    menu: IMainMenu | null,
    palette: ICommandPalette | null
  ) => {
    const trans = (translator ?? nullTranslator).load('djlab');
    const tracker = new WidgetTracker<MainAreaWidget<TableContent>>({
      namespace: 'djlab-table'
    });
    app.commands.addCommand(CommandIDs.openTable, {
      label: args =>
        args['choose']
          ? trans.__('Open DataJoint Table…')
          : trans.__('Open Table'),
      caption: trans.__('Show the rows of the table in the main area'),
      describedBy: described(CommandIDs.openTable),
      isEnabled: args =>
        !!(
          args['id'] ||
          args['table'] ||
          args['choose'] ||
          model.selection?.table
        ),
      execute: async args => {
        const { chooseTable, openTable } = await import('./open');
        const id = args['choose']
          ? await chooseTable(model, trans)
          : (args['id'] ?? model.selection?.table ?? '');
        if (id === null) {
          return null;
        }
        return openTable(
          { app, model, state, trans, tracker },
          {
            id: String(id),
            schema: String(args['schema'] ?? ''),
            table: String(args['table'] ?? ''),
            restriction: String(args['restriction'] ?? ''),
            order: orderOf(args['order']),
            root: String(args['root'] ?? ''),
            widget: String(args['widget'] ?? '')
          }
        );
      }
    });
    themes?.themeChanged.connect(() =>
      tracker.forEach(({ content }) => content.restyle())
    );
    const choose = { choose: 'menu' };
    menu?.fileMenu.addGroup(
      [{ command: CommandIDs.openTable, args: choose }],
      3
    );
    palette?.addItem({
      command: CommandIDs.openTable,
      args: choose,
      category: trans.__('DataJoint')
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: CommandIDs.openTable,
        args: ({ id, content }) =>
          ({
            ...content.place,
            root: content.root,
            widget: id
          }) as unknown as ReadonlyPartialJSONObject,
        name: ({ id }) => id
      });
    }
  }
};

/** An order of rows as it was kept with a layout. */
function orderOf(value: unknown): [string, boolean][] | undefined {
  return Array.isArray(value)
    ? value.filter(
        (pair): pair is [string, boolean] =>
          Array.isArray(pair) &&
          typeof pair[0] === 'string' &&
          typeof pair[1] === 'boolean'
      )
    : undefined;
}
