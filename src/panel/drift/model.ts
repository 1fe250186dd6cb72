import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { DatabaseApi, ITableDrift } from '../../model/database';
import type { DatabaseModel } from '../database/model';

/**
 * Where the source and the database differ. It is compared when somebody asks, and only over a connection that is there.
 */
export class DriftModel implements IDisposable {
  constructor(private readonly _database: DatabaseModel) {
    _database.changed.connect(this._onDatabase, this);
  }

  /** The tables as they were when they were compared last; null before. */
  get tables(): ReadonlyArray<ITableDrift> | null {
    return this._tables;
  }

  /** When they were compared, in seconds since 1970. */
  get readAt(): number {
    return this._readAt;
  }

  /** Why the last comparison failed; empty when it did not. */
  get error(): string {
    return this._error;
  }

  get isReading(): boolean {
    return this._reading;
  }

  get isConnected(): boolean {
    return this._database.state?.state === 'connected';
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Increases with each change. */
  get revision(): number {
    return this._revision;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._database.changed.disconnect(this._onDatabase, this);
      Signal.clearData(this);
    }
  }

  /** Compares now. */
  async compare(): Promise<void> {
    const api = this._database.api;
    if (!api || !this.isConnected || this._reading) {
      return;
    }
    this._reading = true;
    this._error = '';
    this._emit();
    try {
      const found = await api.drift();
      if (api === this._database.api) {
        this._tables = found.tables;
        this._readAt = found.read_at;
      }
    } catch (reason) {
      this._error = reason instanceof Error ? reason.message : String(reason);
    } finally {
      this._reading = false;
      this._emit();
    }
  }

  private _onDatabase(): void {
    const { api } = this._database;
    if (api !== this._api) {
      this._api = api;
      this._tables = null;
      this._error = '';
      this._emit();
    } else if (this.isConnected !== this._wasConnected) {
      this._wasConnected = this.isConnected;
      this._emit();
    }
  }

  private _emit(): void {
    if (!this._isDisposed) {
      this._revision++;
      this._changed.emit();
    }
  }

  private _api: DatabaseApi | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private _error = '';
  private _isDisposed = false;
  private _readAt = 0;
  private _reading = false;
  private _revision = 0;
  private _tables: ReadonlyArray<ITableDrift> | null = null;
  private _wasConnected = false;
}
