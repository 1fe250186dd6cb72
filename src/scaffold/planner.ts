import { Signal, type ISignal } from '@lumino/signaling';

import type { IPlan } from '../model';

/** How long typing must rest before a plan is asked for, in milliseconds. */
const REST = 120;

/**
 * Keeps the plan of the options that were given last.
 *
 * Plans are asked for one after the other; answers to older options are dropped.
 */
export class Planner {
  constructor(private readonly _request: (options: object) => Promise<IPlan>) {}

  /** The plan of the current options, or null while it is under way or could not be made. */
  get plan(): IPlan | null {
    return this._plan;
  }

  /** Why no plan could be made, in words for a person. */
  get error(): string {
    return this._error;
  }

  /** Whether a plan of the current options is under way. */
  get isBusy(): boolean {
    return this._asked !== this._answered;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Plan other options, once typing rests. */
  setOptions(options: object): void {
    this._asked += 1;
    const number = this._asked;
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(
      () => void this._ask(options, number),
      this._plan || this._error ? REST : 0
    );
    this._changed.emit();
  }

  dispose(): void {
    window.clearTimeout(this._timer);
    this._asked += 1;
    Signal.clearData(this);
  }

  private async _ask(options: object, number: number): Promise<void> {
    let plan: IPlan | null = null;
    let error = '';
    try {
      plan = await this._request(options);
    } catch (reason) {
      error = reason instanceof Error ? reason.message : String(reason);
    }
    if (number === this._asked) {
      this._plan = plan;
      this._error = error;
      this._answered = number;
      this._changed.emit();
    }
  }

  private _plan: IPlan | null = null;
  private _error = '';
  private _asked = 0;
  private _answered = 0;
  private _timer = 0;
  private readonly _changed = new Signal<this, void>(this);
}
