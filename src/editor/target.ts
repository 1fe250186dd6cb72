import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Snapshot } from '../model';
import type { ISelection } from '../tokens';

/** A place in a file of the project. */
export interface ISourceTarget {
  /** Relative to the project's root; absolute for a file outside of it. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in code points. */
  readonly column: number;
  /** Name of the class whose statement stands on that line, or null. */
  readonly className: string | null;
}

/**
 * The place that the arguments of `djlab:open-source` name, or the selection's without arguments.
 *
 * @returns null when the project has no such thing
 */
export function sourceTarget(
  args: ReadonlyPartialJSONObject,
  snapshot: Snapshot,
  selection: ISelection | null
): ISourceTarget | null {
  const line = typeof args.line === 'number' ? args.line : null;
  const column = typeof args.column === 'number' ? args.column : 1;
  if (typeof args.path === 'string') {
    return { path: args.path, line: line ?? 1, column, className: null };
  }
  const named = typeof args.module === 'string' || typeof args.id === 'string';
  const id = named ? args.id : selection?.table;
  const table = typeof id === 'string' ? snapshot.table(id) : null;
  const name = table?.module ?? (named ? args.module : selection?.module);
  const module = typeof name === 'string' ? snapshot.module(name) : null;
  if (!module) {
    return null;
  }
  if (table) {
    const className = table.class.slice(table.class.lastIndexOf('.') + 1);
    return { path: module.path, line: line ?? table.line, column, className };
  }
  return {
    path: module.path,
    line: line ?? module.schemas[0]?.line ?? 1,
    column,
    className: null
  };
}

/**
 * Where a class stands in a text that may have been edited since the project was read.
 *
 * @param line - where it stood, from 1
 * @returns the nearest line that begins its class statement, from 1; `line` when there is none
 */
export function classLine(
  text: string,
  line: number,
  className: string
): number {
  const statement = new RegExp(`^\\s*class\\s+${className}\\b`);
  let best: number | null = null;
  text.split('\n').forEach((content, index) => {
    const candidate = index + 1;
    if (
      statement.test(content) &&
      (best === null || Math.abs(candidate - line) < Math.abs(best - line))
    ) {
      best = candidate;
    }
  });
  return best ?? line;
}
