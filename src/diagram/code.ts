import type { Snapshot } from '../model';
import { moduleOf, schemaModules, tableName } from './drawing';
import { Imports } from './imports';
import { graphOf, resolve } from './resolve';
import { selectorName } from './selector';
import type { IDiagramView } from './view';

/** More tables than this are given as a list, one a line. */
const TERMS = 4;

/** DataJoint stops walking where nothing is left: this is as far as any pipeline goes. */
const ALL = 999;

/**
 * The view as Python: the imports that it needs and a `dj.Diagram(…)` expression.
 *
 * A focus walks upstream and downstream apart, a path is the intersection of two walks, as DataJoint's own diagrams do.
 * DataJoint walks only through schemas that are loaded, so the modules of all tables that are met are imported too.
 */
export function toPython(snapshot: Snapshot, view: IDiagramView): string {
  const { wanted, collapsed } = resolve(snapshot, view);
  const names = [
    ...(wanted ? met(snapshot, view) : schemaModules(snapshot.project)),
    ...view.hidden.map(moduleOf)
  ].filter(name => holdsTables(snapshot, name));
  const imports = new Imports(names);
  const expression = new Expression(snapshot, view, imports, collapsed);
  return [
    'import datajoint as dj',
    ...imports.statements,
    '',
    expression.toString(),
    ''
  ].join('\n');
}

/** Modules of all tables that the pieces of a view meet, before they are brought together. */
function met(snapshot: Snapshot, view: IDiagramView): Set<string> {
  const { focus, path, select } = view;
  const nothing = { ...view, focus: null, path: null, select: '' };
  const found = new Set<string>();
  for (const piece of [{ focus }, { path }, { select }]) {
    const { wanted } = resolve(snapshot, { ...nothing, ...piece });
    wanted?.forEach(id => found.add(moduleOf(id)));
  }
  return found;
}

/** The view as a command line of djlab. */
export function toCommand(snapshot: Snapshot, view: IDiagramView): string {
  const words = ['djlab', 'diagram', '.'];
  const selector = toSelector(snapshot, view);
  if (selector) {
    words.push('--select', shellQuote(selector));
  }
  const { drawing, collapsed } = resolve(snapshot, view);
  if (collapsed.size && !drawing.frames.length) {
    words.push('--modules');
  } else {
    for (const { id, kind } of drawing.nodes) {
      if (kind === 'module') {
        words.push('--collapse', shellQuote(id));
      }
    }
  }
  if (view.direction !== 'LR') {
    words.push('--direction', view.direction);
  }
  return words.join(' ');
}

/** The view as a selector; empty when it shows everything. */
export function toSelector(snapshot: Snapshot, view: IDiagramView): string {
  const tables = snapshot.project.tables;
  const name = (id: string): string => selectorName(tables, id);
  const hidden = new Set(view.hidden);
  if (hidden.size) {
    const { wanted } = resolve(snapshot, view);
    return tables
      .map(table => table.id)
      .filter(id => wanted?.has(id) ?? true)
      .filter(id => !hidden.has(id) && !hidden.has(moduleOf(id)))
      .map(name)
      .join(' ');
  }
  let selector = view.select.trim();
  const restrict = (word: string): void => {
    selector = selector ? intersect(selector, word) : word;
  };
  if (view.focus !== null && snapshot.table(view.focus)) {
    const { upstream, downstream } = view;
    const above = upstream === 0 ? '' : `${upstream ?? ''}+`;
    const below = downstream === 0 ? '' : `+${downstream ?? ''}`;
    restrict(`${above}${name(view.focus)}${below}`);
  }
  const path = pathOf(snapshot, view);
  if (path?.joined) {
    restrict(`${name(path.from)}+,+${name(path.to)}`);
  } else if (path) {
    const ends = `${name(path.from)} ${name(path.to)}`;
    selector = selector ? intersect(ends, selector) : ends;
  }
  return selector;
}

/** Each part of a union with the words of another. */
function intersect(selector: string, words: string): string {
  return selector
    .split(/\s+/)
    .flatMap(part => words.split(/\s+/).map(word => `${part},${word}`))
    .join(' ');
}

/** The pieces of the expression of a view. */
class Expression {
  constructor(
    private readonly _snapshot: Snapshot,
    private readonly _view: IDiagramView,
    private readonly _imports: Imports,
    private readonly _collapsed: ReadonlySet<string>
  ) {}

