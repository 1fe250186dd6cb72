import type { Table } from '../model';

/**
 * The foreign keys of a pipeline as a graph, walked from parent to child or back.
 */
export class ForeignKeyGraph {
  constructor(tables: ReadonlyArray<Table>) {
    for (const table of tables) {
      this._parents.set(table.id, []);
      this._children.set(table.id, []);
    }
    for (const table of tables) {
      for (const key of table.foreign_keys) {
        if (key.target !== null && this._parents.has(key.target)) {
          this._parents.get(table.id)!.push(key.target);
          this._children.get(key.target)!.push(table.id);
        }
      }
    }
  }

  has(id: string): boolean {
    return this._parents.has(id);
  }

  parents(id: string): ReadonlyArray<string> {
    return this._parents.get(id) ?? [];
  }

  children(id: string): ReadonlyArray<string> {
    return this._children.get(id) ?? [];
  }

  /** The tables at most `depth` foreign keys above, the start among them; null walks to the end. */
  upstream(starts: Iterable<string>, depth: number | null): Set<string> {
    return within(starts, depth, id => this.parents(id));
  }

  /** The tables at most `depth` foreign keys below, the start among them; null walks to the end. */
  downstream(starts: Iterable<string>, depth: number | null): Set<string> {
    return within(starts, depth, id => this.children(id));
  }

  /**
   * All tables on the paths between two tables, whichever of them is upstream; only the two when nothing joins them.
   */
  between(one: string, other: string): Set<string> {
    const forward = intersection(
      this.downstream([one], null),
      this.upstream([other], null)
    );
    const found = forward.size
      ? forward
      : intersection(
          this.downstream([other], null),
          this.upstream([one], null)
        );
    return found.add(one).add(other);
  }

  private readonly _parents = new Map<string, string[]>();
  private readonly _children = new Map<string, string[]>();
}

function within(
  starts: Iterable<string>,
  depth: number | null,
  step: (id: string) => ReadonlyArray<string>
): Set<string> {
  const found = new Set(starts);
  let border = [...found];
  for (let walked = 0; border.length && walked !== depth; walked++) {
    const next: string[] = [];
    for (const id of border) {
      for (const neighbour of step(id)) {
        if (!found.has(neighbour)) {
          found.add(neighbour);
          next.push(neighbour);
        }
      }
    }
    border = next;
  }
  return found;
}

export function intersection<T>(one: Set<T>, other: Set<T>): Set<T> {
  return new Set([...one].filter(item => other.has(item)));
}
