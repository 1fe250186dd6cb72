import type { Event } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';

import type { IProjectChanged } from './types';

/** The id of the event that the server emits after a change of a project. */
export const PROJECT_CHANGED =
  'https://djlab.readthedocs.io/events/project-changed/v1';

/** Milliseconds between two questions while events arrive: only a net under them. */
const RELAXED = 10_000;
/** Milliseconds between two questions once a change came without its event. */
const EAGER = 2_000;

/**
 * Learns that a project changed: from the server's events, and by asking in case they got lost.
 *
 * Jupyter's event manager reconnects a lost socket by itself but tells nobody, and what was emitted meanwhile is gone.
 * A proxy may block the socket altogether. So `ask` also runs at intervals, when the page becomes visible and when the
 * network returns; when it finds a change that no event announced, it runs more often until the next event.
 */
export class Follower implements IDisposable {
  constructor(private readonly _options: Follower.IOptions) {
    _options.events?.connect(this._onEvent, this);
    this._poll = new Poll({
      name: 'djlab:follow',
      auto: false,
      factory: () => this._ask(),
      frequency: { interval: RELAXED, max: 30_000, backoff: true },
      standby: 'when-hidden'
    });
    // The state has just been read: the first question can wait.
    void this._poll.schedule({ interval: RELAXED, phase: 'started' });
    window.addEventListener('online', this._onReturn);
    document.addEventListener('visibilitychange', this._onReturn);
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.events?.disconnect(this._onEvent, this);
    window.removeEventListener('online', this._onReturn);
    document.removeEventListener('visibilitychange', this._onReturn);
    this._poll.dispose();
  }

  private async _ask(): Promise<void> {
    const events = this._events;
    const changed = await this._options.ask();
    if (changed && events === this._events) {
      this._setInterval(EAGER);
    }
  }

  private _onEvent(_: unknown, event: Event.Emission): void {
    if (event.schema_id !== PROJECT_CHANGED) {
      return;
    }
    this._events++;
    this._setInterval(RELAXED);
    this._options.announce(event as unknown as IProjectChanged);
  }

  private readonly _onReturn = (): void => {
    if (!document.hidden) {
      void this._poll.refresh();
    }
  };

  private _setInterval(interval: number): void {
    if (this._poll.frequency.interval !== interval) {
      this._poll.frequency = { ...this._poll.frequency, interval };
    }
  }

  private _events = 0;
  private readonly _poll: Poll<void>;
}

export namespace Follower {
  export interface IOptions {
    /** The stream of the server's events, or null where there is none. */
    events: ISignal<unknown, Event.Emission> | null;
    /** Called for each event about a project. */
    announce: (change: IProjectChanged) => void;
    /** Asks the server; resolves to whether something had changed. A rejection makes the next question come later. */
    ask: () => Promise<boolean>;
  }
}
