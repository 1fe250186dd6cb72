import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { defineConfig } from '@playwright/test';

import {
  CHROMIUM,
  DATA,
  INSIDE_PORT,
  INSIDE_ROOT,
  INSIDE_URL,
  LABS,
  PYTHON,
  SECURED_BASE,
  SECURED_PORT,
  SECURED_ROOT,
  SECURED_URL,
  STATE,
  TOKEN,
  URL
} from './environment';

process.env.TARGET_URL = URL;

const LOGS = resolve(__dirname, '../test-results/servers');
mkdirSync(LOGS, { recursive: true });

function server(
  config: string,
  port: string,
  root: string,
  name: string,
  base = '/'
) {
  return {
    command: `${PYTHON} -m jupyterlab --config ${config} > ${LOGS}/${name}.log 2>&1`,
    env: {
      DJLAB_CONFIG_DIR: `${STATE}/${name}/djlab`,
      DJLAB_DATA_DIR: DATA,
      DJLAB_UI_BASE: base,
      DJLAB_UI_PORT: port,
      DJLAB_UI_TOKEN: TOKEN,
      IPYTHONDIR: `${STATE}/${name}/ipython`,
      JUPYTERLAB_GALATA_ROOT_DIR: root,
      JUPYTERLAB_SETTINGS_DIR: `${STATE}/${name}/settings`,
      JUPYTERLAB_WORKSPACES_DIR: `${STATE}/${name}/workspaces`,
      JUPYTER_CONFIG_DIR: `${STATE}/${name}/config`,
      JUPYTER_RUNTIME_DIR: `${STATE}/${name}/runtime`
    },
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 },
    timeout: 120_000
  };
}

export default defineConfig({
  // A machine that does other work beside may take long; a test that passes does not wait.
  expect: { timeout: 30_000 },
  forbidOnly: !!process.env.CI,
  fullyParallel: false,
  globalTeardown: './teardown.ts',
  outputDir: 'test-results',
  projects: [
    {
      name: 'lab',
      testDir: 'tests',
      use: { baseURL: URL }
    },
    {
      // Galata switches token and XSRF check off; what these tests see is a server as a user has it.
      name: 'secured',
      testDir: 'secured',
      use: { baseURL: SECURED_URL },
      workers: 1
    },
    {
      name: 'inside',
      testDir: 'inside',
      use: { baseURL: INSIDE_URL },
      workers: 1
    }
  ],
  reporter: [
    ['list'],
    ['junit', { outputFile: '../test-results/playwright.xml' }],
    ['html', { open: 'never' }]
  ],
  // Galata gives JupyterLab 15 s to start, which a busy machine may exceed; what fails twice is broken.
  retries: process.env.CI ? 1 : 0,
  timeout: 180_000,
  use: {
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run'
      ]
    },
    // A trace of every test costs a quarter of the run's processor time.
    trace: 'on-first-retry',
    video: 'off',
    viewport: { width: 1280, height: 800 }
  },
  webServer: [
    ...LABS.map(lab => ({
      ...server('server_config.py', lab.port, lab.root, lab.name),
      url: `${lab.url}/api`
    })),
    {
      ...server(
        'secured_server_config.py',
        SECURED_PORT,
        SECURED_ROOT,
        'secured',
        SECURED_BASE
      ),
      url: `${SECURED_URL}api?token=${TOKEN}`
    },
    {
      ...server(
        'secured_server_config.py',
        INSIDE_PORT,
        `${INSIDE_ROOT}/notebooks`,
        'inside'
      ),
      url: `${INSIDE_URL}api?token=${TOKEN}`
    }
  ],
  workers: LABS.length
});
