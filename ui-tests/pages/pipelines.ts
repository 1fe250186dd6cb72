import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

import { PYTHON } from '../environment';

const REPOSITORY = resolve(__dirname, '../..');

/** The folder of a public pipeline, as `tests/corpus/wheels.py` downloads and keeps it. */
export function publicPipeline(name: string): string {
  const script = `import wheels; print(wheels.unzipped(${JSON.stringify(name)}))`;
  return execFileSync(PYTHON, ['-c', script], {
    cwd: resolve(REPOSITORY, 'tests/corpus'),
    encoding: 'utf8'
  }).trim();
}

/** Ids of the tables that `djlab inspect --json` lists. */
export function inspectedTables(folder: string): string[] {
  const output = execFileSync(
    PYTHON,
    ['-m', 'djlab', 'inspect', folder, '--json'],
    { encoding: 'utf8', maxBuffer: 100_000_000 }
  );
  return (JSON.parse(output) as { tables: { id: string }[] }).tables
    .map(({ id }) => id)
    .sort();
}
