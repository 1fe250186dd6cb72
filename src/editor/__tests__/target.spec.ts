import { sampleSnapshot } from '../../__tests__/sample';
import { classLine, sourceTarget } from '../target';

describe('sourceTarget', () => {
  const snapshot = sampleSnapshot();

  it('is the class of a table', () => {
    expect(
      sourceTarget({ id: 'workflow.session:Session.Note' }, snapshot, null)
    ).toEqual({
      path: 'src/workflow/session.py',
      line: 20,
      column: 1,
      className: 'Note'
    });
  });

  it('is the schema of a module', () => {
    expect(
      sourceTarget({ module: 'workflow.session' }, snapshot, null)?.line
    ).toBe(3);
  });

  it('is the selection without arguments', () => {
    const selection = {
      module: 'workflow.subject',
      table: 'workflow.subject:Subject',
      attribute: null
    };
    expect(sourceTarget({}, snapshot, selection)?.className).toBe('Subject');
    expect(
      sourceTarget({ module: 'workflow.session' }, snapshot, selection)?.path
    ).toBe('src/workflow/session.py');
  });

  it('is nothing for a table that is gone', () => {
    const selection = {
      module: 'workflow.subject',
      table: 'workflow.subject:Subject',
      attribute: null
    };
    expect(sourceTarget({ id: 'gone:Table' }, snapshot, selection)).toBeNull();
  });
});

describe('classLine', () => {
  const text = 'import x\n\nclass A:\n  class B(x):\n\nclass B:\n';

  it('finds the statement nearest to where it stood', () => {
    expect(classLine(text, 7, 'B')).toBe(6);
    expect(classLine(text, 3, 'B')).toBe(4);
  });

  it('stays where it was told when the class is gone', () => {
    expect(classLine(text, 5, 'C')).toBe(5);
  });
});
