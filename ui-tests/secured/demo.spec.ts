import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { DATA, freePort, PYTHON, STATE } from '../environment';
import { DiagramPage } from '../pages/diagram';
import { PanelPage } from '../pages/panel';

const ADDRESS =
  /http:\/\/127\.0\.0\.1:\d+\/lab\/workspaces\/djlab-demo-\w+\?token=\w+/;

test('djlab demo greets with the panel and the diagram', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'djlab-ui-demo-'));
  const state = join(STATE, 'demo');
  const words = ['-m', 'djlab', 'demo', '--directory', join(folder, 'demo')];
  const demo = spawn(PYTHON, [...words, '--port', freePort(), '--no-browser'], {
    env: {
      ...process.env,
      DJLAB_CONFIG_DIR: join(state, 'djlab'),
      DJLAB_DATA_DIR: DATA,
      JUPYTERLAB_SETTINGS_DIR: join(state, 'settings'),
      JUPYTERLAB_WORKSPACES_DIR: join(state, 'workspaces'),
      JUPYTER_CONFIG_DIR: join(state, 'config'),
      JUPYTER_RUNTIME_DIR: join(state, 'runtime')
    }
  });
  const ended = once(demo, 'exit');
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on('data', data => (output += data));
  }
  try {
    await expect(() => {
      expect(demo.exitCode, output).toBeNull();
      expect(output).toMatch(ADDRESS);
    }).toPass({ timeout: 120_000 });
    await page.goto(ADDRESS.exec(output)![0]);
    const panel = new PanelPage(page);
    const picker = panel.root.getByRole('combobox', { name: 'Project' });
    await expect(picker).toBeVisible();
    await expect(picker.locator('option:checked')).toHaveText(/^djlab-demo/);
    for (const module of ['subject', 'acquisition', 'processing', 'analysis']) {
      await expect(panel.byKey(`m:workflow.${module}`)).toBeVisible();
    }
    const diagram = new DiagramPage(page);
    await diagram.painted();
    await expect(diagram.root).toBeVisible();
    await expect(diagram.node('workflow.subject:Subject')).toBeVisible();
    await expect(diagram.node('workflow.acquisition:Recording')).toBeVisible();
  } finally {
    demo.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
  expect(demo.exitCode, output).toBe(0);
});
