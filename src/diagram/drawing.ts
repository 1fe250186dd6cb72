import type { ForeignKey, Project, Table } from '../model';

export type Direction = 'LR' | 'TB';
export type NodeKind = Table['tier'] | 'module' | 'external' | 'unresolved';
export type EdgeKind =
  | 'primaryOneToOne'
  | 'primaryOneToMany'
  | 'secondary'
  | 'bundle'
  | 'both'
  | 'foreignKeys'
  | 'imports';

/** The same as `djlab.diagram.drawing.Node`. */
export interface INode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly module: string | null;
  readonly master: string | null;
  readonly underline: boolean;
  readonly tables: number;
}

/** The same as `djlab.diagram.drawing.Edge`. */
export interface IEdge {
  readonly parent: string;
  readonly child: string;
  readonly kind: EdgeKind;
  readonly count: number;
  readonly renames: ReadonlyArray<string>;
  /** Whether it closes a cycle. */
  readonly cycle: boolean;
  /** Whether the cycle is closed only by an import inside a function. */
  readonly lazy: boolean;
}

export interface IFrame {
  readonly module: string;
  readonly label: string;
}

/** The nodes and edges of a view, with their place in the notation but without any position. */
export interface IDrawing {
  readonly frames: ReadonlyArray<IFrame>;
  readonly nodes: ReadonlyArray<INode>;
  readonly edges: ReadonlyArray<IEdge>;
}

/** What of a project's content a drawing needs. */
export type Source = Pick<
  Project,
  'modules' | 'tables' | 'module_edges' | 'cycles'
>;

export interface IDrawOptions {
  /** Ids of the tables that are shown; null shows all, and the modules without tables. */
  readonly tables: ReadonlySet<string> | null;
  /** Modules that are drawn as one node each. */
  readonly collapsed: ReadonlySet<string>;
}

/**
 * The drawing of a view. Python's `djlab.diagram.drawing.draw` gives the same; golden files hold the two together.
 */
export function draw(source: Source, options: IDrawOptions): IDrawing {
  const { collapsed } = options;
  const modules = schemaModules(source);
  const labels = moduleLabels(modules);
  const tables = source.tables.filter(
    table => options.tables?.has(table.id) ?? true
  );
  const holders = new Map(
    tables.map(table => [
      table.id,
      collapsed.has(table.module) ? table.module : table.id
    ])
  );
  const nodes = [
    ...closedModules(modules, tables, options, labels),
    ...tableNodes(tables, collapsed)
  ];
  const closed = new Set(
    nodes.filter(node => node.kind === 'module').map(node => node.id)
  );
  const expanded = new Set(
    tables.map(table => table.module).filter(module => !collapsed.has(module))
  );
  return {
    frames: [...expanded].map(module => ({
      module,
      label: labels.get(module) ?? module
    })),
    nodes,
    edges: [
      ...foreignKeyEdges(source, tables, holders, closed),
      ...moduleEdges(source, closed)
    ]
  };
}

/** Names of the modules that a diagram knows: those that hold a schema or a table, and those that tie them in a knot. */
export function schemaModules(source: Source): string[] {
  const known = holdingModules(source);
  for (const { kind, steps } of source.cycles) {
    if (kind === 'imports' && steps.some(step => known.has(step.from))) {
      steps.forEach(step => known.add(step.from));
    }
  }
  return source.modules
    .filter(module => known.has(module.name))
    .map(module => module.name);
}

function holdingModules(source: Source): Set<string> {
  const holding = new Set(source.tables.map(table => table.module));
  for (const module of source.modules) {
    if (module.schemas.length) {
      holding.add(module.name);
    }
  }
  return holding;
}

/** Names without the packages that all of them share; the last part of a name always stays. */
export function moduleLabels(
  names: ReadonlyArray<string>
): Map<string, string> {
  const packages = names.map(name => name.split('.').slice(0, -1));
  let shared = 0;
  while (
    packages.length &&
    packages.every(
      parts => parts.length > shared && parts[shared] === packages[0][shared]
    )
  ) {
    shared++;
  }
  return new Map(
    names.map(name => [name, name.split('.').slice(shared).join('.')])
  );
}

export function edgeKind(key: ForeignKey): EdgeKind {
  if (!key.key) {
    return 'secondary';
  }
  return key.one_to_one ? 'primaryOneToOne' : 'primaryOneToMany';
}

/** The renaming of a foreign key as `attribute here ← attribute there`. */
export function renames(key: ForeignKey): string[] {
  return Object.entries(key.renames)
    .filter(([here, there]) => here !== there)
    .map(([here, there]) => `${here} ← ${there}`);
}

/** The renaming, or how many foreign keys a line stands for where that is not one. */
export function edgeLabel(edge: IEdge): string {
  if (edge.renames.length) {
    return edge.renames.join(', ');
  }
  return edge.count > 1 ? String(edge.count) : '';
}

/** What the line of an edge says: nothing by colour alone, so a cycle has a sign. */
export function edgeText(edge: IEdge): string {
  const text = edgeLabel(edge);
  return edge.cycle ? `${cycleSign(edge)} ${text}`.trim() : text;
}

/** The sign of a cycle; that of one which an import inside a function closes stands in brackets. */
export function cycleSign({ lazy }: Pick<IEdge, 'lazy'>): string {
  return lazy ? '(↻)' : '↻';
}

