import { Snapshot, type Project } from '../../model';
import type { Source } from '../drawing';

// Node's own types are left out on purpose: they would hide what a page does not have.
declare const __dirname: string;
const { readFileSync } = jest.requireActual<{
  readFileSync(path: string, encoding: string): string;
}>('fs');

/** A file that Python's tests wrote. */
export function golden(name: string): string {
  return readFileSync(
    `${__dirname}/../../../tests/diagram/golden/${name}`,
    'utf-8'
  );
}

export const source: Source = JSON.parse(golden('pipeline.json'));

export function snapshot(content: Source = source): Snapshot {
  const project = {
    format: 1,
    project: {
      root: '/p',
      name: 'lab',
      packages: ['lab'],
      datajoint: null,
      problems: []
    },
    stores: [],
    notebooks: [],
    structure: [],
    findings: [],
    ...content
  } as unknown as Project;
  return new Snapshot({
    revision: 1,
    writable: true,
    contents_path: '',
    watching: 'events',
    project
  });
}
