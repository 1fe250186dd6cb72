// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { BasicMouseHandler, type DataGrid } from '@lumino/datagrid';

import { describe, type IColumn } from './page';

export interface IGridMouseOptions {
  columnAt(at: number): IColumn | undefined;
  sort(column: IColumn): void;
  menu(request: IMenuRequest): void;
}

/** Where a menu was asked for: on a column's header, or on one of its cells. */
export interface IMenuRequest {
  readonly column: IColumn;
  /** Index of the cell's row, null for the header. */
  readonly row: number | null;
  readonly x: number;
  readonly y: number;
}

/** Sorts on a click into a header, tells its type and comment under the pointer, and opens its menu. */
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
    if (grid.viewport.node.style.cursor.includes('resize')) {
      this._pressed = null;
    }
  }

  override onMouseUp(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    super.onMouseUp(grid, event);
    const pressed = this._pressed;
    this._pressed = null;
    if (
      pressed !== null &&
      hit.region === 'column-header' &&
      hit.column === pressed
    ) {
      const column = this._options.columnAt(hit.column);
      if (column) {
        this._options.sort(column);
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
}
