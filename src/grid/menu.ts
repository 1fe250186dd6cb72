import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { MenuSvg } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import type { Menu } from '@lumino/widgets';

import type { IColumn, Order } from './page';

/** Kinds by which a database cannot order rows. */
const UNORDERED = new Set(['binary', 'json']);

export interface IColumnActions {
  readonly columns: ReadonlyArray<IColumn>;
  readonly hidden: ReadonlySet<string>;
  readonly order: Order;
  readonly canSort: boolean;
  sort(order: Order): void;
  /** Hides the column, or shows it again. */
  toggle(column: string): void;
  showAll(): void;
  /** Puts the columns in the table's own order; null where they are. */
  readonly restoreOrder: (() => void) | null;
  /** Moves a column by one place; null where it is at the edge already. */
  mover(column: string, step: -1 | 1): (() => void) | null;
}

/** An item of a surface's own. */
export interface IMenuItem {
  readonly label: string;
  readonly isEnabled?: boolean;
  execute(): void;
}

/** The menu of one column, the items of the surface first, in groups. */
export function openColumnMenu(
  trans: TranslationBundle,
  actions: IColumnActions,
  column: IColumn,
  groups: ReadonlyArray<ReadonlyArray<IMenuItem>>,
  { x, y }: { readonly x: number; readonly y: number }
): void {
  const { menu, add } = makeMenu();
  for (const items of groups) {
    for (const { label, execute, isEnabled } of items) {
      add(label, execute, { isEnabled });
    }
    if (items.length) {
      menu.addItem({ type: 'separator' });
    }
  }
  addSorting(trans, add, actions, column);
  menu.addItem({ type: 'separator' });
  for (const [label, step] of [
    [trans.__('Move Left'), -1],
    [trans.__('Move Right'), 1]
  ] as const) {
    const move = actions.mover(column.name, step);
    add(label, move ?? (() => undefined), { isEnabled: move !== null });
  }
  add(trans.__('Hide Column'), () => actions.toggle(column.name), {
    isEnabled: actions.hidden.size < actions.columns.length - 1
  });
  add(trans.__('Show All Columns'), actions.showAll, {
    isEnabled: actions.hidden.size > 0
  });
  add(trans.__('Copy Name'), () => Clipboard.copyToSystem(column.name));
  menu.open(x, y);
}

/** The menu of all columns: which are shown, and the order of the rows. */
export function openColumnsMenu(
  trans: TranslationBundle,
  actions: IColumnActions,
  button: HTMLElement
): void {
  const { menu, add, commands } = makeMenu();
  const sorting = new MenuSvg({ commands });
  sorting.title.label = trans.__('Sort by');
  for (const column of actions.columns) {
    if (!UNORDERED.has(column.kind)) {
      const down = actions.order[0]?.[0] === column.name && actions.order[0][1];
      const up = actions.order[0]?.[0] === column.name && !down;
      add(
        column.name,
        () => actions.sort([[column.name, up]]),
        { isEnabled: actions.canSort, isToggled: up || down },
        sorting
      );
    }
  }
  menu.addItem({ type: 'submenu', submenu: sorting });
  add(trans.__('Order of the Primary Key'), () => actions.sort([]), {
    isEnabled: actions.canSort && actions.order.length > 0
  });
  add(trans.__('Show All Columns'), actions.showAll, {
    isEnabled: actions.hidden.size > 0
  });
  add(
    trans.__('Columns in the Order of the Table'),
    actions.restoreOrder ?? (() => undefined),
    { isEnabled: actions.restoreOrder !== null }
  );
  menu.addItem({ type: 'separator' });
  for (const column of actions.columns) {
    const isToggled = !actions.hidden.has(column.name);
    add(column.name, () => actions.toggle(column.name), {
      isToggled,
      isEnabled: !isToggled || actions.hidden.size < actions.columns.length - 1
    });
  }
  const { left, bottom } = button.getBoundingClientRect();
  menu.open(left, bottom);
}

type Add = (
  label: string,
  execute: () => void,
  state?: { readonly isEnabled?: boolean; readonly isToggled?: boolean },
  to?: Menu
) => void;

function makeMenu(): {
  menu: Menu;
  add: Add;
  commands: CommandRegistry;
} {
  const commands = new CommandRegistry();
  const menu = new MenuSvg({ commands });
  let last = 0;
  const add: Add = (label, execute, state = {}, to = menu) => {
    const id = String(++last);
    const { isEnabled = true, isToggled } = state;
    commands.addCommand(id, {
      label,
      describedBy: { args: { type: 'object', properties: {} } },
      // An underscore in a name is no mnemonic.
      mnemonic: -1,
      execute,
      isEnabled: () => isEnabled,
      isToggleable: isToggled !== undefined,
      isToggled: () => isToggled === true
    });
    to.addItem({ command: id });
  };
  const before = document.activeElement;
  menu.aboutToClose.connect(() => {
    // The command runs after the menu has closed.
    window.setTimeout(() => {
      menu.dispose();
      // Where it leaves the focus nowhere, the keyboard goes on from where it was.
      if (
        document.activeElement === document.body &&
        before instanceof HTMLElement
      ) {
        before.focus();
      }
    }, 0);
  });
  return { menu, add, commands };
}

function addSorting(
  trans: TranslationBundle,
  add: Add,
  actions: IColumnActions,
  column: IColumn
): void {
  const now = actions.order.find(([name]) => name === column.name)?.[1];
  const isEnabled = actions.canSort && !UNORDERED.has(column.kind);
  add(trans.__('Sort Ascending'), () => actions.sort([[column.name, false]]), {
    isEnabled,
    isToggled: now === false
  });
  add(trans.__('Sort Descending'), () => actions.sort([[column.name, true]]), {
    isEnabled,
    isToggled: now === true
  });
  add(trans.__('Order of the Primary Key'), () => actions.sort([]), {
    isEnabled: actions.canSort && actions.order.length > 0
  });
}
