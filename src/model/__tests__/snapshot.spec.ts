import {
  sampleProject,
  sampleSnapshot,
  sampleState,
  sampleTable
} from '../../__tests__/sample';
import { Snapshot } from '../snapshot';

describe('Snapshot', () => {
  const snapshot = sampleSnapshot();

  it('lists modules by name', () => {
    expect(snapshot.modules.map(({ name }) => name)).toEqual([
      'workflow.session',
      'workflow.subject'
    ]);
  });

  it('keeps parts below their masters', () => {
    const ids = (tables: ReadonlyArray<{ id: string }>) =>
      tables.map(({ id }) => id);
    expect(ids(snapshot.tablesOf('workflow.session'))).toEqual([
      'workflow.session:Session'
    ]);
    expect(ids(snapshot.partsOf('workflow.session:Session'))).toEqual([
      'workflow.session:Session.Note'
    ]);
  });

  it('shows a part whose master is unknown beside the tables of its module', () => {
    const orphan = sampleTable('a:Gone.Part');
    const found = sampleSnapshot({ tables: [orphan] }).tablesOf('a');
    expect(found).toEqual([orphan]);
  });

  it('knows the foreign keys that point at a table', () => {
    expect(
      snapshot
        .referencesTo('workflow.subject:Subject')
        .map(({ table }) => table.id)
    ).toEqual(['workflow.session:Session']);
    expect(snapshot.referencesTo('workflow.session:Session')).toEqual([]);
  });

  it.each([
    ['demo', 'src/a.py', 'demo/src/a.py'],
    ['', 'src/a.py', 'src/a.py'],
    [null, 'src/a.py', null],
    ['demo', '/site-packages/element/a.py', null],
    ['demo', 'C:/site-packages/a.py', null]
  ])('joins %p and %p to %p', (contents_path, path, expected) => {
    const state = sampleState(sampleProject(), { contents_path });
    expect(new Snapshot(state).contentsPath(path)).toBe(expected);
  });

  it('takes the contents path apart again', () => {
    expect(snapshot.relativePath('demo/src/a.py')).toBe('src/a.py');
    expect(snapshot.relativePath('demo2/src/a.py')).toBeNull();
  });
});
