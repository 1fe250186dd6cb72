import type { ForeignKey, Snapshot, Table } from '../model';
import { renames, tableName } from './drawing';

/** A line of source that stands behind an edge. */
export interface IReason {
  readonly text: string;
  readonly detail: string;
  readonly path: string;
  readonly line: number;
}

/** What stands behind the lines from one node to another: imports, foreign keys, and the cycles that run along them. */
export interface IEdgeFacts {
  readonly imports: ReadonlyArray<IReason>;
  readonly foreignKeys: ReadonlyArray<IReason>;
  readonly cycles: ReadonlyArray<{
    readonly kind: string;
    readonly steps: ReadonlyArray<IReason>;
  }>;
}

/**
 * The facts behind an edge whose ends may be tables, modules or references that lead out of the project.
 *
 * @param tables - the tables that the diagram stands for; null for all
 */
export function edgeFacts(
  snapshot: Snapshot,
  parent: string,
  child: string,
  tables: ReadonlySet<string> | null = null
): IEdgeFacts {
  const { project } = snapshot;
  const childModule = snapshot.module(child);
  const imports =
    childModule && snapshot.module(parent)
      ? childModule.imports
          .filter(item => item.module === parent)
          .map(item => ({
            text: `imports ${item.module}`,
            detail: item.scope === 'module' ? '' : `inside a ${item.scope}`,
            path: childModule.path,
            line: item.line
          }))
      : [];
  const foreignKeys: IReason[] = [];
  const children = childModule
    ? project.tables.filter(table => table.module === child)
    : project.tables.filter(table => table.id === child);
  for (const table of children) {
    if (tables && !tables.has(table.id)) {
      continue;
    }
    for (const key of table.foreign_keys) {
      if (pointsAt(snapshot, key, parent)) {
        foreignKeys.push(reasonOf(snapshot, table, key));
      }
    }
  }
  const cycles = project.cycles
    .filter(cycle =>
      cycle.steps.some(step => step.from === child && step.to === parent)
    )
    .map(cycle => ({
      kind: cycle.kind,
      steps: cycle.steps.map(step => ({
        text: `${short(step.from)} → ${short(step.to)}`,
        detail: '',
        path: step.path,
        line: step.line
      }))
    }));
  return { imports, foreignKeys, cycles };
}

/** A foreign key as a line of source. */
export function reasonOf(
  snapshot: Snapshot,
  table: Table,
  key: ForeignKey
): IReason {
  const words = [
    key.key ? '' : 'secondary',
    key.nullable ? 'nullable' : '',
    key.unique ? 'unique' : '',
    ...renames(key),
    key.resolution === 'exact' ? '' : key.resolution,
    key.reason
  ];
  return {
    text: `${tableName(table.id)} → ${key.expression}`,
    detail: words.filter(word => word).join(', '),
    path: snapshot.module(table.module)?.path ?? '',
    line: key.line
  };
}

function pointsAt(
  snapshot: Snapshot,
  key: ForeignKey,
  parent: string
): boolean {
  if (parent.startsWith('external:')) {
    return key.resolution === 'external' && `external:${key.target}` === parent;
  }
  if (parent.startsWith('unresolved:')) {
    return (
      key.target === null &&
      key.expression.startsWith(parent.slice('unresolved:'.length))
    );
  }
  if (key.target === null) {
    return false;
  }
  return key.target === parent || snapshot.table(key.target)?.module === parent;
}

function short(name: string): string {
  return name.includes(':') ? tableName(name) : name;
}
