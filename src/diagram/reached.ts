import type { Snapshot } from '../model';
import type { INode } from './drawing';
import type { IResolved } from './resolve';
import type { ITableState } from './status';

/** Numbers of rows that another surface shows on the diagram, such as what a delete would take. */
export interface IReached {
  /** What the numbers are, as a sentence to be followed by them. */
  readonly title: string;
  /** By table id; null where a number is not known. */
  readonly tables: ReadonlyMap<string, number | null>;
  /** Tables that the diagram does not have, with their numbers. */
  readonly outside: ReadonlyArray<string>;
  /** The table from which all was followed. */
  readonly first: string;
  /** Whose numbers these are: only the owner takes them away. */
  readonly owner: string;
}

/** The arguments of the command; null where they name no tables. */
export function reachedOf(args: {
  readonly [key: string]: unknown;
}): IReached | null {
  const { title, tables, outside, first, owner } = args;
  return tables && typeof tables === 'object'
    ? {
        title: String(title ?? ''),
        tables: new Map(
          Object.entries(tables).map(([id, count]) => [
            id,
            typeof count === 'number' ? count : null
          ])
        ),
        outside: Array.isArray(outside) ? outside.map(String) : [],
        first: String(first ?? ''),
        owner: String(owner ?? '')
      }
    : null;
}

/** What the nodes say of the database, and which of them are faded: those without a number while numbers are shown. */
export function told(
  reached: IReached | null,
  live: ReadonlyMap<string, ITableState> | null,
  { drawing, faded }: IResolved,
  snapshot: Snapshot
): {
  states: ReadonlyMap<string, ITableState> | null;
  faded: ReadonlySet<string>;
} {
  if (!reached) {
    return { states: live, faded };
  }
  const states = reachedStates(reached, drawing.nodes, snapshot);
  const ids = drawing.nodes.map(({ id }) => id);
  return { states, faded: new Set(ids.filter(id => !states.has(id))) };
}

/** What the badges of the drawn nodes say; a closed module has the numbers of all its tables together. */
export function reachedStates(
  { tables }: IReached,
  nodes: ReadonlyArray<INode>,
  snapshot: Snapshot
): Map<string, ITableState> {
  const modules = new Map<string, number | null>();
  for (const [id, count] of tables) {
    const module = snapshot.table(id)?.module;
    if (module !== undefined) {
      const before = modules.get(module) ?? 0;
      modules.set(module, count === null ? before : before + count);
    }
  }
  const found = new Map<string, ITableState>();
  for (const { id, kind } of nodes) {
    const of = kind === 'module' ? modules : tables;
    if (of.has(id)) {
      found.set(id, { ...NOTHING, reached: of.get(id) ?? null });
    }
  }
  return found;
}

const NOTHING: ITableState = {
  rows: null,
  total: null,
  remaining: null,
  errors: 0,
  declared: true
};
