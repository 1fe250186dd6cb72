import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { IMenuItem } from '../grid/menu';
import type { Cell, IColumn, Row } from '../grid/page';
import { CommandIDs } from '../tokens';
import type { IPlace } from './history';
import { comparison, nameOf, type Dialect } from './restriction';
import type { IRelated } from './source';

/**
 * Commands of other surfaces in the menu of a row. They get `root`, `schema`, `table`, `id` (of the table, empty where
 * the source declares none) and `restriction` (to the row); one that is not there or not visible is left out.
 */
export const ROW_COMMANDS: string[] = [
  CommandIDs.showDelete,
  CommandIDs.showOrigin
];

export interface IRowMenuContext {
  readonly trans: TranslationBundle;
  readonly commands: CommandRegistry;
  readonly columns: ReadonlyArray<IColumn>;
  readonly dialect: Dialect;
  readonly parents: ReadonlyArray<IRelated>;
  /** Whether any table refers to this one. */
  readonly hasChildren: boolean;
  /** The table, with the restriction that its rows have. */
  readonly place: IPlace;
  readonly root: string;
  /** Id of the table in the project, empty where the source declares none. */
  readonly id: string;
  nameFor(table: IRelated): string;
  go(place: IPlace): void;
  restrict(text: string): void;
  filter(column: string): void;
  profile(column: IColumn): void;
  showValue(): void;
  showChildren(row: Row): void;
  copy(text: string): void;
}

/** What can be done from the header of a column. */
export function columnItems(
  context: IRowMenuContext,
  column: IColumn
): IMenuItem[][] {
  const { trans, restrict } = context;
  const name = nameOf(column.name, context.dialect);
  const nulls = column.nullable
    ? [
        {
          label: trans.__('Only NULL'),
          execute: () => restrict(`${name} IS NULL`)
        },
        {
          label: trans.__('Without NULL'),
          execute: () => restrict(`${name} IS NOT NULL`)
        }
      ]
    : [];
  return [
    [
      {
        label: trans.__('Filter…'),
        execute: () => context.filter(column.name)
      },
      ...nulls
    ],
    [
      {
        label: trans.__('Profile…'),
        execute: () => context.profile(column)
      }
    ]
  ];
}

/** What can be done from a cell: look at it, restrict to it, go along the foreign keys of its row. */
export function cellItems(
  context: IRowMenuContext,
  column: IColumn,
  row: Row
): IMenuItem[][] {
  const { trans, columns, dialect } = context;
  const value = row[columns.indexOf(column)] ?? null;
  const restrictions: IMenuItem[] = [];
  for (const operator of ['=', '<>', '>=', '<='] as const) {
    const text = comparison(column, operator, value, dialect);
    if (text !== null) {
      restrictions.push({
        label: trans.__('Only %1', short(text)),
        execute: () => context.restrict(text)
      });
    }
  }
  restrictions.push({
    label: trans.__('Filter…'),
    execute: () => context.filter(column.name)
  });
  const walks: IMenuItem[] = [];
  for (const parent of context.parents) {
    if (parent.columns.includes(column.name)) {
      const text = along(
        columns,
        row,
        parent.columns,
        parent.target_columns,
        dialect
      );
      if (text !== null) {
        walks.push({
          label: trans.__('Open Parent in %1', context.nameFor(parent)),
          execute: () => context.go({ ...parent, restriction: text })
        });
      }
    }
  }
  walks.push({
    label: trans.__('Children of This Row…'),
    isEnabled: context.hasChildren,
    execute: () => context.showChildren(row)
  });
  return [
    [
      { label: trans.__('Show Value'), execute: () => context.showValue() },
      ...(value !== null && typeof value !== 'object'
        ? [
            {
              label: trans.__('Copy Value'),
              execute: () => context.copy(String(value))
            }
          ]
        : [])
    ],
    walks,
    contributed(context, row),
    restrictions
  ];
}

/** The restriction to one row, null where its key is not wholly known. */
export function keyOf(
  columns: ReadonlyArray<IColumn>,
  row: Row,
  dialect: Dialect
): string | null {
  const names = columns.filter(({ key }) => key).map(({ name }) => name);
  return names.length ? along(columns, row, names, names, dialect) : null;
}

/** The restriction of the table at the other end of a foreign key to the rows that belong to a row. */
export function along(
  columns: ReadonlyArray<IColumn>,
  row: Row,
  own: ReadonlyArray<string>,
  other: ReadonlyArray<string>,
  dialect: Dialect
): string | null {
  const parts = own.map((name, at) => {
    const place = columns.findIndex(column => column.name === name);
    const column = columns[place];
    const value: Cell = row[place] ?? null;
    return column && value !== null
      ? comparison({ ...column, name: other[at] }, '=', value, dialect)
      : null;
  });
  return parts.includes(null) ? null : parts.join(' AND ');
}

function contributed(context: IRowMenuContext, row: Row): IMenuItem[] {
  const { commands, columns, dialect, place, root, id } = context;
  const restriction = keyOf(columns, row, dialect);
  if (restriction === null) {
    return [];
  }
  const { schema, table } = place;
  const args = { root, schema, table, id, restriction };
  return ROW_COMMANDS.filter(
    command => commands.hasCommand(command) && commands.isVisible(command, args)
  ).map(command => ({
    label: commands.label(command, args),
    isEnabled: commands.isEnabled(command, args),
    execute: () => void commands.execute(command, args)
  }));
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
