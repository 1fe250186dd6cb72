import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';

import { ApiError } from '../../model';
import type { DatabaseApi, IStatus } from '../../model/database';
import type { DatabaseModel } from '../database/model';

const SECOND = 1000;

/**
 * Progress, jobs and errors of the pipeline, read while somebody looks at them and less often while that fails.
 */
export class StatusModel implements IDisposable {
  constructor(
    private readonly _database: DatabaseModel,
    isVisible: () => boolean
  ) {
    this._poll = new Poll({
      auto: false,
      factory: () => this._read(),
      frequency: { interval: 30 * SECOND, backoff: true, max: 600 * SECOND },
      name: 'djlab:status',
      standby: () => document.hidden || !isVisible()
    });
    _database.changed.connect(this._onDatabase, this);
  }

  get status(): IStatus | null {
    return this._status;
  }

  /** The routes of the database that was last read; null where there is none. */
  get api(): DatabaseApi | null {
    return this._api;
  }

  /** Why the last reading failed; null when it did not. */
  get error(): string | null {
    return this._error;
  }

  get isReading(): boolean {
    return this._reading !== null;
  }

  /** Whether there is a connection to read from. */
  get isConnected(): boolean {
    return this._api !== null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Increases with each change. */
  get revision(): number {
    return this._revision;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    this._poll.dispose();
    this._database.changed.disconnect(this._onDatabase, this);
    Signal.clearData(this);
  }

  /** Reads now, where somebody looks, and goes on while that is so. */
  refresh(): void {
    void this._poll.refresh();
  }

  /** What is being read already is not asked for twice. */
  private _read(): Promise<void> {
    const api = this._api;
    if (!api) {
      return Promise.resolve();
    }
    if (this._reading?.api !== api) {
      this._reading = { api, done: this._readFrom(api) };
      this._emit();
    }
    return this._reading.done;
  }

  private async _readFrom(api: DatabaseApi): Promise<void> {
    try {
      const status = await api.status();
      if (api === this._api) {
        this._status = status;
        this._error = null;
      }
    } catch (reason) {
      const disconnected =
        reason instanceof ApiError && reason.reason === 'disconnected';
      if (api === this._api && !disconnected) {
        this._error = reason instanceof Error ? reason.message : String(reason);
      }
      throw reason;
    } finally {
      if (this._reading?.api === api) {
        this._reading = null;
      }
      this._emit();
    }
  }

  private _onDatabase(): void {
    const { api, state } = this._database;
    const connected = state?.state === 'connected' ? api : null;
    if (connected !== this._api) {
      this._api = connected;
      if (api?.root !== this._root) {
        this._root = api?.root;
        this._status = null;
      }
      this._error = null;
      this._emit();
      if (connected) {
        this.refresh();
      }
    }
  }

  private _emit(): void {
    if (!this.isDisposed) {
      this._revision++;
      this._changed.emit();
    }
  }

  private _api: DatabaseApi | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private _error: string | null = null;
  private readonly _poll: Poll;
  private _reading: { api: DatabaseApi; done: Promise<void> } | null = null;
  private _revision = 0;
  private _root: string | undefined;
  private _status: IStatus | null = null;
}
