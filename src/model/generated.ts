// Written by scripts/generate_types.py from the Python dataclasses: change those and run it again.

/**
 * The object of `djlab inspect --json`, format 1.
 */
export interface Project {
  format: number;
  project: Identity;
  modules: Module[];
  tables: Table[];
  module_edges: ModuleEdge[];
  cycles: Cycle[];
  stores: Store[];
  notebooks: Notebook[];
  structure: StructureItem[];
  findings: Finding[];
}
/**
 * `root` is absolute; `datajoint` is the requirement as the project states it (`>=2.3`), or `null`.
 *
 * `lines` are those of DataJoint (`0.14`, `2`) that the project may run on, `backend` is `mysql` or
 * `postgresql`, `null` where nothing says so.
 * `problems` are what keeps the configuration from being read as it was meant.
 */
export interface Identity {
  root: string;
  name: string;
  packages: string[];
  datajoint: string | null;
  lines: string[];
  backend: string | null;
  problems: ConfigurationProblem[];
}
/**
 * What is wrong with a configuration file or variable.
 *
 * `path` is the file as the project names it; `line` counts from 1 and is 0 where no line is meant.
 */
export interface ConfigurationProblem {
  path: string;
  line: number;
  message: string;
}
/**
 * A Python module of the pipeline.
 *
 * `writable` is false for a module that lies outside the project (an installed element that a workflow activates);
 * its `path` is then absolute.
 */
export interface Module {
  name: string;
  path: string;
  schemas: Schema[];
  imports: Import[];
  error: SourceError | null;
  docstring: string;
  writable: boolean;
}
/**
 * A `dj.Schema` (or a virtual module) that a module holds.
 *
 * `name` is the database's name of the schema, or the readable form of an expression that is only known at run time
 * (`{prefix}ephys`); `null` for a deferred schema that nothing in reach activates.
 */
export interface Schema {
  variable: string;
  name: string | null;
  expression: string;
  kind: 'constant' | 'expression' | 'deferred' | 'virtual';
  line: number;
}
/**
 * An import of another module of the pipeline; `module` is its dotted name.
 */
export interface Import {
  module: string;
  line: number;
  scope: 'module' | 'function' | 'type-checking';
}
/**
 * Why a file could not be read; its tables are those of the last state that could.
 */
export interface SourceError {
  line: number;
  message: string;
}
/**
 * A table class. `id` is `package.module:Class` or `package.module:Master.Part`.
 *
 * `table` is the database's table name with its tier prefix; `schema` the readable schema name; `line` the line
 * of the class statement; `definition_line` the line of the file on which the definition text begins (0 where the
 * definition is made at run time). `methods` are the names of the class's own methods that matter to DataJoint
 * (`make`, `make_fetch`, `make_compute`, `make_insert`, `key_source`, `contents`, ...).
 * `new_dimension` says that the table adds primary-key attributes of its own (DataJoint underlines it).
 */
export interface Table {
  id: string;
  module: string;
  class: string;
  tier: 'Manual' | 'Lookup' | 'Imported' | 'Computed' | 'Part';
  master: string | null;
  schema: string | null;
  table: string;
  line: number;
  comment: string;
  definition: string;
  primary_key: string[];
  attributes: Attribute[];
  foreign_keys: ForeignKey[];
  indexes: Index[];
  methods: string[];
  warnings: Warning[];
  docstring: string;
  definition_line: number;
  new_dimension: boolean;
}
/**
 * An attribute of a table's heading, as DataJoint would declare it.
 *
 * `type` is the type as written, with the codec (`<blob@main>`); `default` is the source text of the default
 * without its quotes, `null` where there is none; `from_` is the table id that the attribute arrives from through
 * a foreign key, `null` for an attribute of the table itself; `line` is the line of the attribute or of the
 * foreign key that brings it.
 */
export interface Attribute {
  name: string;
  type: string;
  key: boolean;
  nullable: boolean;
  default: string | null;
  comment: string;
  store: string | null;
  from: string | null;
  line: number;
}
/**
 * A `-> X` line.
 *
 * `key` and `nullable` are as the database has them: a line below `---` whose attributes are all in the primary
 * key already is part of it, as in `dj.Diagram`. `renames` maps the attribute's name here to its name in the
 * target. `attributes` are the attributes of this table that make the key, in the target's key order; empty while
 * the target is not known. `one_to_one` says that the key is this table's whole primary key. `reason` is empty, or
 * tells a person why the reference could not be resolved; `doubtful` says that running the code may well find it.
 */
export interface ForeignKey {
  expression: string;
  target: string | null;
  resolution: 'exact' | 'linked' | 'external' | 'unresolved';
  key: boolean;
  nullable: boolean;
  unique: boolean;
  renames: {
    [k: string]: string;
  };
  line: number;
  attributes: string[];
  one_to_one: boolean;
  reason: string;
  doubtful: boolean;
}
/**
 * An `index (a, b)` or `unique index (a, b)` line.
 */
export interface Index {
  attributes: string[];
  unique: boolean;
  line: number;
}
/**
 * What DataJoint would refuse, or what the source does not tell.
 */
export interface Warning {
  line: number;
  message: string;
}
/**
 * `from_` depends on `to`: it imports it, has `foreign_keys` foreign keys into it, or both.
 */
export interface ModuleEdge {
  from: string;
  to: string;
  imports: boolean;
  foreign_keys: number;
}
/**
 * A cycle of imports, of imports of which some run only inside functions, or of foreign keys.
 */
export interface Cycle {
  kind: 'imports' | 'lazy imports' | 'foreign keys';
  steps: CycleStep[];
}
/**
 * One edge of a cycle, with the line that makes it: a module name or a table id at either end.
 */
export interface CycleStep {
  from: string;
  to: string;
  path: string;
  line: number;
}
/**
 * A store that is configured, used, or both.
 *
 * `source` names the file or variable that the store comes from (a file of source where the project's code sets it),
 * `null` for one that is used but not configured. `effective` says whether DataJoint will have it when the
 * project's package is imported, `null` where files do not tell, and `reason` why.
 * Secrets are never part of it.
 */
export interface Store {
  name: string;
  protocol: string | null;
  location: string | null;
  endpoint: string | null;
  bucket: string | null;
  source: string | null;
  effective: boolean | null;
  reason: string;
  used_by: StoreUse[];
  problems: string[];
}
/**
 * The attribute (of a table, by its id) whose values lie in a store.
 */
export interface StoreUse {
  table: string;
  attribute: string;
}
/**
 * A notebook of the project and the names of the pipeline's modules that its cells import.
 */
export interface Notebook {
  path: string;
  modules: string[];
  error: string | null;
}
/**
 * A file or folder of the standard structure; `expected_by` names the convention (`book`, `datajoint-2`).
 */
export interface StructureItem {
  path: string;
  expected_by: string;
  present: boolean;
  purpose: string;
}
/**
 * One thing that a convention rule reports; `fix` is a sentence that tells how to mend it, or `null`.
 *
 * Lines and columns count from 1, columns in Unicode code points; the end is exclusive. `fixable` says that djlab
 * can mend it; `module` is the dotted name and `table` the id of what it is about, `null` for the project.
 */
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  path: string;
  line: number;
  column: number;
  message: string;
  fix: string | null;
  slug: string;
  end_line: number;
  end_column: number;
  certainty: 'certain' | 'likely' | 'possible';
  fixable: boolean;
  module: string | null;
  table: string | null;
}
