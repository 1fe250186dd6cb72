import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import { ApiError, type Api } from '../../model';
import { databaseAnswered, type IDatabaseAnswer } from '../../model/answers';
import {
  DatabaseApi,
  type IDatabaseState,
  type IEmbeddedAnswer,
  type ILiveTable
} from '../../model/database';
import { rowCountsOf, type RowCounts } from '../../model/rowCounts';
import type { IProjectModel } from '../../tokens';

/** What is under way, for a person to see. */
export type Activity =
  'connecting' | 'disconnecting' | 'starting' | 'stopping' | 'counting' | null;

/** What is known of the number of rows of a table. */
export interface IRowCount {
  readonly declared: boolean;
  readonly rows: number | null;
  readonly exact: boolean;
}

const SECOND = 1000;
const INTERVAL = 20 * SECOND;

/**
 * The live database of the project that the panel shows.
 *
 * Nothing is asked before `isVisible` says that somebody looks, and nothing waits for it. A database that does not answer
 * is asked less and less often.
 */
export class DatabaseModel implements IDisposable {
  constructor(options: DatabaseModel.IOptions) {
    this._options = options;
    options.model.changed.connect(this._onProject, this);
    databaseAnswered.connect(this._onAnswer, this);
    this._poll = new Poll({
      auto: false,
      factory: () => this._tick(),
      frequency: {
        interval: INTERVAL,
        backoff: true,
        max: 300 * SECOND
      },
      name: 'djlab:database',
      standby: () => document.hidden || !options.isVisible()
    });
  }

  get state(): IDatabaseState | null {
    return this._state;
  }

  get activity(): Activity {
    return this._activity;
  }

  /** Why the last thing that was asked for failed; null when it did not. */
  get error(): string | null {
    return this._error;
  }

  /** How kernels reach the embedded server that was started last, where that needs telling. */
  get embeddedAnswer(): IEmbeddedAnswer | null {
    return this._answer;
  }

  /** Increases with each change, so that a component can tell whether anything is new. */
  get revision(): number {
    return this._revision;
  }

  get api(): DatabaseApi | null {
    return this._api;
  }

  /** Emitted for every change. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    databaseAnswered.disconnect(this._onAnswer, this);
    this._poll.dispose();
    this._counts?.changed.disconnect(this._emit, this);
    Signal.clearData(this);
  }

  /** The number of rows of a table; null while nothing is known. */
  rowCount(id: string): IRowCount | null {
    const table = this._tables.get(id);
    const exact = !!this._counts?.isExact(id);
    if (!exact && !table?.known) {
      return null;
    }
    return {
      // What was counted is there, even when the catalogue was read before.
      declared: exact || !!table?.declared,
      rows: this._counts?.rows(id) ?? null,
      exact
    };
  }

  /** Somebody looks: ask now, unless that was done a moment ago, and go on asking while somebody does. */
  wake(): void {
    if (this._follow()) {
      const { phase, timestamp } = this._poll.state;
      const asked = ['started', 'refreshed', 'resolved', 'reconnected'];
      if (!asked.includes(phase) || Date.now() - timestamp > INTERVAL) {
        void this._poll.refresh();
      }
    }
  }

  connect(): Promise<void> {
    return this._do('connecting', async api => {
      this._take(api, await api.connect());
      await this._readTables(api);
    });
  }

  disconnect(): Promise<void> {
    return this._do('disconnecting', async api => {
      this._forget();
      this._take(api, await api.disconnect());
    });
  }

  /** Agrees to the connection that the panel shows, and connects. */
  agree(): Promise<void> {
    const shown = this._state;
    return this._do('connecting', async api => {
      this._take(api, await api.consent(shown));
      this._take(api, await api.connect());
      await this._readTables(api);
    });
  }

  /** Takes back what was agreed to for this project. */
  revoke(): Promise<void> {
    return this._do('disconnecting', async api => {
      this._forget();
      this._take(api, await api.consent(null));
    });
  }

  embedded(action: 'start' | 'stop'): Promise<void> {
    return this._do(action === 'start' ? 'starting' : 'stopping', async api => {
      this._answer = await api.embedded(action);
      this._forget();
      this._take(api, await api.state());
      if (action === 'start' && this._mayConnect()) {
        this._take(api, await api.connect());
        await this._readTables(api);
      }
    });
  }

