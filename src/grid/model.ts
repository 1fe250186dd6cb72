// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { DataModel } from '@lumino/datagrid';

import { cellText, type Cell, type IColumn } from './page';
import type { IWindowChange, RowWindow } from './window';

/** The rows of a window for the grid. The header has two rows: names, and types below. */
export class GridModel extends DataModel {
  constructor(private readonly _rows: RowWindow) {
    super();
    this._count = _rows.length;
    this._columns = _rows.columns;
    _rows.changed.connect(this._follow, this);
  }

  /** Called when the grid paints a row: the window may have to read others. */
  onPaint: () => void = () => undefined;

  /** Called when other rows are shown: where the view should go. */
  onFresh: (goTo: 'top' | 'bottom') => void = () => undefined;

  /** Called when all rows moved by a number of rows. */
  onShift: (rows: number) => void = () => undefined;

  /** Called when the grid knows of other rows. */
  onRows: () => void = () => undefined;

  get columns(): ReadonlyArray<IColumn> {
    return this._columns;
  }

  set columns(columns: ReadonlyArray<IColumn>) {
    this._columns = columns;
    this.emitChanged({ type: 'model-reset' });
  }

  rowCount(region: DataModel.RowRegion): number {
    return region === 'body' ? this._count : 2;
  }

  columnCount(region: DataModel.ColumnRegion): number {
    return region === 'body' ? this._columns.length : 0;
  }

  /** The cell, undefined where its row is not held. */
  cell(row: number, column: number): Cell | undefined {
    const cells = this._rows.row(row);
    const at = this._places.get(this._columns[column]?.name);
    return cells && at !== undefined ? (cells[at] ?? null) : undefined;
  }

  /** The value of a cell where its text is not that; else undefined. */
  whole(row: number, column: number): string | undefined {
    const cell = this.cell(row, column);
    return typeof cell === 'string' ? cell : undefined;
  }

  data(region: DataModel.CellRegion, row: number, column: number): string {
    const header = this._columns[column];
    if (!header) {
      return '';
    }
    if (region === 'column-header') {
      return row === 0 ? this._title(header) : header.type;
    }
    if (region !== 'body') {
      return '';
    }
    if (column === 0) {
      this.onPaint();
    }
    const cell = this.cell(row, column);
    return cell === undefined ? '' : cellText(header, cell);
  }

  detach(): void {
    this._rows.changed.disconnect(this._follow, this);
  }

  private _follow(_: RowWindow, change: IWindowChange): void {
    this._places = placesOf(this._rows.columns);
    const before = this._count;
    this._count = this._rows.length;
    if (change.goTo) {
      this.emitChanged({ type: 'model-reset' });
      this.onFresh(change.goTo);
      this.onRows();
      return;
    }
    const more = this._count - before;
    if (more !== 0) {
      this.emitChanged({
        type: more > 0 ? 'rows-inserted' : 'rows-removed',
        region: 'body',
        index: Math.min(before, this._count),
        span: Math.abs(more)
      });
    }
    this.onShift(change.shift);
    this.emitChanged({
      type: 'cells-changed',
      region: 'body',
      row: 0,
      column: 0,
      rowSpan: this._count,
      columnSpan: this._columns.length
    });
    this.onRows();
  }

  private _title(column: IColumn): string {
    const down = this._rows.order.find(([name]) => name === column.name)?.[1];
    const arrow = down === undefined ? '' : down ? ' ▼' : ' ▲';
    return column.name + arrow;
  }

  private _columns: ReadonlyArray<IColumn>;
  private _count: number;
  private _places = placesOf(this._rows.columns);
}

function placesOf(columns: ReadonlyArray<IColumn>): Map<string, number> {
  return new Map(columns.map((column, at) => [column.name, at]));
}
