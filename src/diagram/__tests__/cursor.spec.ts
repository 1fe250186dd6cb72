import { tableAt, tableNamed, wordsAt } from '../../model/underCursor';
import { snapshot, source } from './example';

const project = snapshot();

describe('the table under the cursor', () => {
  it('is the class that a line of a file stands in', () => {
    const [table] = source.tables;
    const path = project.module(table.module)!.path;
    expect(tableAt(project, path, table.line)).toBe(table.id);
    expect(tableAt(project, path, 1)).toBeNull();
    expect(tableAt(project, 'elsewhere.py', table.line)).toBeNull();
  });

  it('is what a dotted name means', () => {
    expect(wordsAt('x = session.Session.Note()', 16)).toEqual([
      'session',
      'Session'
    ]);
    expect(wordsAt('x = 1', 2)).toEqual([]);
    expect(tableNamed(project, ['subject', 'Subject'])).toBe(
      'lab.subject:Subject'
    );
    expect(tableNamed(project, ['Subject'])).toBe('lab.subject:Subject');
    expect(tableNamed(project, ['Nobody'])).toBeNull();
    expect(tableNamed(project, [])).toBeNull();
  });
});
