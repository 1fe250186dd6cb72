// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import {
  BasicKeyHandler,
  BasicMouseHandler,
  BasicSelectionModel,
  DataGrid,
  TextRenderer,
  type CellRenderer
} from '@lumino/datagrid';
import { Signal, type ISignal } from '@lumino/signaling';

import { PageModel } from './gridModel';
import type { Order } from './pages';
import { describe, type IPage } from './payload';

const ROW = 22;
const HEADER_ROWS = 2;
const SCROLLBAR = 18;
const MOST_ROWS = 12;
const CHARACTER = 7.2;

const NUMBERS = new Set(['integer', 'float', 'decimal']);

/** The grid: one page of rows on a canvas. */
export class PageGrid extends DataGrid {
  constructor() {
    super({
      defaultSizes: {
        rowHeight: ROW,
        columnWidth: 100,
        rowHeaderWidth: 0,
        columnHeaderHeight: ROW
      },
      headerVisibility: 'column'
    });
    this.addClass('djlab-preview-grid');
    this.keyHandler = new BasicKeyHandler();
    this.mouseHandler = new HeaderMouseHandler(column =>
      this._sortRequested.emit(column)
    );
    this.copyConfig = {
      separator: '\t',
      headers: 'none',
      format: DataGrid.copyFormatGeneric,
      warningThreshold: 1_000_000
    };
    this.restyle();
  }

  /** Emitted with the name of a column whose header was clicked. */
  get sortRequested(): ISignal<this, string> {
    return this._sortRequested;
  }

  display(page: Pick<IPage, 'columns' | 'rows'>, order: Order): void {
    const model = new PageModel(page, order);
    this.dataModel = model;
    this.selectionModel = new BasicSelectionModel({ dataModel: model });
    for (let column = 0; column < page.columns.length; column++) {
      this.resizeColumn('body', column, model.width(column, CHARACTER));
    }
    const rows = Math.max(1, Math.min(page.rows.length, MOST_ROWS));
    this.node.style.height = `${(rows + HEADER_ROWS) * ROW + SCROLLBAR}px`;
  }

  /** Takes the colours of the page's theme: a canvas does not inherit them. */
  restyle(): void {
    const style = getComputedStyle(document.body);
    const colour = (name: string): string =>
      style.getPropertyValue(name).trim() || 'transparent';
    this.style = {
      ...DataGrid.defaultStyle,
      voidColor: colour('--jp-layout-color1'),
      backgroundColor: colour('--jp-layout-color1'),
      headerBackgroundColor: colour('--jp-layout-color2'),
      gridLineColor: colour('--jp-border-color3'),
      headerGridLineColor: colour('--jp-border-color2'),
      selectionFillColor: 'rgba(33, 150, 243, 0.2)',
      selectionBorderColor: colour('--jp-brand-color1'),
      cursorFillColor: 'rgba(33, 150, 243, 0.15)',
      cursorBorderColor: colour('--jp-brand-color1'),
      headerSelectionFillColor: 'rgba(33, 150, 243, 0.15)',
      headerSelectionBorderColor: 'transparent'
    };
    const font = `12px ${style.getPropertyValue('--jp-code-font-family') || 'monospace'}`;
    const strong = colour('--jp-ui-font-color1');
    const faint = colour('--jp-ui-font-color2');
    const column = ({ column }: CellRenderer.CellConfig) =>
      this._model?.column(column);
    this.cellRenderers.update({
      'column-header': new TextRenderer({
        font,
        horizontalAlignment: 'left',
        textColor: ({ row }) => (row === 0 ? strong : faint)
      }),
      body: new TextRenderer({
        font,
        textColor: config => (this._isPlain(config) ? strong : faint),
        horizontalAlignment: config =>
          NUMBERS.has(column(config)?.kind ?? '') ? 'right' : 'left'
      })
    });
  }

  private get _model(): PageModel | null {
    return this.dataModel as PageModel | null;
  }

  /** Whether a cell holds a value that was read, and not NULL. */
  private _isPlain({ row, column }: CellRenderer.CellConfig): boolean {
    const model = this._model;
    return (
      model?.cell(row, column) !== null &&
      model?.column(column)?.kind !== 'binary'
    );
  }

  private readonly _sortRequested = new Signal<this, string>(this);
}

/** Sorts on a click into a header, and tells its type and comment under the pointer. */
class HeaderMouseHandler extends BasicMouseHandler {
  constructor(private readonly _onSort: (column: string) => void) {
    super();
  }

  override onMouseDown(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    this._pressed = hit.region === 'column-header' ? hit.column : null;
    super.onMouseDown(grid, event);
    // The edges of a header resize the column; the handler then holds the mouse.
    if (grid.viewport.node.style.cursor.includes('resize')) {
      this._pressed = null;
    }
  }

  override onMouseUp(grid: DataGrid, event: MouseEvent): void {
    const hit = grid.hitTest(event.clientX, event.clientY);
    super.onMouseUp(grid, event);
    if (
      this._pressed !== null &&
      hit.region === 'column-header' &&
      hit.column === this._pressed
    ) {
      const column = (grid.dataModel as PageModel).column(hit.column);
      if (column) {
        this._onSort(column.name);
      }
    }
    this._pressed = null;
  }

  override onMouseHover(grid: DataGrid, event: MouseEvent): void {
    super.onMouseHover(grid, event);
    const hit = grid.hitTest(event.clientX, event.clientY);
    const column =
      hit.region === 'column-header'
        ? (grid.dataModel as PageModel).column(hit.column)
        : undefined;
    grid.node.title = column ? describe(column) : '';
  }

  private _pressed: number | null = null;
}
