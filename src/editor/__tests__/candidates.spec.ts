import { sampleProject, sampleState } from '../../__tests__/sample';
import { Snapshot, type Project } from '../../model';
import {
  importedNames,
  storeCandidates,
  targetCandidates,
  targetOf,
  typeCandidates
} from '../candidates';

function snapshot(
  identity: Partial<Project['project']> = {},
  stores: string[] = []
): Snapshot {
  const state = sampleState({
    ...sampleProject(),
    stores: stores.map(name => ({
      name,
      protocol: 'file',
      location: 'data',
      endpoint: null,
      bucket: null,
      source: 'datajoint.json',
      effective: true,
      reason: '',
      used_by: [],
      problems: []
    }))
  });
  Object.assign(state.project.project, identity);
  return new Snapshot(state);
}

const texts = (found: { text: string }[]) => found.map(({ text }) => text);

describe('importedNames', () => {
  it('follows every form of import', () => {
    const names = importedNames(
      [
        'import datajoint as dj, os',
        'from . import subject, lab as l  # both',
        'from .session import (Session,',
        '    Note as N)',
        'from workflow.lab import Person'
      ].join('\n'),
      'workflow.analysis'
    );
    expect(Object.fromEntries(names)).toEqual({
      datajoint: 'dj',
      os: 'os',
      'workflow.subject': 'subject',
      'workflow.lab': 'l',
      'workflow.session.Session': 'Session',
      'workflow.session.Note': 'N',
      'workflow.lab.Person': 'Person'
    });
  });
});

describe('targets', () => {
  it('are written as the source imports them, the far ones last', () => {
    const source = 'from . import subject';
    expect(
      texts(targetCandidates(snapshot(), source, 'workflow.session'))
    ).toEqual(['subject.Subject', 'Session', 'Session.Note']);
    expect(
      texts(targetCandidates(snapshot(), '', 'workflow.session')).at(-1)
    ).toBe('subject.Subject');
    const direct = 'from workflow.session import Session as S';
    expect(texts(targetCandidates(snapshot(), direct, null))).toContain(
      'S.Note'
    );
  });

  it('are found again by what is written', () => {
    const source = 'from workflow import subject as s';
    expect(targetOf(snapshot(), source, null, 's.Subject')?.id).toBe(
      'workflow.subject:Subject'
    );
    expect(targetOf(snapshot(), source, null, 's.Subjct')).toBeNull();
  });
});

describe('types', () => {
  it('are those of the line of DataJoint and of the backend', () => {
    const modern = texts(typeCandidates(snapshot({ lines: ['2'] }, ['main'])));
    expect(modern).toContain('int32');
    expect(modern).toContain('<object@main>');
    expect(modern).toContain('<attach>');
    expect(modern).not.toContain('longblob');
    const old = texts(typeCandidates(snapshot({ lines: ['0.14'] }, ['main'])));
    expect(old).toContain('longblob');
    expect(old).toContain('blob@main');
    expect(old).not.toContain('int32');
    const postgres = { lines: ['2'], backend: 'postgresql' };
    expect(texts(typeCandidates(snapshot(postgres)))).not.toContain('<attach>');
  });

  it('end with the stores', () => {
    const found = snapshot({}, ['main', 'raw']);
    expect(texts(storeCandidates(found, true))).toEqual(['main>', 'raw>']);
    expect(texts(storeCandidates(found, false))).toEqual(['main', 'raw']);
  });
});
