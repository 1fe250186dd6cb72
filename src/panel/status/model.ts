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
    return this._reading;
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

  /** Reads now, and goes on while somebody looks. */
  refresh(): void {
    void this._poll.start();
  }

  private async _read(): Promise<void> {
    const api = this._database.api;
    if (!api || this._database.state?.state !== 'connected') {
      return;
    }
    this._reading = true;
    this._emit();
    try {
      this._status = await api.status();
      this._error = null;
    } catch (reason) {
      if (!(reason instanceof ApiError && reason.reason === 'disconnected')) {
        this._error = reason instanceof Error ? reason.message : String(reason);
      }
      throw reason;
    } finally {
      this._reading = false;
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
  private _reading = false;
  private _revision = 0;
  private _root: string | undefined;
  private _status: IStatus | null = null;
}
