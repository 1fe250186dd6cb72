import { Snapshot } from '../model';
import type {
  Attribute,
  ForeignKey,
  IProjectState,
  Module,
  Project,
  Table
} from '../model';

/** A module without anything but what is given. */
export function sampleModule(
  name: string,
  given: Partial<Module> = {}
): Module {
  return {
    name,
    path: `src/${name.replace(/\./g, '/')}.py`,
    schemas: [
      {
        variable: 'schema',
        name: name.slice(name.lastIndexOf('.') + 1),
        expression: '',
        kind: 'constant',
        line: 3
      }
    ],
    imports: [],
    error: null,
    docstring: '',
    writable: true,
    ...given
  };
}

export function sampleAttribute(
  name: string,
  given: Partial<Attribute> = {}
): Attribute {
  return {
    name,
    type: 'int32',
    key: false,
    nullable: false,
    default: null,
    comment: '',
    store: null,
    from: null,
    line: 9,
    ...given
  };
}

export function sampleForeignKey(
  target: string,
  given: Partial<ForeignKey> = {}
): ForeignKey {
  return {
    expression: target.split(':')[1],
    target,
    resolution: 'exact',
    key: true,
    nullable: false,
    unique: false,
    renames: {},
    line: 10,
    attributes: [],
    one_to_one: false,
    doubtful: false,
    reason: '',
    ...given
  };
}

/** A table with an id such as `workflow.subject:Subject`. */
export function sampleTable(id: string, given: Partial<Table> = {}): Table {
  const [module, name] = id.split(':');
  const dot = name.lastIndexOf('.');
  return {
    id,
    module,
    class: name,
    tier: dot === -1 ? 'Manual' : 'Part',
    master: dot === -1 ? null : `${module}:${name.slice(0, dot)}`,
    schema: module.slice(module.lastIndexOf('.') + 1),
    table: name.toLowerCase(),
    line: 7,
    comment: '',
    definition: '',
    primary_key: [],
    attributes: [],
    foreign_keys: [],
    indexes: [],
    methods: [],
    warnings: [],
    docstring: '',
    definition_line: 8,
    new_dimension: false,
    ...given
  };
}

export function sampleState(
  project: Partial<Project> = {},
  state: Partial<IProjectState> = {}
): IProjectState {
  return {
    revision: 1,
    writable: true,
    contents_path: 'demo',
    watching: 'events',
    ...state,
    project: {
      format: 1,
      project: {
        root: '/home/lab/demo',
        name: 'demo',
        packages: ['workflow'],
        datajoint: '>=2.3',
        lines: ['2'],
        backend: null,
        problems: []
      },
      modules: [],
      tables: [],
      module_edges: [],
      cycles: [],
      stores: [],
      notebooks: [],
      structure: [],
      findings: [],
      ...project
    }
  };
}

/** Two modules, three tables, one of them a part. */
export function sampleProject(): Partial<Project> {
  return {
    modules: [
      sampleModule('workflow.subject'),
      sampleModule('workflow.session')
    ],
    tables: [
      sampleTable('workflow.subject:Subject', {
        comment: 'an animal',
        attributes: [
          sampleAttribute('subject_id', { key: true }),
          sampleAttribute('sex', { comment: 'as seen at weaning' })
        ]
      }),
      sampleTable('workflow.session:Session', {
        tier: 'Imported',
        foreign_keys: [sampleForeignKey('workflow.subject:Subject')],
        attributes: [
          sampleAttribute('subject_id', {
            key: true,
            from: 'workflow.subject:Subject'
          })
        ]
      }),
      sampleTable('workflow.session:Session.Note', { line: 20 })
    ]
  };
}

export function sampleSnapshot(project = sampleProject()): Snapshot {
  return new Snapshot(sampleState(project));
}