  /** Counts the rows of these tables, or of all that the database has. */
  count(ids?: string[]): Promise<void> {
    const tables = ids ?? this._declared();
    const call = UUID.uuid4();
    return this._do('counting', async api => {
      this._call = call;
      try {
        const { counts } = await api.count(tables, call);
        rowCountsOf(api.root).count(Object.entries(counts));
      } catch (reason) {
        if (!(reason instanceof ApiError && reason.reason === 'cancelled')) {
          throw reason;
        }
      } finally {
        this._call = null;
      }
    });
  }

  /** Stops the counting that is under way. */
  async cancelCount(): Promise<void> {
    if (this._call && this._api) {
      await this._api.cancel(this._call);
    }
  }

  private async _tick(): Promise<void> {
    const api = this._api;
    if (!api || this._activity) {
      return;
    }
    this._take(api, await api.state());
    if (!this._mayConnect() && this._state?.state !== 'connected') {
      return;
    }
    try {
      await this._readTables(api);
      this._take(api, await api.state());
    } catch (reason) {
      // The state says what failed; the poll asks less often.
      this._take(api, await api.state());
      throw reason;
    }
  }

  private async _readTables(api: DatabaseApi): Promise<void> {
    const { tables } = await api.tables();
    if (api === this._api) {
      this._tables = new Map(tables.map(table => [table.id, table]));
      this._counts?.estimate(tables.map(({ id, estimate }) => [id, estimate]));
      this._emit();
    }
  }

  private async _do(
    activity: Activity,
    work: (api: DatabaseApi) => Promise<void>
  ): Promise<void> {
    const api = this._api;
    if (!api || this._activity) {
      return;
    }
    this._activity = activity;
    this._error = null;
    this._emit();
    try {
      await work(api);
    } catch (reason) {
      if (api === this._api) {
        this._error = reason instanceof Error ? reason.message : String(reason);
        await api.state().then(
          state => this._take(api, state),
          () => undefined
        );
      }
    } finally {
      this._activity = null;
      this._emit();
    }
  }

  /** Whether connecting needs no further word of the user. */
  private _mayConnect(): boolean {
    const state = this._state;
    return (
      !!state &&
      !state.off &&
      (state.state === 'disconnected' || state.state === 'failed')
    );
  }

  /** Another surface found that the connection is not what the panel shows: the server says what it is now. */
  private _onAnswer(_: unknown, { root, reason }: IDatabaseAnswer): void {
    const api = this._api;
    const isConnected = this._state?.state === 'connected';
    if (
      !api ||
      api.root !== root ||
      !this._state ||
      this._activity ||
      this._isLooking ||
      isConnected === (reason === '')
    ) {
      return;
    }
    this._isLooking = true;
    void api
      .state()
      .then(
        state => this._take(api, state),
        () => undefined
      )
      .finally(() => (this._isLooking = false));
  }

  private _declared(): string[] {
    return [...this._tables.values()]
      .filter(table => table.declared)
      .map(table => table.id);
  }

  /** Unless another project was chosen meanwhile. */
  private _take(api: DatabaseApi, state: IDatabaseState): void {
    if (!this._isDisposed && api === this._api) {
      this._state = state;
      this._emit();
    }
  }

  private _forget(): void {
    this._tables.clear();
    this._counts?.forget();
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._revision++;
      this._changed.emit();
    }
  }

  private _onProject(): void {
    const before = this._api;
    if (this._follow() && this._api !== before && this._options.isVisible()) {
      void this._poll.refresh();
    }
  }

  /** Goes over to the chosen project; whether there is one. */
  private _follow(): boolean {
    const root = this._options.model.entry?.root ?? null;
    if (root !== (this._api?.root ?? null)) {
      this._api = root ? new DatabaseApi(this._options.api, root) : null;
      this._counts?.changed.disconnect(this._emit, this);
      this._counts = root ? rowCountsOf(root) : null;
      this._counts?.changed.connect(this._emit, this);
      this._state = null;
      this._error = null;
      this._answer = null;
      this._tables.clear();
      this._emit();
    }
    return root !== null;
  }

  private _activity: Activity = null;
  private _answer: IEmbeddedAnswer | null = null;
  private _api: DatabaseApi | null = null;
  private _call: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private _error: string | null = null;
  private _counts: RowCounts | null = null;
  private _isDisposed = false;
  private _isLooking = false;
  private readonly _options: DatabaseModel.IOptions;
  private readonly _poll: Poll;
  private _revision = 0;
  private _state: IDatabaseState | null = null;
  private _tables = new Map<string, ILiveTable>();
}

export namespace DatabaseModel {
  export interface IOptions {
    api: Api;
    model: IProjectModel;
    /** Whether somebody looks at what this model is for. */
    isVisible: () => boolean;
  }
}
