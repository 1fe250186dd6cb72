import { Signal, type ISignal } from '@lumino/signaling';

import type { IPlan } from '../model';

/**
 * Keeps the plan of the options that were given last.
 *
 * Each change is planned at once. While a plan is under way the newest options wait for it and those in between are
 * never asked for, so that fast typing costs the server one plan at a time and the preview follows it all the same.
 */
export class Planner {
  constructor(private readonly _request: (options: object) => Promise<IPlan>) {}

  /** The newest plan, or null where none was made or the last could not be; that of older options while busy. */
  get plan(): IPlan | null {
    return this._plan;
  }

  /** Why no plan could be made, in words for a person. */
  get error(): string {
    return this._error;
  }

  /** Whether the plan of the current options is still to come. */
  get isBusy(): boolean {
    return this._isAsking || this._waiting !== null;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Plan other options. */
  setOptions(options: object): void {
    this._waiting = options;
    if (!this._isAsking) {
      void this._ask();
    }
    this._changed.emit();
  }

  dispose(): void {
    this._isDisposed = true;
    this._waiting = null;
    Signal.clearData(this);
  }

  private async _ask(): Promise<void> {
    this._isAsking = true;
    while (this._waiting) {
      const options = this._waiting;
      this._waiting = null;
      let plan: IPlan | null = null;
      let error = '';
      try {
        plan = await this._request(options);
      } catch (reason) {
        error = reason instanceof Error ? reason.message : String(reason);
      }
      if (this._isDisposed) {
        return;
      }
      this._plan = plan;
      this._error = error;
      this._isAsking = this._waiting !== null;
      this._changed.emit();
    }
  }

  private _plan: IPlan | null = null;
  private _error = '';
  private _waiting: object | null = null;
  private _isAsking = false;
  private _isDisposed = false;
  private readonly _changed = new Signal<this, void>(this);
}
