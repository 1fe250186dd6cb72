// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import {
  BasicSelectionModel,
  DataGrid,
  TextRenderer,
  type CellRenderer
} from '@lumino/datagrid';
import { MessageLoop } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { GridKeys } from './keys';
import { GridModel } from './model';
import { GridMouse, type IMenuRequest } from './mouse';
import { visible, type IColumn } from './page';
import { HeaderRenderer } from './header';
import { ColumnWidths } from './widths';
import type { RowWindow } from './window';

export const ROW = 24;
const NUMBERS = new Set(['integer', 'float', 'decimal']);

/** The rows of a window on a canvas. */
export class RowGrid extends DataGrid {
  /**
   * @param _most - of how many rows the grid may be high, which is then as high as its rows; null for a grid that fills
   * its parent
   */
  constructor(
    private readonly _rows: RowWindow,
    private readonly _most: number | null
  ) {
    super({
      defaultSizes: {
        rowHeight: ROW,
        columnWidth: 100,
        rowHeaderWidth: 0,
        columnHeaderHeight: ROW - 3
      },
      headerVisibility: 'column'
    });
    this.addClass('djlab-RowGrid');
    // Lumino leaves its grid out of the way of the Tab key.
    this.viewport.node.tabIndex = 0;
    this.keyHandler = new GridKeys({
      activate: () => this._activated.emit(),
      menu: () => this._openMenu(),
      end: way => void this._rows.load(way)
    });
    this.mouseHandler = new GridMouse({
      columnAt: at => this.model?.columns[at],
      sort: column => this._sortRequested.emit(column.name),
      menu: request => {
        this._goTo(request);
        this._menuRequested.emit(request);
      },
      activate: () => this._activated.emit(),
      move: (column, to) => this._moveRequested.emit([column.name, to.name]),
      resized: () => {
        this._keepWidths();
        this._resized.emit();
      }
    });
    this.copyConfig = {
      separator: '\t',
      headers: 'none',
      // A value as it is, not in the few words that a cell has for it.
      format: ({ region, row, column, value }) =>
        region === 'body'
          ? (this.model?.whole(row, column) ?? String(value))
          : String(value),
      warningThreshold: 1_000_000
    };
    _rows.changed.connect(this._onRows, this);
    this.restyle();
  }

  /** Emitted with the name of a column whose header was clicked. */
  get sortRequested(): ISignal<this, string> {
    return this._sortRequested;
  }

  /** Emitted when the value of the cell with the cursor is asked for: Enter, or a double click. */
  get activated(): ISignal<this, void> {
    return this._activated;
  }

  /** Emitted when another cell has the cursor. */
  get cursorMoved(): ISignal<this, void> {
    return this._cursorMoved;
  }

  /** Emitted with the names of a column that was dragged and of the one that it was dropped on. */
  get moveRequested(): ISignal<this, [string, string]> {
    return this._moveRequested;
  }

  /** Emitted when the user changed the width of a column. */
  get resized(): ISignal<this, void> {
    return this._resized;
  }

  /** The cell with the cursor, null where there is none. */
  get cursor(): { readonly column: IColumn; readonly row: number } | null {
    const { cursorRow = -1, cursorColumn = -1 } = this.selectionModel ?? {};
    const column = this.model?.columns[cursorColumn];
    return column && cursorRow >= 0 ? { column, row: cursorRow } : null;
  }

  get menuRequested(): ISignal<this, IMenuRequest> {
    return this._menuRequested;
  }

  /** Emitted after painting: other rows may be in view. */
  get viewChanged(): ISignal<this, void> {
    return this._viewChanged;
  }

  get model(): GridModel | null {
    return this.dataModel as GridModel | null;
  }

  /** Shows these columns only, in this order. */
  showColumns(columns: ReadonlyArray<IColumn>): void {
    if (this.model) {
      this.model.columns = columns;
      this._fitColumns();
    }
  }

  /** Takes the size that its node has now; without it the scroll bars stay as they were. */
  resize(): void {
    MessageLoop.sendMessage(this, Widget.ResizeMessage.UnknownSize);
  }

