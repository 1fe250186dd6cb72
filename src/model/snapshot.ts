import type {
  Finding,
  ForeignKey,
  IProjectState,
  Module,
  Project,
  Table
} from './types';

/** A foreign key seen from the table that it points at. */
export interface IReference {
  readonly table: Table;
  readonly foreignKey: ForeignKey;
}

const NOTHING: ReadonlyArray<never> = [];

/**
 * One state of a project with the look-ups that the surfaces need. It never changes: tables and modules that stayed
 * the same are the same objects in the next snapshot.
 */
export class Snapshot {
  constructor(private readonly _state: IProjectState) {
    const { project } = _state;
    this.modules = [...project.modules].sort((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : 0
    );
    for (const module of project.modules) {
      this._modules.set(module.name, module);
      this._modulesByPath.set(module.path, module);
    }
    for (const table of project.tables) {
      this._tables.set(table.id, table);
    }
    for (const table of project.tables) {
      // A part whose master is not known is shown beside the tables of its module instead of nowhere.
      if (table.master !== null && this._tables.has(table.master)) {
        append(this._parts, table.master, table);
      } else {
        append(this._tablesOf, table.module, table);
      }
      for (const foreignKey of table.foreign_keys) {
        if (foreignKey.target !== null) {
          append(this._references, foreignKey.target, { table, foreignKey });
        }
      }
    }
    for (const finding of project.findings) {
      append(this._findings, finding.path, finding);
    }
  }

  /** All modules, by name. */
  readonly modules: ReadonlyArray<Module>;

  get project(): Project {
    return this._state.project;
  }

  /** The state as the server gave it. */
  get state(): IProjectState {
    return this._state;
  }

  get root(): string {
    return this._state.project.project.root;
  }

  get revision(): number {
    return this._state.revision;
  }

  /** Whether files of the project may be written from the page. */
  get writable(): boolean {
    return this._state.writable;
  }

  /** All modules that belong to the pipeline, by name: a package's empty `__init__.py`, say, is none. */
  get pipelineModules(): ReadonlyArray<Module> {
    this._pipelineModules ??= this.modules.filter(
      ({ name, schemas, error }) =>
        schemas.length > 0 || error !== null || this._tablesOf.has(name)
    );
    return this._pipelineModules;
  }

  /** A module's name without the package, where the project has but one: it would stand before every name. */
  shortName(module: string): string {
    const { packages } = this._state.project.project;
    return packages.length === 1 && module.startsWith(`${packages[0]}.`)
      ? module.slice(packages[0].length + 1)
      : module;
  }

  module(name: string): Module | null {
    return this._modules.get(name) ?? null;
  }

  /** The module that a file holds; `path` is relative to the project's root. */
  moduleAt(path: string): Module | null {
    return this._modulesByPath.get(path) ?? null;
  }

  table(id: string): Table | null {
    return this._tables.get(id) ?? null;
  }

  /** The tables of a module in the order of their lines, without the parts. */
  tablesOf(module: string): ReadonlyArray<Table> {
    return this._tablesOf.get(module) ?? NOTHING;
  }

  /** The part tables of a master. */
  partsOf(id: string): ReadonlyArray<Table> {
    return this._parts.get(id) ?? NOTHING;
  }

  /** The foreign keys that point at a table. */
  referencesTo(id: string): ReadonlyArray<IReference> {
    return this._references.get(id) ?? NOTHING;
  }

  /** What the convention rules say about a file; `path` is relative to the project's root. */
  findingsOf(path: string): ReadonlyArray<Finding> {
    return this._findings.get(path) ?? NOTHING;
  }

  /**
   * Contents path of a file of the project, or null when the file lies outside the server's root: such a file is
   * read through `Api.source`.
   *
   * @param path - relative to the project's root; absolute for a file outside the project
   */
  contentsPath(path: string): string | null {
    const base = this._state.contents_path;
    if (base === null || path.startsWith('/') || /^[A-Za-z]:/.test(path)) {
      return null;
    }
    return base ? `${base}/${path}` : path;
  }

  /** The reverse of `contentsPath`: a path relative to the project's root, or null for a file outside of it. */
  relativePath(contentsPath: string): string | null {
    const base = this._state.contents_path;
    if (base === null) {
      return null;
    }
    if (!base) {
      return contentsPath;
    }
    return contentsPath.startsWith(`${base}/`)
      ? contentsPath.slice(base.length + 1)
      : null;
  }

  private _pipelineModules: ReadonlyArray<Module> | null = null;
  private readonly _modules = new Map<string, Module>();
  private readonly _modulesByPath = new Map<string, Module>();
  private readonly _tables = new Map<string, Table>();
  private readonly _tablesOf = new Map<string, Table[]>();
  private readonly _parts = new Map<string, Table[]>();
  private readonly _references = new Map<string, IReference[]>();
  private readonly _findings = new Map<string, Finding[]>();
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}
