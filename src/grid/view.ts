import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { Bar } from './bar';
import { ColumnSet } from './columns';
import { RowGrid } from './grid';
import {
  openColumnMenu,
  openColumnsMenu,
  type IColumnActions,
  type IMenuItem
} from './menu';
import type { IMenuRequest } from './mouse';
import {
  nextOrder,
  type IColumn,
  type IRowSource,
  type Order,
  type Row
} from './page';
import { windowTable } from './table';
import { RowWindow, SIZE } from './window';

/** Rows of a grid that is as high as its rows. */
const MOST_ROWS = 14;

/** How long an answer may take before the reader is told to wait, in milliseconds. */
const PATIENCE = 400;

/** How long a menu waits for what it should hold, in milliseconds. */
const PREPARED = 3000;

/** How soon after a failure scrolling asks again, in milliseconds. */
const AGAIN = 1000;

export interface IRowsViewOptions {
  readonly trans: TranslationBundle;
  readonly title: string;
  /** What the rows are, in words; shown under the pointer. */
  readonly comment: string;
  /** Who gives rows; null while nobody does. */
  source(): IRowSource | null;
  /** Why an answer will take long, when that is known. */
  waiting?(): string | null;
  /** What is to be said about the rows beside their number. */
  remark?(): string;
  /** Further items for the menu of a column, or of one of its cells, in groups. */
  menuItems?(
    column: IColumn,
    row: Row | null
  ): ReadonlyArray<ReadonlyArray<IMenuItem>>;
  /** What `menuItems` waits for, such as foreign keys that are being read. */
  prepareMenu?(): Promise<unknown>;
  /** Whether the grid is as high as its rows, at most some; else it fills its parent. */
  readonly fits: boolean;
}

/**
 * Rows as a grid or as an HTML table, with the bar above them: pages, count, columns.
 */
export class RowsView extends Widget {
  constructor(private readonly _options: IRowsViewOptions) {
    super();
    const { trans, title, comment } = _options;
    this.addClass('djlab-Rows');
    this.node.classList.toggle('djlab-mod-fits', _options.fits);
    this.rows = new RowWindow(() => _options.source());
    this._grid = new RowGrid(this.rows, _options.fits ? MOST_ROWS : null);
    this.bar = new Bar(trans, title, comment, {
      first: () => void this.rows.load('first'),
      previous: () => this._step('previous'),
      next: () => this._step('next'),
      last: () => void this.rows.load('last'),
      count: () => void this.count(),
      cancel: () => this.cancel(),
      columns: button => openColumnsMenu(trans, this._actions(), button),
      table: () => this._toggleTable()
    });
    this._body.className = 'djlab-Rows-body';
    const seen = this._grid.viewport.node;
    seen.setAttribute('role', 'img');
    seen.setAttribute('aria-label', trans.__('Rows of %1', title));
    this._grid.sortRequested.connect((_, column) =>
      this._sort(nextOrder(this.rows.order, column))
    );
    this._grid.menuRequested.connect((_, request) => void this._menu(request));
    this._grid.moveRequested.connect((_, [name, to]) => this._move(name, to));
    this._grid.resized.connect(() => this._layoutChanged.emit());
    this._grid.viewChanged.connect(() => this._look());
    this.rows.changed.connect(() => this._show());
    this.rows.stateChanged.connect(() => this._onState());
    for (const event of ['wheel', 'keydown', 'pointerdown'] as const) {
      this._grid.node.addEventListener(event, this._onInterest, true);
    }
    this.node.append(this.bar.node, this._body);
  }

  readonly bar: Bar;
  readonly rows: RowWindow;

  /** Emitted when columns were hidden, shown, moved or widened by the user. */
  get layoutChanged(): ISignal<this, void> {
    return this._layoutChanged;
  }

  get grid(): RowGrid {
    return this._grid;
  }

  /** The cell with the cursor and its row, null where there is none. */
  get cell(): { readonly column: IColumn; readonly row: Row } | null {
    const { cursor } = this._grid;
    const row = cursor ? this.rows.row(cursor.row) : undefined;
    return cursor && row ? { column: cursor.column, row } : null;
  }

  /** Which columns are shown, and in which order. */
  get columns(): ColumnSet {
    return this._columns;
  }

  /** Shows the columns as `columns` has them now. */
  arrange(): void {
    this._showColumns();
  }

  /** Asks for the exact number of rows. */
  async count(): Promise<void> {
    const source = this._options.source();
    if (!source) {
      return;
    }
    this._counting?.abort();
    const abort = new AbortController();
    this._counting = abort;
    this._onState();
    try {
      const count = await source.count(abort.signal);
      if (!abort.signal.aborted && !this.isDisposed) {
        this._counted = count;
        this.rows.setTotal(count, true);
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        this._countProblem =
          error instanceof Error ? error.message : String(error);
      }
    } finally {
      if (this._counting === abort) {
        this._counting = null;
      }
      this._onState();
    }
  }

  /** Ends what is under way. */
  cancel(): void {
    this._counting?.abort();
    this._counting = null;
    this.rows.cancel(
      this._options.trans.__('Cancelled. “First page” asks again.')
    );
  }

  /** Takes the colours of a new theme. */
  restyle(): void {
    this._grid.restyle();
  }

  /** Asks again who gives rows. */
  refresh(): void {
    this._onState();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.cancel();
    window.clearTimeout(this._timer);
    this._grid.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (!this._grid.isAttached) {
      Widget.attach(this._grid, this._body);
      this._grid.resize();
    }
    this.restyle();
  }