  /** Widths in pixels that the user gave columns. */
  get widths(): Readonly<Record<string, number>> {
    return Object.fromEntries(this._widths.chosen);
  }

  set widths(widths: Readonly<Record<string, number>>) {
    this._widths.chosen = new Map(Object.entries(widths));
    this._fitColumns();
  }

  /** Takes the colours of the page's theme: a canvas does not inherit them. */
  restyle(): void {
    const style = getComputedStyle(document.body);
    const colour = (name: string): string =>
      style.getPropertyValue(name).trim() || 'transparent';
    const dark = document.body.dataset.jpThemeLight === 'false';
    const tint = dark ? 'rgba(255, 255, 255, 0.03)' : 'rgba(0, 0, 0, 0.022)';
    this.style = {
      ...DataGrid.defaultStyle,
      voidColor: colour('--jp-layout-color1'),
      backgroundColor: colour('--jp-layout-color1'),
      rowBackgroundColor: row => (row % 2 ? tint : ''),
      headerBackgroundColor: colour('--jp-layout-color2'),
      gridLineColor: colour('--jp-border-color3'),
      headerGridLineColor: 'transparent',
      headerVerticalGridLineColor: colour('--jp-border-color2'),
      headerHorizontalGridLineColor: 'transparent',
      selectionFillColor: 'rgba(33, 150, 243, 0.18)',
      selectionBorderColor: colour('--jp-brand-color1'),
      cursorFillColor: 'rgba(33, 150, 243, 0.12)',
      cursorBorderColor: colour('--jp-brand-color1'),
      headerSelectionFillColor: 'rgba(33, 150, 243, 0.12)',
      headerSelectionBorderColor: 'transparent',
      scrollShadow: {
        size: 4,
        color1: dark ? 'rgba(0, 0, 0, 0.5)' : 'rgba(0, 0, 0, 0.12)',
        color2: dark ? 'rgba(0, 0, 0, 0.2)' : 'rgba(0, 0, 0, 0.04)',
        color3: 'rgba(0, 0, 0, 0)'
      }
    };
    const family = style.getPropertyValue('--jp-code-font-family');
    const ui = style.getPropertyValue('--jp-ui-font-family');
    const font = `12px ${family || 'monospace'}`;
    const strong = colour('--jp-ui-font-color1');
    const faint = colour('--jp-ui-font-color2');
    const column = ({ column }: CellRenderer.CellConfig) =>
      this.model?.columns[column];
    this.cellRenderers.update({
      'column-header': new HeaderRenderer({
        name: `600 12px ${ui || 'sans-serif'}`,
        type: `11px ${family || 'monospace'}`,
        strong,
        faint,
        mark: colour('--jp-warn-color1'),
        isKey: at => this.model?.columns[at]?.key === true
      }),
      body: new TextRenderer({
        font: config => (this._isPlain(config) ? font : `italic ${font}`),
        textColor: config => (this._isPlain(config) ? strong : faint),
        elideDirection: 'right',
        format: ({ value }) => visible(String(value ?? '')),
        horizontalAlignment: config =>
          NUMBERS.has(column(config)?.kind ?? '') ? 'right' : 'left'
      })
    });
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this._fitColumns();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._rows.changed.disconnect(this._onRows, this);
    this.model?.detach();
    super.dispose();
  }

  /** Makes a model when there are rows of other columns; else the model follows the rows itself. */
  private _onRows(): void {
    const { columns } = this._rows;
    if (this.model && this._columns === names(columns)) {
      return;
    }
    this._columns = names(columns);
    this.model?.detach();
    this._widths.clear();
    const model = new GridModel(this._rows);
    model.onRows = () => this._fitRows();
    model.onPaint = () => this._painted();
    model.onFresh = goTo => {
      this.selectionModel?.clear();
      const top = this._rows.start <= 1 ? 0 : this._rows.start * ROW;
      this.scrollTo(this.scrollX, goTo === 'top' ? top : this.maxScrollY);
    };
    model.onShift = rows => {
      if (rows) {
        this.selectionModel?.clear();
        this.scrollTo(this.scrollX, this.scrollY + rows * ROW);
      }
    };
    this.dataModel = model;
    const selection = new BasicSelectionModel({ dataModel: model });
    selection.changed.connect(() => this._cursorMoved.emit());
    this.selectionModel = selection;
    this._fitRows();
  }

