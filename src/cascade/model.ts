import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { ApiError, type Api } from '../model/api';

export type Direction = 'downstream' | 'upstream';
/** DataJoint's `part_integrity`. */
export type Integrity = 'enforce' | 'cascade';

/** Which rows are asked about. */
export interface IQuestion {
  readonly schema: string;
  readonly table: string;
  /** As DataJoint takes it. */
  readonly restriction: string;
  readonly direction: Direction;
  readonly integrity: Integrity;
}

/** A foreign key through which a table is reached. */
export interface IThrough {
  readonly schema: string;
  readonly table: string;
  /** Null for a table outside the project. */
  readonly id: string | null;
  readonly columns: ReadonlyArray<string>;
  readonly target_columns: ReadonlyArray<string>;
}

/** One table of `POST djlab/database/cascade`. */
export interface ICascadeTable {
  readonly schema: string;
  readonly table: string;
  /** Null for a table outside the project. */
  readonly id: string | null;
  readonly tier: string;
  readonly master: string | null;
  /** Null for a master outside the project, and for what is no part. */
  readonly master_id: string | null;
  readonly first: boolean;
  readonly brought: boolean;
  readonly estimate: number | null;
  readonly through: ReadonlyArray<IThrough>;
}

export interface ICascadeCount {
  readonly count: number | null;
  /** Why the number is not known. */
  readonly problem: string;
}

/**
 * - `reading`: which tables are reached is not known yet
 * - `counting`: their numbers come in
 * - `done`, `cancelled`, `failed`: nothing more comes
 */
export type Phase = 'reading' | 'counting' | 'done' | 'cancelled' | 'failed';

/** Tables of the first portion; later ones take about a quarter of a second each. */
const PORTION = 4;
const LARGEST = 25;

/** A table as the project calls it (`module.Class`), one outside it as the database does. */
export function nameOf(table: {
  readonly schema: string;
  readonly table: string;
  readonly id: string | null;
}): string {
  const { id, schema } = table;
  return id === null
    ? `${schema}.${table.table}`
    : id.slice(id.lastIndexOf('.', id.indexOf(':')) + 1).replace(':', '.');
}

/** The master of a part, named as `nameOf` names tables. */
export function masterOf(part: ICascadeTable): string {
  const { schema, master, master_id } = part;
  return nameOf({ schema, table: master ?? '', id: master_id });
}

/** Schema and name as one text. */
export function keyOf(table: { schema: string; table: string }): string {
  return JSON.stringify([table.schema, table.table]);
}

/**
 * The tables that a delete would reach, or that rows came from, with numbers that come in portions.
 */
export class CascadeModel implements IDisposable {
  constructor(
    private readonly _api: Api,
    readonly root: string,
    question: IQuestion
  ) {
    this._question = question;
  }

  get question(): IQuestion {
    return this._question;
  }

  get phase(): Phase {
    return this._phase;
  }

  /** Each table after those that lead to it; null while they are not known. */
  get tables(): ReadonlyArray<ICascadeTable> | null {
    return this._tables;
  }

  /** What went wrong; null when nothing did. */
  get error(): { readonly reason: string; readonly message: string } | null {
    return this._error;
  }

  /** How many tables are counted. */
  get counted(): number {
    return this._counts.size;
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

  /** The number of a table; null while it is not counted. */
  count(table: { schema: string; table: string }): ICascadeCount | null {
    return this._counts.get(keyOf(table)) ?? null;
  }

  /**
   * Parts for whose sake DataJoint would refuse the delete, as `refusals` of djlab/database/cascade.py tells them: of
   * which rows would go, and none of the master; and the part that the delete begins at.
   */
  get refusals(): ReadonlyArray<ICascadeTable> {
    const { direction, integrity } = this._question;
    if (direction === 'upstream' || integrity === 'cascade') {
      return [];
    }
    return (this._tables ?? []).filter(table => {
      if (table.master === null) {
        return false;
      }
      const master = this.count({ schema: table.schema, table: table.master });
      return table.first || (this.count(table)?.count && !master?.count);
    });
  }

  /** Asks another question, or the same one again. */
  async ask(changes: Partial<IQuestion> = {}): Promise<void> {
    this._abort.abort();
    const abort = (this._abort = new AbortController());
    this._question = { ...this._question, ...changes };
    this._tables = null;
    this._counts.clear();
    this._error = null;
    this._set('reading');
    try {
      const { tables } = await this._post<{ tables: ICascadeTable[] }>(
        'database/cascade',
        {},
        abort.signal
      );
      if (!abort.signal.aborted) {
        this._tables = tables;
        this._set('counting');
        await this._count(tables, abort.signal);
      }
    } catch (reason) {
      if (!abort.signal.aborted) {
        this._error = {
          reason: reason instanceof ApiError ? reason.reason : '',
          message: reason instanceof Error ? reason.message : String(reason)
        };
        this._set('failed');
      }
    }
  }

  /** Stops counting, at the server too; what is known stays. */
  cancel(): void {
    if (this._phase === 'reading' || this._phase === 'counting') {
      this._abort.abort();
      this._set('cancelled');
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._abort.abort();
      Signal.clearData(this);
    }
  }

  private async _count(
    tables: ReadonlyArray<ICascadeTable>,
    signal: AbortSignal
  ): Promise<void> {
    let size = PORTION;
    for (let at = 0; at < tables.length && !signal.aborted;) {
      const portion = tables.slice(at, at + size);
      const begun = performance.now();
      try {
        const { counts } = await this._post<{
          counts: (ICascadeCount & { schema: string; table: string })[];
        }>(
          'database/cascade/count',
          { tables: portion.map(({ schema, table }) => [schema, table]) },
          signal
        );
        counts.forEach(count => this._counts.set(keyOf(count), count));
      } catch (reason) {
        if (!(reason instanceof ApiError && reason.reason === 'timeout')) {
          throw reason;
        }
        if (portion.length > 1) {
          size = 1;
          continue;
        }
        this._counts.set(keyOf(portion[0]), {
          count: null,
          problem: reason.message
        });
      }
      if (signal.aborted) {
        return;
      }
      at += portion.length;
      const milliseconds = performance.now() - begun;
      size = milliseconds < 250 ? Math.min(2 * size, LARGEST) : size;
      size = milliseconds > 1000 ? 1 : size;
      this._set(at < tables.length ? 'counting' : 'done');
    }
  }

  private _post<T>(
    route: string,
    body: object,
    signal: AbortSignal
  ): Promise<T> {
    return this._api.post<T>(
      route,
      { root: this.root, ...this._question, ...body },
      signal
    );
  }

  private _set(phase: Phase): void {
    this._phase = phase;
    this._revision++;
    this._changed.emit();
  }

  private _abort = new AbortController();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _counts = new Map<string, ICascadeCount>();
  private _error: { reason: string; message: string } | null = null;
  private _isDisposed = false;
  private _phase: Phase = 'reading';
  private _question: IQuestion;
  private _revision = 0;
  private _tables: ReadonlyArray<ICascadeTable> | null = null;
}
