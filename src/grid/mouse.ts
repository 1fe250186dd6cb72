// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { BasicMouseHandler, type DataGrid } from '@lumino/datagrid';

import { describe, type IColumn } from './page';

export interface IGridMouseOptions {
  columnAt(at: number): IColumn | undefined;
  sort(column: IColumn): void;
  menu(request: IMenuRequest): void;
  /** A cell was double-clicked. */
  activate(row: number, column: number): void;
  /** A header was dragged onto another one. */
  move(column: IColumn, to: IColumn): void;
  /** The edge of a header was dragged. */
  resized(): void;
}

/** Where a menu was asked for: on a column's header, or on one of its cells. */
export interface IMenuRequest {
  readonly column: IColumn;
  /** Index of the cell's row, null for the header. */
  readonly row: number | null;
  readonly x: number;
  readonly y: number;
}

/** Sorts on a click into a header, moves the column when it is dragged, tells what it holds, and opens its menu. */
export class GridMouse extends BasicMouseHandler {
  constructor(private readonly _options: IGridMouseOptions) {
    super();
  }

  override onMouseDown(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    this._pressed =
      hit.region === 'column-header' && event.button === 0 ? hit.column : null;
    super.onMouseDown(grid, event);
    // The edges of a header resize the column; the handler then holds the mouse.
    this._resizes = grid.viewport.node.style.cursor.includes('resize');
    if (this._resizes) {
      this._pressed = null;
    }
  }

  override onMouseMove(grid: DataGrid, event: MouseEvent): void {
    if (this._pressed === null) {
      super.onMouseMove(grid, event);
      return;
    }
    const hit = grid.hitTest(event.clientX, event.clientY);
    const moves =
      hit.region === 'column-header' && hit.column !== this._pressed;
    grid.viewport.node.style.cursor = moves ? 'grabbing' : 'default';
  }

  override onMouseDoubleClick(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    if (hit.region === 'body') {
      this._options.activate(hit.row, hit.column);
    }
  }

  override onMouseUp(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    super.onMouseUp(grid, event);
    const pressed = this._pressed;
    this._pressed = null;
    if (this._resizes) {
      this._resizes = false;
      this._options.resized();
    }
    if (pressed !== null && hit.region === 'column-header') {
      const column = this._options.columnAt(pressed);
      const to = this._options.columnAt(hit.column);
      if (column && column === to) {
        this._options.sort(column);
      } else if (column && to) {
        this._options.move(column, to);
      }
    }
  }

  override onMouseHover(grid: DataGrid, event: MouseEvent): void {
    super.onMouseHover(grid, event);
    const hit = grid.hitTest(event.clientX, event.clientY);
    const column =
      hit.region === 'column-header'
        ? this._options.columnAt(hit.column)
        : undefined;
    grid.node.title = column ? describe(column) : '';
  }

  override onContextMenu(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    const inBody = hit.region === 'body';
    const column =
      inBody || hit.region === 'column-header'
        ? this._options.columnAt(hit.column)
        : undefined;
    if (column) {
      event.preventDefault();
      event.stopPropagation();
      this._options.menu({
        column,
        row: inBody ? hit.row : null,
        x: event.clientX,
        y: event.clientY
      });
    }
  }

  private _pressed: number | null = null;
  private _resizes = false;
}