/** The class that a foreign key names, without its projection. */
export function referenceLabel(expression: string): string {
  return expression
    .split('(')[0]
    .replace(/\.proj$/, '')
    .trim();
}

/** Name of a table as its class is written: `Master.Part` for a part. */
export function tableName(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

function* closedModules(
  modules: ReadonlyArray<string>,
  tables: ReadonlyArray<Table>,
  options: IDrawOptions,
  labels: Map<string, string>
): Iterable<INode> {
  const counts = new Map<string, number>();
  for (const table of tables) {
    counts.set(table.module, (counts.get(table.module) ?? 0) + 1);
  }
  for (const module of modules) {
    if (
      options.collapsed.has(module) &&
      (options.tables === null || counts.has(module))
    ) {
      yield {
        id: module,
        kind: 'module',
        label: labels.get(module) ?? module,
        module: null,
        master: null,
        underline: false,
        tables: counts.get(module) ?? 0
      };
    }
  }
}

function* tableNodes(
  tables: ReadonlyArray<Table>,
  collapsed: ReadonlySet<string>
): Iterable<INode> {
  const drawn = tables.filter(table => !collapsed.has(table.module));
  const ids = new Set(drawn.map(table => table.id));
  const foreign = new Set<string>();
  for (const table of drawn) {
    const master =
      table.master !== null && ids.has(table.master) ? table.master : null;
    const name = tableName(table.id);
    yield {
      id: table.id,
      kind: table.tier,
      label: master ? name.slice(name.lastIndexOf('.') + 1) : name,
      module: table.module,
      master,
      underline: table.new_dimension,
      tables: 0
    };
    for (const key of table.foreign_keys) {
      const node = foreignNode(key);
      if (node && !foreign.has(node.id)) {
        foreign.add(node.id);
        yield node;
      }
    }
  }
}

function foreignNode(key: ForeignKey): INode | null {
  const node = { module: null, master: null, underline: false, tables: 0 };
  const label = referenceLabel(key.expression);
  if (key.resolution === 'external') {
    return {
      ...node,
      id: `external:${key.target}`,
      kind: 'external',
      label: key.target || label
    };
  }
  if (key.target === null) {
    return { ...node, id: `unresolved:${label}`, kind: 'unresolved', label };
  }
  return null;
}

function* foreignKeyEdges(
  source: Source,
  tables: ReadonlyArray<Table>,
  holders: Map<string, string>,
  closed: Set<string>
): Iterable<IEdge> {
  const cyclic = cyclicSteps(source, 'foreign keys');
  const bundles = new Map<string, IEdge>();
  for (const table of tables) {
    const child = holders.get(table.id)!;
    for (const key of table.foreign_keys) {
      const foreign = foreignNode(key);
      const parent = foreign?.id ?? holders.get(key.target ?? '');
      if (
        parent === undefined ||
        (closed.has(child) && (foreign || closed.has(parent)))
      ) {
        continue;
      }
      const cycle = cyclic.has(`${table.id}\n${key.target}`);
      if (closed.has(child) || closed.has(parent)) {
        const bundle = `${parent}\n${child}`;
        const before = bundles.get(bundle);
        bundles.set(bundle, {
          parent,
          child,
          kind: 'bundle',
          count: (before?.count ?? 0) + 1,
          renames: [],
          cycle: cycle || Boolean(before?.cycle),
          lazy: false
        });
      } else {
        yield {
          parent,
          child,
          kind: edgeKind(key),
          count: 1,
          renames: renames(key),
          cycle,
          lazy: false
        };
      }
    }
  }
  yield* bundles.values();
}

function* moduleEdges(source: Source, closed: Set<string>): Iterable<IEdge> {
  const cyclic = cyclicSteps(source, 'imports');
  for (const step of cyclicSteps(source, 'foreign keys')) {
    cyclic.add(step.split('\n').map(moduleOf).join('\n'));
  }
  const lazy = cyclicSteps(source, 'lazy imports');
  const holding = holdingModules(source);
  for (const edge of source.module_edges) {
    const ends = `${edge.from}\n${edge.to}`;
    if (!closed.has(edge.from) || !closed.has(edge.to)) {
      continue;
    }
    // Of a module without tables only what ties the knot is of interest.
    const tied = !holding.has(edge.from) || !holding.has(edge.to);
    if (tied && !cyclic.has(ends)) {
      continue;
    }
    yield {
      parent: edge.to,
      child: edge.from,
      kind: !edge.foreign_keys
        ? 'imports'
        : edge.imports
          ? 'both'
          : 'foreignKeys',
      count: edge.foreign_keys,
      renames: [],
      cycle: cyclic.has(ends) || lazy.has(ends),
      lazy: lazy.has(ends) && !cyclic.has(ends)
    };
  }
}

/** Name of the module of a table. */
export function moduleOf(id: string): string {
  const colon = id.indexOf(':');
  return colon < 0 ? id : id.slice(0, colon);
}

/** The steps of the cycles of a kind, each from what depends to what it depends on, with a line break between. */
function cyclicSteps(source: Source, kind: string): Set<string> {
  const steps = source.cycles
    .filter(cycle => cycle.kind === kind)
    .flatMap(cycle => cycle.steps);
  return new Set(steps.map(step => `${step.from}\n${step.to}`));
}
