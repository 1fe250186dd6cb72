import type { Snapshot } from '../model';
import { schemaModules, tableName } from './drawing';
import { graphOf, resolve } from './resolve';
import { selectorName } from './selector';
import type { IDiagramView } from './view';

/** A chain of additions longer than this helps nobody. */
const TERMS = 40;

/**
 * The view as Python: the imports that it needs and a `dj.Diagram(…)` expression.
 *
 * A focus walks upstream and downstream apart, a path is the intersection of two walks, as DataJoint's own diagrams do.
 */
export function toPython(snapshot: Snapshot, view: IDiagramView): string {
  const modules = new Set<string>();
  const expression = diagram(snapshot, view, modules);
  const imports = [...modules].sort().map(importOf);
  return ['import datajoint as dj', ...imports, '', expression, ''].join('\n');
}

/** The view as a command line of djlab. */
export function toCommand(snapshot: Snapshot, view: IDiagramView): string {
  const words = ['djlab', 'diagram', '.'];
  const selector = toSelector(snapshot, view);
  if (selector) {
    words.push('--select', shellQuote(selector));
  }
  if (view.base === 'modules') {
    words.push('--modules');
  }
  return words.join(' ');
}

/** The view as a selector; empty when it shows everything. */
export function toSelector(snapshot: Snapshot, view: IDiagramView): string {
  const tables = snapshot.project.tables;
  const name = (id: string): string => selectorName(tables, id);
  if (view.focus !== null && snapshot.table(view.focus)) {
    const { upstream, downstream } = view;
    const above = upstream === 0 ? '' : `${upstream ?? ''}+`;
    const below = downstream === 0 ? '' : `+${downstream ?? ''}`;
    const near = `${above}${name(view.focus)}${below}`;
    return view.select.trim() ? intersect(view.select, near) : near;
  }
  if (view.path && view.path.every(id => snapshot.table(id))) {
    const [from, to] = ordered(snapshot, view.path);
    return `${name(from)}+,+${name(to)}`;
  }
  return view.select.trim();
}

function intersect(selector: string, word: string): string {
  return selector
    .trim()
    .split(/\s+/)
    .map(part => `${part},${word}`)
    .join(' ');
}

function diagram(
  snapshot: Snapshot,
  view: IDiagramView,
  modules: Set<string>
): string {
  if (view.focus !== null && snapshot.table(view.focus)) {
    const table = className(view.focus, modules);
    const depth = (value: number | null): number => value ?? 999;
    const terms = [
      ...(view.upstream === 0
        ? []
        : [`dj.Diagram(${table}) - ${depth(view.upstream)}`]),
      ...(view.downstream === 0
        ? []
        : [`dj.Diagram(${table}) + ${depth(view.downstream)}`])
    ];
    return terms.length === 2
      ? `(${terms[0]}) + (${terms[1]})`
      : (terms[0] ?? `dj.Diagram(${table})`);
  }
  if (view.path && view.path.every(id => snapshot.table(id))) {
    const [from, to] = ordered(snapshot, view.path);
    return `(dj.Diagram(${className(from, modules)}) + 999) * (dj.Diagram(${className(to, modules)}) - 999)`;
  }
  const { collapsed, ids } = whole(snapshot, view);
  if (ids && ids.length <= TERMS) {
    return ids.map(id => `dj.Diagram(${className(id, modules)})`).join(' + ');
  }
  const terms: string[] = [];
  for (const name of schemaModules(snapshot.project)) {
    const schema = snapshot.module(name)?.schemas[0]?.variable;
    if (schema) {
      modules.add(name);
      const term = `dj.Diagram(${lastPart(name)}.${schema})`;
      terms.push(collapsed.has(name) ? `${term}.collapse()` : term);
    }
  }
  return terms.join(' + ');
}

function whole(
  snapshot: Snapshot,
  view: IDiagramView
): { collapsed: ReadonlySet<string>; ids: string[] | null } {
  const { collapsed, wanted } = resolve(snapshot, view);
  return { collapsed, ids: wanted ? [...wanted] : null };
}

/** The two ends of a path, upstream first. */
function ordered(
  snapshot: Snapshot,
  [one, other]: readonly [string, string]
): [string, string] {
  return graphOf(snapshot).downstream([other], null).has(one)
    ? [other, one]
    : [one, other];
}

function className(id: string, modules: Set<string>): string {
  const module = id.slice(0, id.indexOf(':'));
  modules.add(module);
  return `${lastPart(module)}.${tableName(id)}`;
}

function importOf(module: string): string {
  const dot = module.lastIndexOf('.');
  return dot < 0
    ? `import ${module}`
    : `from ${module.slice(0, dot)} import ${module.slice(dot + 1)}`;
}

function lastPart(module: string): string {
  return module.slice(module.lastIndexOf('.') + 1);
}

function shellQuote(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
