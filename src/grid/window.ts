import { Signal, type ISignal } from '@lumino/signaling';

import type {
  IColumn,
  IPage,
  IPageRequest,
  IRowSource,
  Order,
  Row
} from './page';

/** Rows of one request. */
export const SIZE = 100;

/** Rows that are kept; those farthest from the view are dropped beyond. */
const HELD = 1000;

/** A page is asked for when the view comes this near to the end of the rows that are held. */
const AHEAD = 40;

export interface IWindowChange {
  /** By how many rows everything moved down (negative: up): the view follows, so that what is seen stays. */
  readonly shift: number;
  /** Where the view goes because other rows are shown now; null where it stays. */
  readonly goTo: 'top' | 'bottom' | null;
}

type Way = 'first' | 'last' | 'next' | 'previous';

/**
 * The rows of a table that the page holds: one connected run of pages, and how many rows are thought to lie before and
 * after it.
 *
 * Where the number of rows is known and the source can jump, the run stands at its approximate place among all rows.
 * Otherwise one row at each open end stands for those that were not read yet.
 */
export class RowWindow {
  constructor(private _source: () => IRowSource | null) {}

  get changed(): ISignal<this, IWindowChange> {
    return this._changed;
  }

  /** Emitted when a request begins or ends. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  get columns(): ReadonlyArray<IColumn> {
    return this._columns;
  }

  get order(): Order {
    return this._order;
  }

  /** Index of the first row that is held. */
  get start(): number {
    return this._before;
  }

  /** Index after the last row that is held. */
  get end(): number {
    return this._before + this._held;
  }

  /** Number of rows, those that are only thought to exist among them. */
  get length(): number {
    return this.end + this._after;
  }

  get hasPrevious(): boolean {
    return !!this._pages[0]?.previous;
  }

  get hasNext(): boolean {
    return !!this._pages[this._pages.length - 1]?.next;
  }

  /** The number of rows as the source told or estimated it. */
  get total(): number | null {
    return this._total;
  }

  /**
   * The number of rows before the first one that is held; null where that is not known, because its place was
   * approximated or found from the end.
   */
  get first(): number | null {
    return this._first;
  }

  get isCounted(): boolean {
    return this._isCounted;
  }

  /** Why the last request failed. */
  get problem(): Error | null {
    return this._problem;
  }

  /** Whether rows stand at their approximate place among all rows. */
  get jumps(): boolean {
    return (this._source()?.jumps ?? false) && this._total !== null;
  }

  /** Whether a request is under way. */
  get isBusy(): boolean {
    return this._request !== null;
  }

  /** The row at an index, undefined where it is not held. */
  row(index: number): Row | undefined {
    let at = index - this._before;
    if (at < 0) {
      return undefined;
    }
    for (const page of this._pages) {
      if (at < page.rows.length) {
        return page.rows[at];
      }
      at -= page.rows.length;
    }
    return undefined;
  }

  /** The rows that are held, first to last. */
  *held(): Iterable<Row> {
    for (const { rows } of this._pages) {
      yield* rows;
    }
  }

  /**
   * Shows rows that were not asked for, such as the stored ones of a notebook.
   *
   * @param more - whether there are others after them; only `load` reaches those
   */
  show(page: IPage, more: boolean): void {
    this._replace({ ...page, previous: null, next: null }, 0, 0, 'top');
    this._isStored = more;
    this._stateChanged.emit();
  }

  /** Whether the rows shown are stored ones, of which there are more. */
  get isStored(): boolean {
    return this._isStored;
  }

  /** Takes a number of rows: an estimate, or the exact one. */
  setTotal(total: number | null, counted: boolean): void {
    this._total = total;
    this._isCounted = counted;
    this._place(this._before, null);
  }

  /** Asks for the rows in another order, from the first one. */
  async sort(order: Order): Promise<void> {
    this._order = order;
    await this.load('first');
  }

  /** Replaces the rows by the first or last page, or by the one after or before them. */
  async load(way: Way): Promise<void> {
    const cursor =
      way === 'next'
        ? (this._pages[this._pages.length - 1]?.next ?? null)
        : way === 'previous'
          ? (this._pages[0]?.previous ?? null)
          : null;
    const backwards = way === 'last' || way === 'previous';
    await this._ask({ cursor, backwards }, page => {
      const before =
        way === 'first'
          ? 0
          : way === 'next'
            ? this.end
            : way === 'previous'
              ? Math.max(0, this._before - page.rows.length)
              : Math.max(0, (this._total ?? 0) - page.rows.length);
      const first =
        this._first === null || way === 'last'
          ? null
          : way === 'next'
            ? this._first + this._held
            : this._first - page.rows.length;
      this._replace(page, before, first, way === 'last' ? 'bottom' : 'top');
    });
  }

  /** Sees to it that the rows from `first` to `last`, which are in view, are held, and some beyond. */
  async need(first: number, last: number): Promise<void> {
    if (!this._source() || !this._pages.length || this._problem) {
      return;
    }
    if (this.jumps && (first > this.end + SIZE || last < this._before - SIZE)) {
      await this._jump(first, last);
    } else if (this.isBusy) {
      return;
    } else if (this.hasNext && last >= this.end - AHEAD) {
      await this._extend('next', first);
    } else if (this.hasPrevious && first < this._before + AHEAD) {
      await this._extend('previous', last);
    }
  }