  protected override onBeforeDetach(message: Message): void {
    if (this._grid.isAttached) {
      Widget.detach(this._grid);
    }
    super.onBeforeDetach(message);
  }

  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    this._grid.resize();
  }

  /** Asks again for what is in view, after a request that failed. */
  retry(): void {
    this.rows.retry();
    this._look();
  }

  /** Whoever scrolls or clicks stored rows wants to see the others; after a failure, he tries again. */
  private readonly _onInterest = (): void => {
    const { rows } = this;
    if (rows.isBusy) {
      return;
    }
    if (rows.problem) {
      if (Date.now() - this._failed > AGAIN) {
        this.retry();
      }
    } else if (rows.isStored) {
      void rows.load('first');
    }
  };

  private async _menu({ column, row, x, y }: IMenuRequest): Promise<void> {
    const { trans, menuItems, prepareMenu } = this._options;
    const patience = new Promise(done => window.setTimeout(done, PREPARED));
    await Promise.race([prepareMenu?.(), patience]);
    if (!this.isDisposed) {
      const cells = row === null ? null : (this.rows.row(row) ?? null);
      const items = menuItems?.call(this._options, column, cells) ?? [];
      openColumnMenu(trans, this._actions(), column, items, { x, y });
    }
  }

  private _look(): void {
    const view = this._grid.currentViewport;
    if (view && !this._asTable) {
      window.clearTimeout(this._lookTimer);
      const look = () => void this.rows.need(view.firstRow, view.lastRow);
      const near =
        view.lastRow >= this.rows.start - SIZE &&
        view.firstRow <= this.rows.end + SIZE;
      // Who drags the scroll bar passes by many rows that nobody will read.
      this._lookTimer = window.setTimeout(look, near ? 0 : 120);
      this._onState();
    }
  }

  private _step(way: 'previous' | 'next'): void {
    if (this._asTable || this.rows.isStored) {
      void this.rows.load(this.rows.isStored ? 'first' : way);
    } else {
      this._grid.scrollByPage(way === 'next' ? 'down' : 'up');
    }
  }

  private _sort(order: Order): void {
    void this.rows.sort(order);
  }

  private _show(): void {
    const { rows } = this;
    if (!this._columns.isPlain && !this._columnsShown) {
      this._showColumns();
    }
    this._table?.remove();
    this._table = null;
    if (this._asTable) {
      this._table = windowTable(
        rows,
        this._columns.shown(rows.columns),
        this._options.title
      );
      this._body.append(this._table);
    }
    if (this._grid.node.hidden !== this._asTable) {
      this._grid.node.hidden = this._asTable;
      this._grid.resize();
    }
    this._onState();
  }

  private _toggleTable(): void {
    this._asTable = !this._asTable;
    if (this._asTable && !this.rows.isStored) {
      // A table is read page by page.
      void this.rows.load('first');
    }
    this._show();
  }

  private _actions(): IColumnActions {
    return {
      columns: this._columns.arranged(this.rows.columns),
      hidden: this._columns.hidden,
      order: this.rows.order,
      canSort: this._options.source() !== null,
      sort: order => this._sort(order),
      toggle: column => {
        this._columns.toggle(column);
        this._rearranged();
      },
      showAll: () => {
        this._columns.hidden = [];
        this._rearranged();
      },
      restoreOrder: this._columns.order.length
        ? () => {
            this._columns.order = [];
            this._rearranged();
          }
        : null,
      mover: (name, step) => {
        const to = this._columns.beside(this.rows.columns, name, step);
        return to === null ? null : () => this._move(name, to);
      }
    };
  }

  private _move(name: string, to: string): void {
    this._columns.move(this.rows.columns, name, to);
    this._rearranged();
  }

  private _rearranged(): void {
    this._showColumns();
    this._layoutChanged.emit();
  }

  private _showColumns(): void {
    if (this._grid.model) {
      this._columnsShown = true;
      this._grid.showColumns(this._columns.shown(this.rows.columns));
      if (this._asTable) {
        this._show();
      }
    }
  }

  /** Brings the bar up to date. */
  private _onState(): void {
    if (this.isDisposed) {
      return;
    }
    const { rows } = this;
    if (rows.problem !== this._problem) {
      this._problem = rows.problem;
      this._failed = Date.now();
    }
    const waits = rows.isBusy || this._counting !== null;
    if (waits && !this._timer) {
      const known = this._options.waiting?.() ?? null;
      this._timer = window.setTimeout(
        () => this.bar.say(known ?? this._options.trans.__('Reading…'), true),
        known === null ? PATIENCE : 0
      );
    } else if (!waits) {
      window.clearTimeout(this._timer);
      this._timer = 0;
    }
    this.node.toggleAttribute('data-busy', waits);
    this.bar.update({
      alive: this._options.source() !== null,
      rows,
      counted: this._counted,
      view: this._asTable
        ? { firstRow: rows.start, lastRow: rows.end - 1 }
        : (this._grid.currentViewport ?? null),
      asTable: this._asTable,
      hidden: this._columns.hidden.size,
      waits,
      problem: rows.problem?.message ?? this._countProblem,
      remark: this._options.remark?.() ?? ''
    });
    this._countProblem = '';
  }

  private _asTable = false;
  private readonly _body = document.createElement('div');
  private readonly _columns = new ColumnSet();
  private _columnsShown = false;
  private _counted: number | null = null;
  private _counting: AbortController | null = null;
  private _countProblem = '';
  private _failed = 0;
  private readonly _grid: RowGrid;
  private readonly _layoutChanged = new Signal<this, void>(this);
  private _lookTimer = 0;
  private _problem: Error | null = null;
  private _table: HTMLTableElement | null = null;
  private _timer = 0;
}