  toString(): string {
    const parts = [this._focus(), this._path(), this._selected()].filter(
      (part): part is string => part !== null
    );
    const whole = parts.length === 0;
    let text = whole
      ? this._whole()
      : parts.length === 1
        ? parts[0]
        : parts.map(part => `(${part})`).join(' * ');
    const hidden = this._view.hidden.flatMap(id => this._sources(id));
    if (hidden.length) {
      text = [`(${text})`, ...hidden].join(' - ');
    }
    const { drawing } = resolve(this._snapshot, this._view);
    const allClosed = this._collapsed.size > 0 && !drawing.frames.length;
    return allClosed && !whole ? `(${text}).collapse()` : text;
  }

  private _focus(): string | null {
    const { focus, upstream, downstream } = this._view;
    if (focus === null || !this._snapshot.table(focus)) {
      return null;
    }
    const diagram = this._diagram(focus);
    const terms = [
      ...(upstream === 0 ? [] : [`${diagram} - ${upstream ?? ALL}`]),
      ...(downstream === 0 ? [] : [`${diagram} + ${downstream ?? ALL}`])
    ];
    return terms.length === 2
      ? `(${terms[0]}) + (${terms[1]})`
      : (terms[0] ?? diagram);
  }

  private _path(): string | null {
    const path = pathOf(this._snapshot, this._view);
    if (!path) {
      return null;
    }
    const [from, to] = [this._diagram(path.from), this._diagram(path.to)];
    return path.joined
      ? `(${from} + ${ALL}) * (${to} - ${ALL})`
      : `${from} + ${to}`;
  }

  private _selected(): string | null {
    const { select } = this._view;
    if (!select.trim()) {
      return null;
    }
    const { wanted } = resolve(this._snapshot, {
      ...this._view,
      focus: null,
      path: null
    });
    return this._union([...(wanted ?? [])]);
  }

  private _whole(): string {
    const terms = schemaModules(this._snapshot.project).flatMap(name => {
      const closed = this._collapsed.has(name) ? '.collapse()' : '';
      return this._sources(name).map(source => `${source}${closed}`);
    });
    return terms.length > TERMS
      ? `(\n    ${terms.join('\n    + ')}\n)`
      : terms.join(' + ');
  }

  /** The diagrams of a table, of the schemas of a module, or of the tables of one that has no schema of its own. */
  private _sources(id: string): string[] {
    const module = this._snapshot.module(id);
    if (!module) {
      return this._snapshot.table(id) ? [this._diagram(id)] : [];
    }
    const schemas = module.schemas.map(
      ({ variable }) => `dj.Diagram(${this._imports.name(id)}.${variable})`
    );
    return schemas.length
      ? schemas
      : this._snapshot.tablesOf(id).map(table => this._diagram(table.id));
  }

  private _union(ids: ReadonlyArray<string>): string {
    if (ids.length <= TERMS) {
      return ids.map(id => this._diagram(id)).join(' + ');
    }
    const classes = ids.map(id => `    ${this._class(id)},\n`).join('');
    return `dj.Diagram.from_sequence([\n${classes}])`;
  }

  private _diagram(id: string): string {
    return `dj.Diagram(${this._class(id)})`;
  }

  private _class(id: string): string {
    return `${this._imports.name(moduleOf(id))}.${tableName(id)}`;
  }
}

interface IPath {
  readonly from: string;
  readonly to: string;
  /** Whether a chain of foreign keys leads from one to the other. */
  readonly joined: boolean;
}

/** The two ends of the path of a view, upstream first; null without one. */
function pathOf(snapshot: Snapshot, { path }: IDiagramView): IPath | null {
  if (!path?.every(id => snapshot.table(id))) {
    return null;
  }
  const [one, other] = path;
  const graph = graphOf(snapshot);
  const leads = (from: string, to: string): boolean =>
    graph.downstream([from], null).has(to);
  return leads(other, one)
    ? { from: other, to: one, joined: true }
    : { from: one, to: other, joined: leads(one, other) };
}

function holdsTables(snapshot: Snapshot, module: string): boolean {
  return (
    snapshot.tablesOf(module).length > 0 ||
    Boolean(snapshot.module(module)?.schemas.length)
  );
}

function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replace(/'/g, `'\\''`)}'`;
}
