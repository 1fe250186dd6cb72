import type { Cycle, ForeignKey, Module, Snapshot, Table } from '../model';
import { moduleOf, renames, tableName } from './drawing';
import { trans } from './translation';

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
    readonly kind: Cycle['kind'];
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
            text: trans.__('imports %1', item.module),
            detail: scopeText(item.scope),
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
      cycle.steps.some(
        step => stands(child, step.from) && stands(parent, step.to)
      )
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
    key.key ? '' : trans.__('secondary'),
    key.nullable ? trans.__('nullable') : '',
    key.unique ? trans.__('unique') : '',
    ...renames(key),
    resolutionText(key.resolution),
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

/** Whether a node, a table or a closed module, stands for what a step of a cycle names. */
function stands(node: string, name: string): boolean {
  return node === name || node === moduleOf(name);
}

function scopeText(scope: Module['imports'][number]['scope']): string {
  switch (scope) {
    case 'module':
      return '';
    case 'function':
      return trans.__('inside a function');
    case 'type-checking':
      return trans.__('for type checking only');
  }
}

function resolutionText(resolution: ForeignKey['resolution']): string {
  switch (resolution) {
    case 'exact':
      return '';
    case 'linked':
      return trans.__('linked');
    case 'external':
      return trans.__('external');
    case 'unresolved':
      return trans.__('unresolved');
  }
}

function short(name: string): string {
  return name.includes(':') ? tableName(name) : name;
}
