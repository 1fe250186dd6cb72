import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Api } from '../model';
import type { IDatabaseState, IStatus, ITableStatus } from '../model/database';
import { rowCountsOf, type RowCounts } from '../model/rowCounts';
import type { IProjectModel } from '../tokens';

/** How often the database is asked while a diagram shows what it says, in milliseconds. */
const INTERVAL = 20_000;
/** The same while there is no connection: one cheap question to the server, none to the database. */
const IDLE = 10_000;

/** What the database says about a table, as far as a badge shows it. */
export interface ITableState extends Readonly<
  Pick<ITableStatus, 'rows' | 'total' | 'remaining' | 'declared'>
> {
  /** Jobs that ended in an error. */
  readonly errors: number;
  /** How many of its rows a delete would take, or rows came from; null when that is not known. */
  readonly reached?: number | null;
}

/**
 * The live status of the project's tables. It connects to nothing: it asks only where the user has connected djlab.
 */
export class StatusSource implements IDisposable {
  /** @param _wanted - whether somebody looks */
  constructor(
    private readonly _api: Api,
    private readonly _model: IProjectModel,
    private readonly _wanted: () => boolean
  ) {
    this._poll = new Poll({
      auto: false,
      name: 'djlab:diagram-status',
      factory: () => this._ask(),
      frequency: { interval: IDLE, backoff: true, max: 120_000 },
      standby: () => !_wanted() || document.hidden
    });
    _model.changed.connect(this._onModel, this);
    void this._poll.start();
  }

  /** What is known, by table id; null without a connection. */
  get tables(): ReadonlyMap<string, ITableState> | null {
    return this._tables;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    this._poll.dispose();
    this._counts?.changed.disconnect(this._onCounts, this);
    Signal.clearData(this);
  }

  /** Asks now. */
  refresh(): void {
    if (this._wanted()) {
      void this._poll.refresh();
    }
  }

  private _onModel(): void {
    const root = this._model.entry?.root ?? null;
    if (root !== this._root) {
      this._root = root;
      this._counts?.changed.disconnect(this._onCounts, this);
      this._counts = root === null ? null : rowCountsOf(root);
      this._counts?.changed.connect(this._onCounts, this);
      this._set(null);
      this.refresh();
    }
  }

  private async _ask(): Promise<void> {
    const root = this._model.entry?.root;
    if (root === undefined) {
      return;
    }
    try {
      const { state } = await this._api.get<IDatabaseState>('database', {
        root
      });
      const connected = state === 'connected';
      const answer = connected
        ? await this._api.get<IStatus>('database/status', { root })
        : null;
      if (root === this._model.entry?.root) {
        const counts = rowCountsOf(root);
        this._read = answer && read(answer);
        this._isReading = true;
        counts.estimate(answer?.tables.map(({ id, rows }) => [id, rows]) ?? []);
        this._isReading = false;
        this._set(this._read && withRows(this._read, counts));
      }
      this._poll.frequency = {
        ...this._poll.frequency,
        interval: connected ? INTERVAL : IDLE
      };
    } catch (reason) {
      this._read = null;
      this._set(null);
      throw reason;
    }
  }

  /** Another surface was told other numbers: they are shown at once, and what goes with them is asked for. */
  private _onCounts(): void {
    if (this._counts && this._read && !this._isReading) {
      this._set(withRows(this._read, this._counts));
      this.refresh();
    }
  }

  private _set(tables: Map<string, ITableState> | null): void {
    if (tables !== this._tables) {
      this._tables = tables;
      this._changed.emit();
    }
  }

  private _counts: RowCounts | null = null;
  private _isReading = false;
  private _read: Map<string, ITableState> | null = null;
  private _root: string | null = null;
  private _tables: ReadonlyMap<string, ITableState> | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _poll: Poll;
}

function read(answer: IStatus): Map<string, ITableState> {
  return new Map(
    answer.tables.map(table => [
      table.id,
      {
        rows: table.rows,
        total: table.total,
        remaining: table.remaining,
        errors: table.jobs?.counts.error ?? 0,
        declared: table.declared
      }
    ])
  );
}

function withRows(
  tables: ReadonlyMap<string, ITableState>,
  counts: RowCounts
): Map<string, ITableState> {
  return new Map(
    [...tables].map(([id, state]) => [
      id,
      state.declared ? { ...state, rows: counts.rows(id) } : state
    ])
  );
}
