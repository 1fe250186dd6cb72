import { describeState } from './badges';
import { NOTATION } from '../model/notation';
import type { Snapshot } from '../model';
import {
  schemaModules,
  tableName,
  type IEdge,
  type INode,
  type NodeKind
} from './drawing';
import { tablesText } from './blocks';
import type { ITableState } from './status';

/** What a screen reader says of a node. */
export function describeNode(
  snapshot: Snapshot,
  node: INode,
  state?: ITableState
): string {
  const kind = NOTATION.nodes[node.kind].label;
  if (node.kind === 'module') {
    return `${node.id}, module with ${tablesText(node.tables)}`;
  }
  const table = snapshot.table(node.id);
  if (!table) {
    return `${node.label}, ${NOTATION.nodes[node.kind].meaning}`;
  }
  const facts = [
    `${tableName(node.id)}, ${kind} table of ${table.module}`,
    `${table.foreign_keys.length} upstream`,
    `${snapshot.referencesTo(node.id).length} downstream`
  ];
  if (node.underline) {
    facts.push('adds a dimension');
  }
  if (state) {
    facts.push(describeState(state));
  }
  return facts.join(', ');
}

/** A sentence about an edge. */
export function describeEdge(edge: IEdge): string {
  const { label } = NOTATION.edges[edge.kind];
  const words = [label];
  if (edge.renames.length) {
    words.push(`renamed: ${edge.renames.join(', ')}`);
  }
  if (edge.count > 1) {
    words.push(`${edge.count} foreign keys`);
  }
  if (edge.cycle) {
    words.push('closes a cycle');
  }
  return words.join('; ');
}

const TIERS: ReadonlyArray<NodeKind> = [
  'Manual',
  'Lookup',
  'Imported',
  'Computed',
  'Part'
];

/** How many tables of each tier a module has; tiers without any are left out. */
export function tierCounts(
  snapshot: Snapshot
): (module: string) => ReadonlyArray<[NodeKind, number]> {
  const counts = new Map<string, Map<NodeKind, number>>();
  for (const module of schemaModules(snapshot.project)) {
    counts.set(module, new Map());
  }
  for (const table of snapshot.project.tables) {
    const tiers = counts.get(table.module);
    tiers?.set(table.tier, (tiers.get(table.tier) ?? 0) + 1);
  }
  return module =>
    TIERS.flatMap(tier => {
      const count = counts.get(module)?.get(tier);
      return count ? [[tier, count] as [NodeKind, number]] : [];
    });
}
