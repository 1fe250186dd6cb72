import type { Project } from '../../model';
import { toView, type IDiagramView } from '../view';

/** The version of the form that is understood here. */
const PROTOCOL = 1;

/** A diagram in the output of a cell. */
export interface IPayload {
  /** Absolute path of the project where the kernel ran. */
  readonly root: string;
  readonly name: string;
  readonly view: IDiagramView;
  /** As much of the project as was stored with the view. */
  readonly project: Project;
}

/**
 * What a stored output says, or null when it is not of a form known here.
 *
 * A notebook may come from anybody, so nothing of it is taken for granted.
 */
export function readPayload(data: unknown): IPayload | null {
  if (
    !isObject(data) ||
    data.protocol !== PROTOCOL ||
    !isObject(data.project)
  ) {
    return null;
  }
  const root = text(data.project.root);
  const name = text(data.project.name);
  return {
    root,
    name,
    view: toView(data.view),
    project: {
      format: 1,
      project: {
        root,
        name,
        packages: [],
        datajoint: null,
        lines: [],
        backend: null,
        problems: []
      },
      modules: objects(data.modules).map(module => ({
        name: text(module.name),
        path: text(module.path),
        schemas: objects(module.schemas).map(schema => ({
          variable: text(schema.variable),
          name: textOrNull(schema.name),
          expression: text(schema.expression),
          kind: oneOf(schema.kind, SCHEMA_KINDS),
          line: 0
        })),
        imports: [],
        error: null,
        docstring: '',
        writable: false
      })),
      tables: objects(data.tables).map(readTable),
      module_edges: objects(data.module_edges).map(edge => ({
        from: text(edge.from),
        to: text(edge.to),
        imports: edge.imports === true,
        foreign_keys: number(edge.foreign_keys)
      })),
      cycles: objects(data.cycles).map(cycle => ({
        kind: oneOf(cycle.kind, CYCLE_KINDS),
        steps: objects(cycle.steps).map(step => ({
          from: text(step.from),
          to: text(step.to),
          path: text(step.path),
          line: number(step.line)
        }))
      })),
      stores: [],
      notebooks: [],
      structure: [],
      findings: []
    }
  };
}

const SCHEMA_KINDS = ['constant', 'expression', 'deferred', 'virtual'] as const;
const CYCLE_KINDS = ['imports', 'lazy imports', 'foreign keys'] as const;
const TIERS = ['Manual', 'Lookup', 'Imported', 'Computed', 'Part'] as const;
const RESOLUTIONS = ['exact', 'linked', 'external', 'unresolved'] as const;

function readTable(table: Record<string, unknown>): Project['tables'][number] {
  return {
    id: text(table.id),
    module: text(table.module),
    class: text(table.class),
    tier: oneOf(table.tier, TIERS),
    master: textOrNull(table.master),
    schema: textOrNull(table.schema),
    table: text(table.table),
    comment: text(table.comment),
    new_dimension: table.new_dimension === true,
    attributes: objects(table.attributes).map(attribute => ({
      name: text(attribute.name),
      type: text(attribute.type),
      key: attribute.key === true,
      nullable: attribute.nullable === true,
      from: textOrNull(attribute.from),
      default: null,
      comment: '',
      store: null,
      line: 0
    })),
    foreign_keys: objects(table.foreign_keys).map(key => ({
      expression: text(key.expression),
      target: textOrNull(key.target),
      resolution: oneOf(key.resolution, RESOLUTIONS),
      key: key.key === true,
      nullable: key.nullable === true,
      unique: key.unique === true,
      one_to_one: key.one_to_one === true,
      doubtful: false,
      renames: isObject(key.renames)
        ? Object.fromEntries(
            Object.entries(key.renames).map(([here, there]) => [
              here,
              text(there)
            ])
          )
        : {},
      line: 0,
      attributes: [],
      reason: ''
    })),
    line: 0,
    definition: '',
    primary_key: [],
    indexes: [],
    methods: [],
    warnings: [],
    docstring: '',
    definition_line: 0
  };
}

/** An output that claims more is cut: it is no diagram any more. */
const MOST = 5000;

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.slice(0, MOST).filter(isObject) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 1000) : '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? text(value) : null;
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  return allowed.includes(value as T) ? (value as T) : allowed[0];
}
