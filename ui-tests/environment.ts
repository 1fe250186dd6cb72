import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * What one run of the browser tests needs to know about this machine.
 *
 * Playwright evaluates its configuration once more in each worker: values that are drawn (ports, folders) are kept in
 * the environment, which the workers inherit.
 */

function once(name: string, draw: () => string): string {
  return (process.env[name] ??= draw());
}

/** A port that is free now. */
export function freePort(): string {
  const script =
    "const s = require('net').createServer().listen(0, '127.0.0.1', () => { process.stdout.write(String(s.address().port)); s.close(); })";
  return execFileSync(process.execPath, ['-e', script], {
    encoding: 'utf8'
  }).trim();
}

function folder(purpose: string): string {
  return mkdtempSync(join(tmpdir(), `djlab-ui-${purpose}-`));
}

function chromium(): string | undefined {
  const named = process.env.DJLAB_CHROMIUM;
  if (named) {
    return named;
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return (process.env.PATH ?? '')
    .split(':')
    .flatMap(place => names.map(name => join(place, name)))
    .find(path => existsSync(path));
}

function python(): string {
  const own = resolve(__dirname, '../.venv/bin/python');
  return process.env.DJLAB_PYTHON ?? (existsSync(own) ? own : 'python');
}

/** The Chromium of this machine; Playwright's own where it is undefined. */
export const CHROMIUM = chromium();

/** The Python whose JupyterLab is tested. */
export const PYTHON = python();

/**
 * The servers that Galata's tests use, one for each of the workers: a dialog offers the only project below the root,
 * and a test would meet that of its neighbour.
 */
export const LABS = [0, 1].map(index => {
  const port = once(`DJLAB_UI_PORT_${index}`, freePort);
  return {
    name: `lab-${index}`,
    port,
    root: once(`DJLAB_UI_ROOT_${index}`, () => folder('root')),
    url: `http://127.0.0.1:${port}`
  };
});

/** This worker's server. Playwright numbers the workers that run at the same time; its own process runs no test. */
export const LAB = LABS[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];

export const ROOT = LAB.root;
export const URL = LAB.url;

/** Root folder of the server that asks for its token. */
export const SECURED_ROOT = once('DJLAB_UI_SECURED_ROOT', () =>
  folder('secured')
);

/** Project inside of whose `notebooks/` a server is started. */
export const INSIDE_ROOT = once('DJLAB_UI_INSIDE_ROOT', () => {
  const root = folder('inside');
  cpSync(resolve(__dirname, 'fixtures/small'), root, { recursive: true });
  return root;
});

/** Settings and runtime files of the servers, so that the user's own neither matter nor change. */
export const STATE = once('DJLAB_UI_STATE', () => folder('state'));

/** Where embedded servers keep their data: a short folder that the system user may pass through when root tests. */
export const DATA = once('DJLAB_UI_DATA', () => {
  const made = mkdtempSync(join(tmpdir(), 'dju'));
  chmodSync(made, 0o711);
  return made;
});

export const SECURED_PORT = once('DJLAB_UI_SECURED_PORT', freePort);
export const INSIDE_PORT = once('DJLAB_UI_INSIDE_PORT', freePort);
export const TOKEN = once('DJLAB_UI_TOKEN', () =>
  [...crypto.getRandomValues(new Uint8Array(24))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('')
);

/** Where JupyterHub puts the server of a user named ann. */
export const SECURED_BASE = '/user/ann/';
export const SECURED_URL = `http://127.0.0.1:${SECURED_PORT}${SECURED_BASE}`;
export const INSIDE_URL = `http://127.0.0.1:${INSIDE_PORT}/`;
