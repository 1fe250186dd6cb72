import {
  sampleModule,
  sampleProject,
  sampleSnapshot
} from '../../__tests__/sample';
import type { Finding } from '../../model';
import { Filter } from '../modules/filter';
import { ancestors, countTables, rows, severityOf } from '../modules/rows';

const ALL = new Filter('');
const keys = (open: string[], filter = ALL, snapshot = sampleSnapshot()) =>
  rows(snapshot, new Set(open), filter).map(row => row.key);

describe('rows', () => {
  it('shows closed modules only, at first', () => {
    expect(keys([])).toEqual(['m:workflow.session', 'm:workflow.subject']);
  });

  it('shows parts before attributes', () => {
    expect(keys(['m:workflow.session', 't:workflow.session:Session'])).toEqual([
      'm:workflow.session',
      't:workflow.session:Session',
      't:workflow.session:Session.Note',
      'a:workflow.session:Session:subject_id',
      'm:workflow.subject'
    ]);
  });

  it('counts levels, positions and siblings', () => {
    const list = rows(
      sampleSnapshot(),
      new Set(['m:workflow.session', 't:workflow.session:Session']),
      ALL
    );
    expect(
      list.map(({ level, position, size, expanded }) => [
        level,
        position,
        size,
        expanded
      ])
    ).toEqual([
      [1, 1, 2, true],
      [2, 1, 1, true],
      [3, 1, 2, null],
      [3, 2, 2, null],
      [1, 2, 2, false]
    ]);
  });

  it('opens down to what matches in names, comments and attributes', () => {
    expect(keys([], new Filter('weaning'))).toEqual([
      'm:workflow.subject',
      't:workflow.subject:Subject',
      'a:workflow.subject:Subject:sex'
    ]);
    expect(keys([], new Filter('ANIMAL'))).toEqual([
      'm:workflow.subject',
      't:workflow.subject:Subject'
    ]);
    expect(keys([], new Filter('nothing of that name'))).toEqual([]);
  });

  it('can close what the filter opened', () => {
    expect(keys(['t:workflow.subject:Subject'], new Filter('weaning'))).toEqual(
      ['m:workflow.subject', 't:workflow.subject:Subject']
    );
  });

  it('shows the message of a broken module above its last good tables', () => {
    const project = sampleProject();
    project.modules![0] = sampleModule('workflow.subject', {
      error: { line: 3, message: 'invalid syntax' }
    });
    const list = rows(
      sampleSnapshot(project),
      new Set(['m:workflow.subject']),
      ALL
    );
    expect(list.slice(-2).map(({ label }) => label)).toEqual([
      'invalid syntax',
      'Subject'
    ]);
  });
});

test('countTables counts tables that match, by themselves or by an attribute', () => {
  expect(countTables(sampleSnapshot(), new Filter('subject_id'))).toBe(2);
  expect(countTables(sampleSnapshot(), new Filter('note'))).toBe(1);
});

test('ancestors of a part are its module and its master', () => {
  const snapshot = sampleSnapshot();
  expect(ancestors(snapshot, 'workflow.session:Session.Note')).toEqual([
    'm:workflow.session',
    't:workflow.session:Session'
  ]);
  expect(ancestors(snapshot, 'gone:Table')).toEqual([]);
});

describe('Filter', () => {
  it('marks every word, without overlaps', () => {
    expect(new Filter('an ani').ranges('an animal')).toEqual([
      [0, 2],
      [3, 6]
    ]);
    expect(new Filter('x').ranges('an animal')).toEqual([]);
  });
});

describe('severityOf', () => {
  it('is what the checks make of the line', () => {
    const project = sampleProject();
    const subject = project.tables!.find(
      ({ id }) => id === 'workflow.subject:Subject'
    )!;
    const rate = (severity: 'error' | 'warning' | null, line = 12) => {
      const findings = severity
        ? [{ severity, path: 'src/workflow/subject.py', line } as Finding]
        : [];
      const table = { ...subject, warnings: [{ line: 12, message: 'What?' }] };
      return severityOf(sampleSnapshot({ ...project, findings }), table);
    };
    expect(rate('error')).toBe('error');
    expect(rate('warning')).toBe('warning');
    expect(rate('error', 13)).toBe('warning');
    expect(rate(null)).toBe('warning');
  });
});
