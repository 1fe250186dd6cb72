import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PanelPage } from '../pages/panel';
import { ScaffoldDialog } from '../pages/scaffold';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

test('The missing parts of the standard structure are chosen and added, nothing else changes', async ({
  projectFolder,
  page
}, testInfo) => {
  const readme = join(projectFolder.absolute, 'README.md');
  writeFileSync(readme, 'mine\n');
  const license = join(projectFolder.absolute, 'LICENSE');
  rmSync(license, { force: true });
  const panel = new PanelPage(page);
  await panel.open(projectFolder.path);
  const structure = panel.root.locator('.djlab-Structure');
  await structure.locator('summary').click();
  await structure.getByRole('button', { name: 'Add what is missing…' }).click();
  const dialog = new ScaffoldDialog(page);
  await expect(dialog.node).toBeVisible();
  const addition = (path: string) =>
    dialog.node.locator(`input[type="checkbox"][name="${path}"]`);
  await expect(addition('README.md')).toHaveCount(0);
  await addition('docs/index.md').check();
  await addition('docker/Dockerfile').check();
  await expect(
    dialog.node.getByRole('list', { name: 'Notes' })
  ).toContainText('the extras docker, lab');
  await screenshot(page, 'structure', testInfo);
  await addition('docker/Dockerfile').uncheck();
  await dialog.field('Author').fill('Ada');
  await expect(dialog.preview).toContainText('Ada');
  await expect(dialog.command).toHaveText(
    'djlab new structure --only LICENSE --only docs/index.md --author Ada'
  );
  expect(existsSync(license)).toBe(false);
  await dialog.create();
  await expect(dialog.node).toHaveCount(0);
  expect(readFileSync(license, 'utf-8')).toContain('Ada');
  expect(
    readFileSync(join(projectFolder.absolute, 'docs/index.md'), 'utf-8')
  ).toContain('graph TD');
  expect(readFileSync(readme, 'utf-8')).toBe('mine\n');
  await expect(
    structure.locator('.djlab-mod-present', { hasText: 'LICENSE' })
  ).toBeVisible();
});
