import type { Attribute, Finding, Module, Snapshot, Table } from '../../model';
import type { ISelection } from '../../tokens';
import { Filter } from './filter';

interface IRowBase {
  /** Stays the same as long as the thing exists. */
  readonly key: string;
  /** From 1, as `aria-level`. */
  readonly level: number;
  /** From 1, as `aria-posinset`. */
  readonly position: number;
  /** Number of rows with the same parent, as `aria-setsize`. */
  readonly size: number;
  /** Key of the row of the parent, or null for a module. */
  readonly parent: string | null;
  /** Whether the children are shown; null when there are none. */
  readonly expanded: boolean | null;
  readonly label: string;
  /** What the row stands for; null for the message of a broken module. */
  readonly selection: ISelection | null;
}

export type Row = IRowBase &
  (
    | { readonly kind: 'module'; readonly module: Module }
    | { readonly kind: 'problem'; readonly module: Module }
    | {
        readonly kind: 'table';
        readonly table: Table;
        /** What the checks make of the worst of the table's warnings. */
        readonly severity: Finding['severity'];
      }
    | {
        readonly kind: 'attribute';
        readonly table: Table;
        readonly attribute: Attribute;
      }
  );

/** Key of the row of a selection. */
export function rowKey({ module, table, attribute }: ISelection): string {
  if (table === null) {
    return `m:${module}`;
  }
  return attribute === null ? `t:${table}` : `a:${table}:${attribute}`;
}

/** Keys of the rows above a table, outermost first: these must be open to show it. */
export function ancestors(snapshot: Snapshot, id: string): string[] {
  const table = snapshot.table(id);
  if (!table) {
    return [];
  }
  const above = table.master === null ? [] : [`t:${table.master}`];
  return [`m:${table.module}`, ...above];
}

/** A schema's name as a person reads it, or an empty text for a module without one. */
export function schemaNames(module: Module): string {
  return module.schemas
    .map(schema => schema.name ?? schema.expression)
    .filter(name => name !== '')
    .join(', ');
}

const moduleTexts = (module: Module) => [module.name, schemaNames(module)];
const tableTexts = (table: Table) => [
  table.class,
  table.table,
  table.comment,
  table.tier
];
const attributeTexts = (attribute: Attribute) => [
  attribute.name,
  attribute.type,
  attribute.comment
];

/** How many tables match the filter, by themselves or by an attribute. */
export function countTables(snapshot: Snapshot, filter: Filter): number {
  return snapshot.project.tables.filter(
    table =>
      filter.matches(table, tableTexts) ||
      table.attributes.some(attribute =>
        filter.matches(attribute, attributeTexts)
      )
  ).length;
}

interface INode {
  row: Omit<Row, 'position' | 'size' | 'expanded' | 'level' | 'parent'>;
  /** The children to show; a function, because most nodes are closed. */
  children: () => INode[];
  hasChildren: boolean;
  /** Open without being asked to: something below matches the filter. */
  forced: boolean;
}

/**
 * The rows of the tree, top to bottom, as far as their parents are open.
 *
 * With a filter, a node is shown when it matches or when something below it does; it is then open down to the matches.
 *
 * @param toggled - keys of open nodes; with a filter, of nodes that are the other way round than the filter has them
 */
export function rows(
  snapshot: Snapshot,
  toggled: ReadonlySet<string>,
  filter: Filter
): Row[] {
  const result: Row[] = [];
  const add = (nodes: INode[], level: number, parent: string | null) => {
    nodes.forEach(({ row, children, hasChildren, forced }, index) => {
      const open = toggled.has(row.key) !== forced;
      result.push({
        ...row,
        level,
        parent,
        position: index + 1,
        size: nodes.length,
        expanded: hasChildren ? open : null
      } as Row);
      if (hasChildren && open) {
        add(children(), level + 1, row.key);
      }
    });
  };
  const modules = snapshot.pipelineModules
    .map(module => moduleNode(snapshot, module, filter))
    .filter((node): node is INode => node !== null);
  add(modules, 1, null);
  return result;
}

