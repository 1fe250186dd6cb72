import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Api } from '../model';
import type { IDatabaseState, IStatus, ITableStatus } from '../model/database';
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
        this._set(answer && read(answer));
      }
      this._poll.frequency = {
        ...this._poll.frequency,
        interval: connected ? INTERVAL : IDLE
      };
    } catch (reason) {
      this._set(null);
      throw reason;
    }
  }

  private _set(tables: Map<string, ITableState> | null): void {
    if (tables !== this._tables) {
      this._tables = tables;
      this._changed.emit();
    }
  }

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