  /** Forgets why the last request failed: what is in view may be asked for again. */
  retry(): void {
    if (!this._pages.length) {
      void this.load('first');
    } else if (this._problem) {
      this._problem = null;
      this._stateChanged.emit();
    }
  }

  /**
   * Ends the request that is under way.
   *
   * @param why - what is told where no rows came before
   */
  cancel(why = ''): void {
    if (this._request && why && !this._pages.length) {
      this._problem = new Error(why);
    }
    this._request?.abort();
    this._request = null;
    this._stay();
    this._stateChanged.emit();
  }

  private async _jump(first: number, last: number): Promise<void> {
    if (first === this._target) {
      return;
    }
    if (first === 0 || last >= this.length - 1) {
      this._target = first;
      await this.load(first === 0 ? 'first' : 'last');
    } else {
      this._target = first;
      const at = first / Math.max(this.length - 1, 1);
      await this._ask({ cursor: null, backwards: false, at }, page =>
        this._replace(page, first, null, null)
      );
    }
    this._target = null;
  }

  private async _extend(
    way: 'next' | 'previous',
    visible: number
  ): Promise<void> {
    const forwards = way === 'next';
    const edge = forwards
      ? this._pages[this._pages.length - 1]
      : this._pages[0];
    const cursor = forwards ? edge.next : edge.previous;
    await this._ask({ cursor, backwards: !forwards }, page => {
      if (forwards) {
        this._pages.push(page);
      } else {
        this._pages.unshift(page);
      }
      // The end at which nothing came is one, whatever the page before it thought.
      let moved = forwards ? 0 : -page.rows.length;
      while (this._held - this._pages[0].rows.length >= HELD && forwards) {
        const { rows } = this._pages[0];
        if (this._before + rows.length > visible) {
          break;
        }
        this._pages.shift();
        moved += rows.length;
      }
      while (!forwards && this._pages.length > 1) {
        const { rows } = this._pages[this._pages.length - 1];
        if (
          this._held - rows.length < HELD ||
          this.end - rows.length <= visible
        ) {
          break;
        }
        this._pages.pop();
      }
      if (this._first !== null) {
        this._first += moved;
      }
      this._place(this._before + moved, null);
    });
  }

  private async _ask(
    request: Omit<IPageRequest, 'size' | 'order'>,
    apply: (page: IPage) => void
  ): Promise<void> {
    const source = this._source();
    this._request?.abort();
    if (source === null) {
      this._request = null;
      return;
    }
    const abort = new AbortController();
    this._request = abort;
    this._problem = null;
    this._stateChanged.emit();
    try {
      const page = await source.page(
        { ...request, size: SIZE, order: this._order },
        abort.signal
      );
      if (!abort.signal.aborted) {
        this._request = null;
        apply(page);
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        this._request = null;
        this._problem =
          error instanceof Error ? error : new Error(String(error));
        this._stay();
      }
    } finally {
      if (!abort.signal.aborted) {
        this._stateChanged.emit();
      }
    }
  }

  /** Rows that did not come leave those that are held, in the order in which they are. */
  private _stay(): void {
    if (this._pages.length) {
      this._order = this._heldOrder;
    }
  }

  private _replace(
    page: IPage,
    before: number,
    first: number | null,
    goTo: IWindowChange['goTo']
  ): void {
    this._columns = page.columns;
    this._heldOrder = this._order;
    this._first = first;
    this._isStored = false;
    this._pages = [page];
    this._place(before, goTo);
  }

  /** Puts the run at `before`, or where it must be because an end of all rows is known. */
  private _place(before: number, goTo: IWindowChange['goTo']): void {
    const { jumps } = this;
    const total = this._total ?? 0;
    const wanted = before;
    if (!this.hasPrevious) {
      before = 0;
    } else if (!jumps) {
      before = 1;
    } else if (!this.hasNext && this._isCounted) {
      before = Math.max(1, total - this._held);
    } else {
      before = Math.max(1, before);
    }
    if (!this.hasPrevious) {
      this._first = 0;
    } else if (!this.hasNext && this._isCounted) {
      this._first = Math.max(0, total - this._held);
    }
    this._before = before;
    this._after = !this.hasNext
      ? 0
      : jumps
        ? Math.max(1, total - before - this._held)
        : 1;
    this._changed.emit({ shift: goTo ? 0 : before - wanted, goTo });
  }

  private get _held(): number {
    return this._pages.reduce((sum, page) => sum + page.rows.length, 0);
  }

  private _after = 0;
  private _before = 0;
  private readonly _changed = new Signal<this, IWindowChange>(this);
  private _columns: ReadonlyArray<IColumn> = [];
  private _first: number | null = null;
  private _heldOrder: Order = [];
  private _isCounted = false;
  private _isStored = false;
  private _order: Order = [];
  private _pages: IPage[] = [];
  private _problem: Error | null = null;
  private _request: AbortController | null = null;
  private readonly _stateChanged = new Signal<this, void>(this);
  private _target: number | null = null;
  private _total: number | null = null;
}