function moduleNode(
  snapshot: Snapshot,
  module: Module,
  filter: Filter
): INode | null {
  const key = `m:${module.name}`;
  const tables = snapshot.tablesOf(module.name);
  const found = present(tables, table => tableNode(snapshot, table, filter));
  if (!found.length && !filter.matches(module, moduleTexts)) {
    return null;
  }
  const all = () =>
    found.length || filter.isEmpty
      ? found
      : present(tables, table => tableNode(snapshot, table, NO_FILTER));
  return {
    row: {
      key,
      kind: 'module',
      label: snapshot.shortName(module.name),
      module,
      selection: { module: module.name, table: null, attribute: null }
    } as INode['row'],
    hasChildren: tables.length > 0 || module.error !== null,
    forced: !filter.isEmpty && found.length > 0,
    children: () => (module.error ? [problemNode(module), ...all()] : all())
  };
}

function problemNode(module: Module): INode {
  return {
    row: {
      key: `e:${module.name}`,
      kind: 'problem',
      label: module.error!.message,
      module,
      selection: null
    } as INode['row'],
    hasChildren: false,
    forced: false,
    children: () => []
  };
}

function tableNode(
  snapshot: Snapshot,
  table: Table,
  filter: Filter
): INode | null {
  const allParts = snapshot.partsOf(table.id);
  const parts = present(allParts, part => tableNode(snapshot, part, filter));
  const attributes = filter.isEmpty
    ? table.attributes
    : table.attributes.filter(attribute =>
        filter.matches(attribute, attributeTexts)
      );
  const inside = parts.length + attributes.length > 0;
  if (!filter.isEmpty && !inside && !filter.matches(table, tableTexts)) {
    return null;
  }
  const shownParts =
    inside || filter.isEmpty
      ? () => parts
      : () => present(allParts, part => tableNode(snapshot, part, NO_FILTER));
  const shownAttributes = inside ? attributes : table.attributes;
  return {
    row: {
      key: `t:${table.id}`,
      kind: 'table',
      label: table.class.slice(table.class.lastIndexOf('.') + 1),
      table,
      severity: severityOf(snapshot, table),
      selection: { module: table.module, table: table.id, attribute: null }
    } as INode['row'],
    hasChildren: allParts.length + table.attributes.length > 0,
    forced: !filter.isEmpty && inside,
    children: () => [
      ...shownParts(),
      ...shownAttributes.map(attribute => attributeNode(table, attribute))
    ]
  };
}

/** As the convention rules rate them, so that the tree, the editor and `djlab check` say the same. */
export function severityOf(
  snapshot: Snapshot,
  table: Table
): Finding['severity'] {
  if (!table.warnings.length) {
    return 'warning';
  }
  const path = snapshot.module(table.module)?.path;
  const lines = new Set(table.warnings.map(({ line }) => line));
  const rated = snapshot.project.findings
    .filter(finding => finding.path === path && lines.has(finding.line))
    .map(({ severity }) => severity);
  return (
    (['error', 'warning', 'info'] as const).find(severity =>
      rated.includes(severity)
    ) ?? 'warning'
  );
}

function attributeNode(table: Table, attribute: Attribute): INode {
  return {
    row: {
      key: `a:${table.id}:${attribute.name}`,
      kind: 'attribute',
      label: attribute.name,
      table,
      attribute,
      selection: {
        module: table.module,
        table: table.id,
        attribute: attribute.name
      }
    } as INode['row'],
    hasChildren: false,
    forced: false,
    children: () => []
  };
}

const NO_FILTER = new Filter('');

function present(
  tables: ReadonlyArray<Table>,
  node: (table: Table) => INode | null
): INode[] {
  return tables
    .map(node)
    .filter((candidate): candidate is INode => candidate !== null);
}
