import { describeState } from './badges';
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
import { trans } from './translation';
import { edgeWord, nodeWords } from './words';

/** What a screen reader says of a node. */
export function describeNode(
  snapshot: Snapshot,
  node: INode,
  state?: ITableState
): string {
  const { label, meaning } = nodeWords(node.kind);
  if (node.kind === 'module') {
    return trans.__('%1, module with %2', node.id, tablesText(node.tables));
  }
  const table = snapshot.table(node.id);
  if (!table) {
    return `${node.label}, ${meaning}`;
  }
  const facts = [
    trans.__('%1, %2 table of %3', tableName(node.id), label, table.module),
    trans.__('%1 upstream', table.foreign_keys.length),
    trans.__('%1 downstream', snapshot.referencesTo(node.id).length)
  ];
  if (node.underline) {
    facts.push(trans.__('adds a dimension'));
  }
  if (state) {
    facts.push(describeState(state));
  }
  return facts.join(', ');
}

/** Tables of a closed module that its tooltip lists. */
const LISTED = 20;

/** What the tooltip of a node says: the definition of a table, the tables of a module; empty for a reference. */
export function tooltip(snapshot: Snapshot, id: string): string {
  const table = snapshot.table(id);
  if (table) {
    return [id, '', dedent(table.definition)].join('\n').trim();
  }
  if (!snapshot.module(id)) {
    return '';
  }
  const names = snapshot.tablesOf(id).map(({ id }) => tableName(id));
  const more = names.length - LISTED;
  return [
    id,
    '',
    ...names.slice(0, LISTED),
    ...(more > 0 ? [trans.__('… and %1 more', more)] : [])
  ]
    .join('\n')
    .trim();
}

/** A definition without the indentation that its place in the class gives it. */
export function dedent(text: string): string {
  const lines = text.trim().split('\n');
  const indents = lines
    .slice(1)
    .filter(line => line.trim())
    .map(line => line.length - line.trimStart().length);
  const shared = indents.length ? Math.min(...indents) : 0;
  return [lines[0], ...lines.slice(1).map(line => line.slice(shared))].join(
    '\n'
  );
}

/** A sentence about an edge. */
export function describeEdge(edge: IEdge): string {
  const words = [edgeWord(edge.kind)];
  if (edge.renames.length) {
    words.push(trans.__('renamed: %1', edge.renames.join(', ')));
  }
  if (edge.count > 1) {
    words.push(trans._n('%1 foreign key', '%1 foreign keys', edge.count));
  }
  if (edge.cycle) {
    words.push(
      edge.lazy
        ? trans.__('closes a cycle through an import inside a function')
        : trans.__('closes a cycle')
    );
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
