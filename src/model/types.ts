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
  ConfigurationProblem,
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

/** A stretch of a text is replaced. Lines and columns count from 1, columns in code points; the end is exclusive. */
export interface ITextEdit {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  text: string;
}

/** A finding about a text that is open in an editor. */
export interface ITextFinding {
  code: string;
  slug: string;
  severity: Finding['severity'];
  certainty: Finding['certainty'];
  message: string;
  help: string | null;
  /** Number of the code cell, from 0; of a notebook only. */
  cell?: number;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  fix: { title: string; edits: ITextEdit[] } | null;
}

/** A convention rule with its page. */
export interface IRule {
  code: string;
  slug: string;
  severity: Finding['severity'];
  certainty: Finding['certainty'];
  fixable: boolean;
  summary: string;
  markdown: string;
}

/** What changed between two revisions of a project. */
export interface IProjectDelta {
  modules: Module[];
  /** All tables of the changed modules, and every other table whose content changed. */
  tables: Table[];
  removed_modules: string[];
  removed_tables: string[];
  // What follows is complete, or absent where nothing of it changed.
  module_edges?: ModuleEdge[];
  cycles?: Cycle[];
  stores?: Store[];
  notebooks?: Notebook[];
  structure?: StructureItem[];
  findings?: Finding[];
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
  kind: 'module' | 'notebook' | 'project' | 'structure' | 'table' | 'fix';
  /** What is left to do by hand. */
  notes: string[];
  files: IPlannedFile[];
  problems: { field: string; message: string }[];
  /** The command line that does the same. */
  command: string;
  open: string | null;
  /** Line of the opened file to show, from 1. */
  line?: number | null;
}

export interface IApplied {
  written: string[];
  open: string | null;
  line: number | null;
  /** Absolute path of the project that was written in. */
  root: string;
  notes: string[];
  undo: string;
}

export interface IUndone {
  removed: string[];
  restored: string[];
  kept: { path: string; reason: string }[];
}
