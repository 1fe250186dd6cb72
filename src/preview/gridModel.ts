// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { DataModel } from '@lumino/datagrid';

import {
  cellText,
  type Cell,
  type IColumn,
  type IPage,
  type Row
} from './payload';
import type { Order } from './pages';

/** One page of rows for the grid. The header has two rows: names, and types below. */
export class PageModel extends DataModel {
  constructor(page: Pick<IPage, 'columns' | 'rows'>, order: Order) {
    super();
    this._columns = page.columns;
    this._rows = page.rows;
    this._order = new Map(order.map(([name, down]) => [name, down]));
  }

  rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this._rows.length : 2;
  }

  columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this._columns.length : 0;
  }

  column(at: number): IColumn | undefined {
    return this._columns[at];
  }

  cell(row: number, column: number): Cell {
    return this._rows[row]?.[column] ?? null;
  }

  data(region: DataModel.CellRegion, row: number, column: number): string {
    const header = this._columns[column];
    if (!header) {
      return '';
    }
    if (region === 'column-header') {
      return row === 0 ? this._title(header) : header.type;
    }
    return region === 'body' ? cellText(header, this.cell(row, column)) : '';
  }

  /** Width in pixels that shows most of a column's texts, at `character` pixels a character. */
  width(column: number, character: number): number {
    const lengths = this._rows
      .slice(0, 50)
      .map((_, row) => this.data('body', row, column).length);
    const header = Math.max(
      this.data('column-header', 0, column).length,
      Math.min(this.data('column-header', 1, column).length, 16)
    );
    const longest = Math.min(Math.max(header, ...lengths, 4), 40);
    return Math.round(longest * character) + 20;
  }

  private _title(column: IColumn): string {
    const down = this._order.get(column.name);
    const arrow = down === undefined ? '' : down ? ' ▼' : ' ▲';
    return `${column.key ? '🔑 ' : ''}${column.name}${arrow}`;
  }

  private readonly _columns: ReadonlyArray<IColumn>;
  private readonly _rows: ReadonlyArray<Row>;
  private readonly _order: ReadonlyMap<string, boolean>;
}

/** The order after a click on a column: upwards, downwards, back to the key's own. */
export function nextOrder(order: Order, column: string): Order {
  const now = order.find(([name]) => name === column);
  if (now === undefined) {
    return [[column, false]];
  }
  return now[1] ? [] : [[column, true]];
}
