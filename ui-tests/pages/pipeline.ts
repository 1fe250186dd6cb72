import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { DATA, LAB, PYTHON, ROOT, STATE } from '../environment';
import { test as base } from './test';

const STARTUP = join(
  STATE,
  LAB.name,
  'ipython/profile_default/startup/10-pipeline.py'
);

/** A pipeline with rows in a PostgreSQL of its own, which kernels can import. */
export interface IPipeline {
  /** Contents path. */
  readonly path: string;
  /** Absolute path. */
  readonly folder: string;
}

function run(action: 'start' | 'stop', folder: string): void {
  const script = resolve(__dirname, '../pipeline.py');
  execFileSync(PYTHON, [script, action, folder], {
    stdio: 'inherit',
    // Where the server of the tests looks for it: so it is the project's own and needs no consent.
    env: { ...process.env, DJLAB_DATA_DIR: DATA }
  });
}

/** Tests that share one such pipeline; it takes longer to start than most of them run. */
export const test = base.extend<object, { pipeline: IPipeline }>({
  pipeline: [
    // Playwright reads from the pattern what a fixture needs.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const path = 'rows';
      const folder = join(ROOT, path);
      run('start', folder);
      // What `pip install -e` would do, without changing the environment of the tests.
      mkdirSync(resolve(STARTUP, '..'), { recursive: true });
      writeFileSync(
        STARTUP,
        `import sys\nsys.path.insert(0, ${JSON.stringify(join(folder, 'src'))})\n`
      );
      await use({ path, folder });
      rmSync(STARTUP, { force: true });
      run('stop', folder);
    },
    { scope: 'worker', timeout: 180_000 }
  ]
});

export { expect } from './test';
