// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { BasicKeyHandler, type DataGrid } from '@lumino/datagrid';

export interface IGridKeysOptions {
  /** Enter was pressed on the cell with the cursor. */
  activate(): void;
  /** The menu of the cell with the cursor was asked for. */
  menu(): void;
  /** Goes to the first or the last of all rows. */
  end(way: 'first' | 'last'): void;
}

/** The keys of a grid of rows, beside arrows, pages, Tab and copying. */
export class GridKeys extends BasicKeyHandler {
  constructor(private readonly _options: IGridKeysOptions) {
    super();
  }

  override onKeyDown(grid: DataGrid, event: KeyboardEvent): void {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (altKey) {
      // Alt with an arrow goes back and forward, which is not the grid's affair.
      return;
    }
    const model = grid.selectionModel;
    let isHandled = true;
    if (model && model.cursorRow < 0 && key.startsWith('Arrow')) {
      // Whoever comes by the keyboard begins where he sees.
      const row = Math.max(0, grid.currentViewport?.firstRow ?? 0);
      this._select(
        grid,
        row,
        Math.max(0, grid.currentViewport?.firstColumn ?? 0)
      );
    } else if (key === 'Enter' && !shiftKey) {
      this._options.activate();
    } else if (key === 'ContextMenu' || (key === 'F10' && shiftKey)) {
      this._options.menu();
    } else if (key === 'Home' || key === 'End') {
      const last = (grid.dataModel?.columnCount('body') ?? 1) - 1;
      if (ctrlKey || metaKey) {
        this._options.end(key === 'Home' ? 'first' : 'last');
      } else if (model && model.cursorRow >= 0) {
        this._select(grid, model.cursorRow, key === 'Home' ? 0 : last);
      }
    } else {
      isHandled = false;
    }
    if (isHandled) {
      event.preventDefault();
      event.stopPropagation();
    } else if (key === 'Tab' && this._leaves(grid, shiftKey)) {
      // At its last cell the grid lets go of the focus: Tab must not end here for good.
      return;
    } else {
      super.onKeyDown(grid, event);
    }
  }

  private _leaves(grid: DataGrid, backwards: boolean): boolean {
    const { selectionModel, dataModel } = grid;
    if (!selectionModel || !dataModel || selectionModel.cursorRow < 0) {
      return true;
    }
    const last = dataModel.columnCount('body') - 1;
    return selectionModel.cursorColumn === (backwards ? 0 : last);
  }

  private _select(grid: DataGrid, row: number, column: number): void {
    grid.selectionModel?.select({
      r1: row,
      c1: column,
      r2: row,
      c2: column,
      cursorRow: row,
      cursorColumn: column,
      clear: 'all'
    });
    grid.scrollToCursor();
  }
}
