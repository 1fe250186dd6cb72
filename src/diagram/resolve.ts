import type { Snapshot } from '../model';
import { draw, schemaModules, type IDrawing } from './drawing';
import { ForeignKeyGraph, intersection } from './graph';
import { meant, select } from './selector';
import { trans } from './translation';
import {
  READABLE_TABLES,
  refits,
  restrictions,
  type IDiagramView
} from './view';
import { ruleWord } from './words';

/** A view of a certain snapshot: what is drawn, and how it came about. */
export interface IResolved {
  readonly drawing: IDrawing;
  /** Modules that are drawn as one node. */
  readonly collapsed: ReadonlySet<string>;
  /** Tables that the view is about; null when it is about all. */
  readonly wanted: ReadonlySet<string> | null;
  /** Nodes that are drawn faintly, because they are outside of the view but not hidden. */
  readonly faded: ReadonlySet<string>;
  /** What cannot be done as asked, for the reader. */
  readonly problems: ReadonlyArray<string>;
  /** Whether modules are closed that nobody has opened. */
  readonly closed: boolean;
  /** The same of the whole pipeline, where the view does not say it. */
  readonly closedWhole: boolean;
}

/** What was decided before about modules that nobody has opened or closed: a change of the model must not turn it. */
export type ILevel = Partial<Pick<IResolved, 'closed' | 'closedWhole'>>;

const graphs = new WeakMap<Snapshot, ForeignKeyGraph>();

/** The foreign keys of a snapshot, made once. */
export function graphOf(snapshot: Snapshot): ForeignKeyGraph {
  let graph = graphs.get(snapshot);
  if (!graph) {
    graph = new ForeignKeyGraph(snapshot.project.tables);
    graphs.set(snapshot, graph);
  }
  return graph;
}

/** Whether two snapshots are drawn alike: they may differ in findings, stores or notebooks. */
export function drawnAlike(one: Snapshot, other: Snapshot): boolean {
  const [a, b] = [one.project, other.project];
  return (
    a.module_edges === b.module_edges &&
    a.cycles === b.cycles &&
    sameItems(a.modules, b.modules) &&
    sameItems(a.tables, b.tables)
  );
}

function sameItems(
  one: ReadonlyArray<unknown>,
  other: ReadonlyArray<unknown>
): boolean {
  return (
    one.length === other.length && one.every((item, at) => item === other[at])
  );
}

/**
 * The drawing of a view. What the view names but the snapshot no longer has is a problem, not an error.
 *
 * @param level - what is not in it is decided by the number of tables
 */
export function resolve(
  snapshot: Snapshot,
  view: IDiagramView,
  level: ILevel = {}
): IResolved {
  const { project } = snapshot;
  const problems: string[] = [];
  const wanted = wantedTables(snapshot, view, problems);
  const hidden = new Set(view.hidden);
  const visible = (id: string, module: string): boolean =>
    !hidden.has(id) && !hidden.has(module);
  const restricts = view.hideOthers && wanted !== null;
  const shown =
    restricts || hidden.size
      ? new Set(
          project.tables
            .filter(table => !restricts || wanted.has(table.id))
            .filter(table => visible(table.id, table.module))
            .map(table => table.id)
        )
      : null;

  const visibles = hidden.size
    ? project.tables.filter(table => visible(table.id, table.module)).length
    : project.tables.length;
  const closedWhole = level.closedWhole ?? visibles > READABLE_TABLES;
  const closed =
    view.base === 'auto'
      ? (level.closed ??
        (closedWhole &&
          (!restricts || (shown?.size ?? visibles) > READABLE_TABLES)))
      : view.base === 'modules';
  const toggled = new Set(view.toggled);
  const collapsed = new Set(
    schemaModules(project).filter(module => toggled.has(module) !== closed)
  );
  const drawing = draw(project, { tables: shown, collapsed });

  const faded = new Set<string>();
  if (!restricts && wanted !== null) {
    const modules = new Set(
      [...wanted].map(id => snapshot.table(id)?.module ?? '')
    );
    for (const node of drawing.nodes) {
      if (!(node.kind === 'module' ? modules : wanted).has(node.id)) {
        faded.add(node.id);
      }
    }
  }
  return { drawing, collapsed, wanted, faded, problems, closed, closedWhole };
}

/**
 * A view with some of its fields changed.
 *
 * Where that opens the modules which were closed, or closes them, what was done to single ones no longer holds: else the
 * module that was opened to see a table would close when that table is focused.
 */
export function changed(
  snapshot: Snapshot | null,
  view: IDiagramView,
  fields: Partial<IDiagramView>,
  level: ILevel = {}
): IDiagramView {
  const next = { ...view, ...fields };
  const turns =
    snapshot !== null &&
    next.toggled.length > 0 &&
    !fields.toggled &&
    refits(view, next) &&
    resolve(snapshot, next, { closedWhole: level.closedWhole }).closed !==
      resolve(snapshot, view, level).closed;
  return turns ? { ...next, toggled: [] } : next;
}

function wantedTables(
  snapshot: Snapshot,
  view: IDiagramView,
  problems: string[]
): Set<string> | null {
  const graph = graphOf(snapshot);
  let wanted: Set<string> | null = null;
  if (view.select.trim()) {
    const selection = select(snapshot.project.tables, graph, view.select);
    wanted = new Set(selection.tables);
    for (const word of selection.unknown) {
      const near = meant(snapshot.project.tables, word);
      problems.push(
        near.length
          ? trans.__(
              'Nothing in this project matches “%1”. Did you mean %2?',
              word,
              near.join(', ')
            )
          : trans.__('Nothing in this project matches “%1”.', word)
      );
    }
    for (const words of selection.apart) {
      problems.push(
        trans.__(
          'No table is in all of these at once: %1.',
          words.split(',').filter(Boolean).join(', ')
        )
      );
    }
  }
  const missing = [view.focus, ...(view.path ?? [])].filter(
    id => id !== null && !graph.has(id)
  );
  for (const id of missing) {
    problems.push(trans.__('This project has no table %1 any more.', id));
  }
  if (view.focus !== null && graph.has(view.focus)) {
    const near = new Set([
      ...graph.upstream([view.focus], view.upstream),
      ...graph.downstream([view.focus], view.downstream)
    ]);
    wanted = wanted ? intersection(wanted, near) : near;
  }
  if (view.path && view.path.every(id => graph.has(id))) {
    const [one, other] = view.path;
    const between = graph.between(one, other);
    if (
      between.size === 2 &&
      !graph.children(one).includes(other) &&
      !graph.parents(one).includes(other)
    ) {
      problems.push(trans.__('No chain of foreign keys joins the two tables.'));
    }
    wanted = wanted ? intersection(wanted, between) : between;
  }
  if (wanted?.size === 0 && restrictions(view).length > 1 && !problems.length) {
    problems.push(
      trans.__(
        'No table is in all of these at once: %1.',
        restrictions(view).map(ruleWord).join(', ')
      )
    );
  }
  return wanted;
}
