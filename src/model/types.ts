import type {
  Cycle,
  Finding,
  Module,
  ModuleEdge,
  Notebook,
  Project,
  Store,
  StructureItem,
  Table
} from './generated';

export type {
  Attribute,
  Cycle,
  CycleStep,
  Finding,
  ForeignKey,
  Identity,
  Import,
  Index,
  Module,
  ModuleEdge,
  Notebook,
  Project,
  Schema,
  SourceError,
  Store,
  StoreUse,
  StructureItem,
  Table
} from './generated';

/** One answer of `GET djlab/projects`. */
export interface IProjectEntry {
  /** Contents path of the project's root, or null for a project above the server's root. */
  path: string | null;
  /** What identifies the project to the server: its absolute path. */
  root: string;
  name: string;
  packages: string[];
  writable: boolean;
  /** The shell command that starts JupyterLab at the project's root. */
  start_command: string;
}

export interface IProjectList {
  projects: IProjectEntry[];
  truncated: boolean;
}

/** What changed between two revisions of a project. */
export interface IProjectDelta {
  modules: Module[];
  /** All tables of the changed modules, and every other table whose content changed. */
  tables: Table[];
  removed_modules: string[];
  removed_tables: string[];
  module_edges: ModuleEdge[];
  cycles: Cycle[];
  stores: Store[];
  notebooks: Notebook[];
  structure: StructureItem[];
  findings: Finding[];
  project?: Project['project'];
}

/** Facts about a project that hold beside its content. */
export interface IProjectState {
  revision: number;
  writable: boolean;
  /** Contents path of the project's root, or null where it is not below the server's root. */
  contents_path: string | null;
  watching: 'events' | 'polling';
  project: Project;
}

/** The answer of `GET djlab/project`: the whole state, or only what changed. */
export type ProjectAnswer = Partial<IProjectState> & {
  revision: number;
  delta?: IProjectDelta;
};

/** The payload of the event `project-changed`. */
export interface IProjectChanged {
  root: string;
  revision: number;
  modules: string[];
}

export interface IPlannedFile {
  /** Relative to the project's root, with `/`. */
  path: string;
  action: 'create' | 'update' | 'skip';
  content: string;
  diff: string;
}

export interface IPlan {
  id: string;
  kind: 'module' | 'notebook' | 'project' | 'table';
  files: IPlannedFile[];
  problems: { field: string; message: string }[];
  /** The command line that does the same. */
  command: string;
  open: string | null;
}

export interface IApplied {
  written: string[];
  open: string | null;
  undo: string;
}

export interface IUndone {
  removed: string[];
  kept: { path: string; reason: string }[];
}