  /** The cursor goes to a cell whose menu is opened, unless it is among those that are selected. */
  private _goTo({ column, row }: IMenuRequest): void {
    const at = this.model?.columns.indexOf(column) ?? -1;
    const { selectionModel } = this;
    if (row === null || at < 0 || !selectionModel) {
      return;
    }
    if (!selectionModel.isCellSelected(row, at)) {
      selectionModel.select({
        r1: row,
        c1: at,
        r2: row,
        c2: at,
        cursorRow: row,
        cursorColumn: at,
        clear: 'all'
      });
    }
  }

  /** The menu of the cell with the cursor, opened by the keyboard. */
  private _openMenu(): void {
    const { cursor } = this;
    if (cursor) {
      const at = this.selectionModel?.cursorColumn ?? 0;
      const { left, top, bottom } = this.node.getBoundingClientRect();
      const x = this.columnOffset('body', at) - this.scrollX + 8;
      const y =
        this.headerHeight + this.rowOffset('body', cursor.row) - this.scrollY;
      this._menuRequested.emit({
        ...cursor,
        x: left + Math.max(0, x),
        y: Math.min(top + y + ROW, bottom)
      });
    }
  }

  private _painted(): void {
    if (!this._frame) {
      this._frame = requestAnimationFrame(() => {
        this._frame = 0;
        if (!this.isDisposed) {
          this._viewChanged.emit();
        }
      });
    }
  }

  /** Takes the widths that the user has just given columns. */
  private _keepWidths(): void {
    // The grid changes widths by messages that wait for their turn.
    MessageLoop.flush();
    this.model?.columns.forEach(({ name }, at) =>
      this._widths.choose(name, this.columnSize('body', at))
    );
  }

  /** Columns may have to be wider for rows that came. */
  private _fitRows(): void {
    this._widths.measure(this._rows.columns, this._rows.held());
    this._fitColumns();
  }

  private _fitColumns(): void {
    const columns = this.model?.columns ?? [];
    this._widths
      .fit(columns, this.pageWidth)
      .forEach((width, at) => this.resizeColumn('body', at, width));
    this._fitHeight();
  }

  private _fitHeight(): void {
    if (this._most === null || !this.isAttached) {
      return;
    }
    const bar = this.node.querySelector<HTMLElement>(
      '.lm-ScrollBar[data-orientation="horizontal"]'
    );
    const rows = Math.max(1, Math.min(this._rows.length, this._most));
    const border = this.node.offsetHeight - this.node.clientHeight;
    const height =
      this.headerHeight + rows * ROW + (bar?.offsetHeight ?? 0) + border;
    if (height !== this._height) {
      this._height = height;
      this.node.style.height = `${height}px`;
      this.resize();
    }
  }

  /** Whether a cell holds a value that was read, and not NULL. */
  private _isPlain({ row, column }: CellRenderer.CellConfig): boolean {
    const { model } = this;
    const cell = model?.cell(row, column) ?? null;
    return cell !== null && model?.columns[column]?.kind !== 'binary';
  }

  private readonly _activated = new Signal<this, void>(this);
  private _columns = '';
  private readonly _cursorMoved = new Signal<this, void>(this);
  private _frame = 0;
  private _height = 0;
  private readonly _menuRequested = new Signal<this, IMenuRequest>(this);
  private readonly _moveRequested = new Signal<this, [string, string]>(this);
  private readonly _resized = new Signal<this, void>(this);
  private readonly _sortRequested = new Signal<this, string>(this);
  private readonly _viewChanged = new Signal<this, void>(this);
  private readonly _widths = new ColumnWidths();
}

function names(columns: ReadonlyArray<IColumn>): string {
  return JSON.stringify(columns.map(({ name, type }) => [name, type]));
}
