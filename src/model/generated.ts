// Provisional until scripts/generate_types.py exists.
export interface Schema {
  variable: string;
  name: string | null;
  expression: string;
  kind: 'constant' | 'expression' | 'deferred' | 'virtual';
  line: number;
}
export interface Import {
  module: string;
  line: number;
  scope: 'module' | 'function' | 'type-checking';
}
export interface SourceError {
  line: number;
  message: string;
}
export interface Module {
  name: string;
  path: string;
  schemas: Schema[];
  imports: Import[];
  error: SourceError | null;
  docstring: string;
  writable: boolean;
}
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
export interface ForeignKey {
  expression: string;
  target: string | null;
  resolution: 'exact' | 'linked' | 'external' | 'unresolved';
  key: boolean;
  nullable: boolean;
  unique: boolean;
  renames: Record<string, string>;
  line: number;
  attributes: string[];
  one_to_one: boolean;
  reason: string;
}
export interface Index {
  attributes: string[];
  unique: boolean;
  line: number;
}
export interface Warning {
  line: number;
  message: string;
}
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
export interface ModuleEdge {
  from: string;
  to: string;
  imports: boolean;
  foreign_keys: number;
}
export interface CycleStep {
  from: string;
  to: string;
  path: string;
  line: number;
}
export interface Cycle {
  kind: 'imports' | 'lazy imports' | 'foreign keys';
  steps: CycleStep[];
}
export interface Pipeline {
  root: string;
  packages: string[];
  modules: Module[];
  tables: Table[];
  module_edges: ModuleEdge[];
  cycles: Cycle[];
}
export interface Identity {
  root: string;
  name: string;
  packages: string[];
  datajoint: string | null;
}
export interface StoreUse {
  table: string;
  attribute: string;
}
export interface Store {
  name: string;
  protocol: string | null;
  location: string | null;
  endpoint: string | null;
  bucket: string | null;
  source: string | null;
  effective: boolean;
  reason: string;
  used_by: StoreUse[];
  problems: string[];
}
export interface Notebook {
  path: string;
  modules: string[];
  error: string | null;
}
export interface StructureItem {
  path: string;
  expected_by: string;
  present: boolean;
  purpose: string;
}
export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  path: string;
  line: number;
  column: number;
  message: string;
  fix: string | null;
  slug: string;
}
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
