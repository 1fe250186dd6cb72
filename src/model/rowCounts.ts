import { Signal, type ISignal } from '@lumino/signaling';

/**
 * How many rows the tables of a project have, as far as any surface was told. Panel and diagram keep their numbers here, so
 * that they show the same ones, whichever of them asked last.
 */
export class RowCounts {
  /** Emitted after numbers became different. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The exact number if it was counted, else the server's last estimate; null when nothing is known. */
  rows(id: string): number | null {
    return this._exact.get(id) ?? this._estimates.get(id) ?? null;
  }

  isExact(id: string): boolean {
    return this._exact.has(id);
  }

  /** Takes the server's estimates of some tables. */
  estimate(tables: Iterable<readonly [string, number | null]>): void {
    this._put(this._estimates, tables);
  }

  /** Takes exact numbers. */
  count(tables: Iterable<readonly [string, number]>): void {
    this._put(this._exact, tables);
  }

  forget(): void {
    if (this._exact.size + this._estimates.size) {
      this._exact.clear();
      this._estimates.clear();
      this._changed.emit();
    }
  }

  private _put<T>(
    into: Map<string, T>,
    tables: Iterable<readonly [string, T]>
  ): void {
    let isNew = false;
    for (const [id, rows] of tables) {
      isNew ||= !into.has(id) || into.get(id) !== rows;
      into.set(id, rows);
    }
    if (isNew) {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _estimates = new Map<string, number | null>();
  private readonly _exact = new Map<string, number>();
}

const known = new Map<string, RowCounts>();

/** The numbers of the project at a root. */
export function rowCountsOf(root: string): RowCounts {
  let counts = known.get(root);
  if (!counts) {
    known.set(root, (counts = new RowCounts()));
  }
  return counts;
}
