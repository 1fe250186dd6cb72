import { Signal, type ISignal } from '@lumino/signaling';

/** What a request to the database of a project came to, whichever surface made it. */
export interface IDatabaseAnswer {
  readonly root: string;
  /** The reason of the failure in a word; empty when the database answered. */
  readonly reason: string;
}

const answered = new Signal<object, IDatabaseAnswer>({});

/** Emitted after each request that reached for a database: what one surface learns of a connection, all may know. */
export const databaseAnswered: ISignal<object, IDatabaseAnswer> = answered;

/** Routes that tell of the connection itself, or that say nothing of it. */
const ASIDE = /^database(\/(connect|disconnect|consent|embedded|cancel))?$/;
/** Reasons for which there is no connection. */
const LOST = new Set([
  'unconfigured',
  'incomplete',
  'consent',
  'disconnected',
  'clear-text',
  'login',
  'unreachable'
]);

/** Passes on what a request came to, where it says something of the connection. */
export function tellAnswer(route: string, root: unknown, reason: string): void {
  if (
    route.startsWith('database/') &&
    !ASIDE.test(route) &&
    typeof root === 'string' &&
    (reason === '' || LOST.has(reason))
  ) {
    answered.emit({ root, reason });
  }
}
