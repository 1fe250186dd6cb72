import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { expect, test as galata } from '@jupyterlab/galata';

import { ROOT } from '../environment';

/** A pipeline project that a test has for itself, below the server's root. */
export interface IProjectFolder {
  /** Contents path, relative to the server's root. */
  readonly path: string;
  /** Absolute path on the disk. */
  readonly absolute: string;
}

interface IOptions {
  /** Folder below `ui-tests/fixtures/`, or an absolute path, that is copied for each test. */
  projectFixture: string;
}

interface IFixtures {
  projectFolder: IProjectFolder;
}

/**
 * Galata's test with a fresh copy of a fixture project.
 *
 * The page opens with JupyterLab's file browser in the server's root. `projectFolder` is there before the page loads.
 */
export const test = galata.extend<IOptions & IFixtures>({
  projectFixture: ['small', { option: true }],
  projectFolder: async ({ projectFixture }, use, testInfo) => {
    const source = resolve(__dirname, '../fixtures', projectFixture);
    const path = `${basename(source)}-${testInfo.testId.slice(-8)}`;
    const absolute = join(ROOT, path);
    rmSync(absolute, { recursive: true, force: true });
    mkdirSync(absolute, { recursive: true });
    cpSync(source, absolute, { recursive: true });
    await use({ path, absolute });
    // A server or a kernel that is about to end may still write a file.
    rmSync(absolute, { recursive: true, force: true, maxRetries: 5 });
  }
});

export { expect };
