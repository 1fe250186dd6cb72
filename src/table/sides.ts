import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { IColumn, Row } from '../grid/page';
import type { RowsView } from '../grid/view';
import type { Table } from '../model/types';
import { CommandIDs } from '../tokens';
import { ChildrenList, type IChild } from './children';
import { FilterForm } from './filterForm';
import type { IPlace } from './history';
import { pythonKey, valueSource } from './kernelCell';
import { ColumnProfile } from './profile';
import { both, comparison, type Dialect } from './restriction';
import { along, keyOf } from './rowMenu';
import type { SidePanel } from './side';
import type { IRelated, IRelations, TableSource } from './source';
import { bytesText, isStored, ValueView } from './value';

/** From this size on the user is asked before a cell is written that reads a value into the kernel. */
const LARGE = 64_000_000;

/** The rows that are shown, and what is known of their table. */
export interface IShown {
  readonly view: RowsView;
  readonly source: TableSource;
  readonly place: IPlace;
  /** The table in the project's source. */
  readonly declared: Table | null;
  readonly relations: Promise<IRelations | null>;
  readonly dialect: Dialect;
  /** Whether code of the project may run; not on a production host. */
  readonly imports: boolean;
}

export interface ISidesOptions {
  readonly trans: TranslationBundle;
  readonly commands: CommandRegistry;
  readonly panel: SidePanel;
  shown(): IShown | null;
  go(place: IPlace): void;
  nameFor(table: IRelated): string;
}

/** Opens what stands beside the rows. */
export class Sides {
  constructor(private readonly _options: ISidesOptions) {}

  /** The value of the cell with the cursor. */
  value(focus = true): void {
    const { trans, panel } = this._options;
    const shown = this._options.shown();
    const cell = shown?.view.cell;
    if (!shown || !cell) {
      return;
    }
    const { column, row } = cell;
    const { columns } = shown.view.rows;
    const value = row[columns.indexOf(column)] ?? null;
    const key = keyOf(columns, row, shown.dialect);
    const content = new ValueView({
      trans,
      column,
      value,
      row: key ?? trans.__('A row without a key'),
      source: key === null ? null : shown.source.of(shown.place, key),
      toKernel:
        isStored(column) && pythonKey(columns, row) !== null
          ? bytes => void this._toKernel(shown, column, row, bytes)
          : null
    });
    panel.open(content, focus);
  }

  /** The value again, where the panel shows one: it follows the cursor. */
  follow(): void {
    if (this._options.panel.content?.kind === 'value') {
      window.clearTimeout(this._timer);
      this._timer = window.setTimeout(() => {
        if (this._options.panel.content?.kind === 'value') {
          this.value(false);
        }
      }, 60);
    }
  }

  /** The tables that depend on a row. */
  async children(row: Row): Promise<void> {
    const { trans, panel, nameFor, go } = this._options;
    const shown = this._options.shown();
    if (!shown) {
      return;
    }
    const { columns } = shown.view.rows;
    const relations = await shown.relations;
    const children: IChild[] = [];
    for (const child of relations?.children ?? []) {
      const restriction = along(
        columns,
        row,
        child.target_columns,
        child.columns,
        shown.dialect
      );
      if (restriction !== null) {
        const { schema, table } = child;
        children.push({ schema, table, restriction, name: nameFor(child) });
      }
    }
    const key = keyOf(columns, row, shown.dialect) ?? '';
    panel.open(
      new ChildrenList(trans, shown.source, key, children, child =>
        go({
          schema: child.schema,
          table: child.table,
          restriction: child.restriction
        })
      )
    );
  }

  profile(column: IColumn): void {
    const { trans, panel, go } = this._options;
    const shown = this._options.shown();
    if (shown) {
      const { place, dialect } = shown;
      panel.open(
        new ColumnProfile(trans, column, shown.source, value => {
          const text = comparison(column, '=', value, dialect);
          if (text !== null) {
            go({ ...place, restriction: both(place.restriction, text) });
          }
        })
      );
    }
  }

  /** The form of the conditions, with a new one on a column where one is given. */
  filter(column: string | null): void {
    const { trans, panel, go } = this._options;
    const shown = this._options.shown();
    if (shown) {
      const { place } = shown;
      panel.open(
        new FilterForm(
          trans,
          shown.source,
          shown.view.rows.columns,
          shown.dialect,
          restriction => go({ ...place, restriction }),
          column
        )
      );
    }
  }

  copy(text: string): void {
    Clipboard.copyToSystem(text);
  }

  private async _toKernel(
    shown: IShown,
    column: IColumn,
    row: Row,
    bytes: number | null
  ): Promise<void> {
    const { trans, commands } = this._options;
    const { columns } = shown.view.rows;
    const key = pythonKey(columns, row);
    if (key === null) {
      return;
    }
    if (bytes !== null && bytes > LARGE) {
      const answer = await showDialog({
        title: trans.__('Read a large value?'),
        body: trans.__(
          'The value of %1 has %2. The cell reads all of it into the memory of the notebook’s kernel when you run it.',
          column.name,
          bytesText(bytes)
        ),
        buttons: [
          Dialog.cancelButton(),
          Dialog.okButton({ label: trans.__('Write Cell') })
        ]
      });
      if (!answer.button.accept) {
        return;
      }
    }
    await commands.execute(CommandIDs.insertCell, {
      source: valueSource(
        shown.imports ? (shown.declared?.id ?? null) : null,
        shown.place,
        shown.dialect,
        key,
        column,
        bytes
      )
    });
  }

  private _timer = 0;
}
