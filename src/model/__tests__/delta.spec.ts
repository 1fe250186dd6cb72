import {
  sampleModule,
  sampleProject,
  sampleState,
  sampleTable
} from '../../__tests__/sample';
import { nextState } from '../delta';
import type { IProjectDelta } from '../types';

const NOTHING: IProjectDelta = {
  modules: [],
  tables: [],
  removed_modules: [],
  removed_tables: [],
  module_edges: [],
  cycles: [],
  stores: [],
  notebooks: [],
  structure: [],
  findings: []
};

const ids = (tables: { id: string }[] = []) => tables.map(({ id }) => id);

describe('nextState', () => {
  const state = sampleState(sampleProject());

  it('takes a whole state as it is', () => {
    const whole = sampleState({}, { revision: 9 });
    expect(nextState(state, whole)).toBe(whole);
  });

  it('cannot apply a change to nothing', () => {
    expect(nextState(null, { revision: 2, delta: NOTHING })).toBeNull();
  });

  it('replaces all tables of a changed module and keeps the others as they are', () => {
    const next = nextState(state, {
      revision: 2,
      delta: {
        ...NOTHING,
        modules: [sampleModule('workflow.session', { docstring: 'new' })],
        tables: [sampleTable('workflow.session:Block')]
      }
    })!;
    expect(next.revision).toBe(2);
    expect(ids(next.project.tables)).toEqual([
      'workflow.subject:Subject',
      'workflow.session:Block'
    ]);
    expect(next.project.tables[0]).toBe(state.project.tables[0]);
    expect(next.project.modules[0]).toBe(state.project.modules[0]);
    expect(next.project.modules[1].docstring).toBe('new');
  });

  it('replaces single tables of modules that did not change', () => {
    const table = sampleTable('workflow.session:Session', { comment: 'new' });
    const next = nextState(state, {
      revision: 2,
      delta: { ...NOTHING, tables: [table] }
    })!;
    expect(next.project.tables).toContain(table);
    expect(next.project.tables).toHaveLength(3);
  });

  it('drops removed modules with their tables, and removed tables', () => {
    const next = nextState(state, {
      revision: 2,
      delta: {
        ...NOTHING,
        removed_modules: ['workflow.subject'],
        removed_tables: ['workflow.session:Session.Note']
      }
    })!;
    expect(next.project.modules.map(({ name }) => name)).toEqual([
      'workflow.session'
    ]);
    expect(ids(next.project.tables)).toEqual(['workflow.session:Session']);
  });

  it('orders the tables of a module by line', () => {
    const next = nextState(state, {
      revision: 2,
      delta: {
        ...NOTHING,
        modules: [sampleModule('workflow.new')],
        tables: [
          sampleTable('workflow.new:B', { line: 30 }),
          sampleTable('workflow.new:A', { line: 5 })
        ]
      }
    })!;
    expect(ids(next.project.tables).slice(-2)).toEqual([
      'workflow.new:A',
      'workflow.new:B'
    ]);
  });
});
