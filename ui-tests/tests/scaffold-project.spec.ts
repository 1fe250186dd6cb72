import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from '../environment';
import { ScaffoldDialog } from '../pages/scaffold';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

const FOLDER = join(ROOT, 'made-here');

// What a failed test leaves would be the project of the next one.
test.beforeEach(() => rmSync(FOLDER, { recursive: true, force: true }));
test.afterEach(() => rmSync(FOLDER, { recursive: true, force: true }));

// A run came as far as the second dialog, in which the test had named the wrong folder; not run since.
test('New project is checked while typing, written, and opened in the panel', async ({
  page
}, testInfo) => {
  const dialog = new ScaffoldDialog(page);
  await page
    .locator('.jp-LauncherCard', { hasText: 'Pipeline Project' })
    .click();
  await expect(dialog.field('Name')).toBeFocused();
  await dialog.field('Name').fill('made here');
  await expect(dialog.problem('name')).toContainText('letters, digits');
  await dialog.field('Name').fill('made-here');
  await dialog.field('Folder').fill('');
  await dialog.field('Description').fill('A "quoted" one');
  await dialog.field('Author').fill('Ada');
  await dialog.field('Database').selectOption('mysql');
  await dialog.field('First modules').fill('animal, Bad');
  await expect(dialog.problem('modules')).toContainText('e.g. bad');
  await dialog.field('First modules').fill('animal, recording');
  await dialog.field('Protocol').selectOption('s3');
  await expect(dialog.problem('stores')).toContainText('endpoint');
  await dialog.field('Endpoint').fill('s3.example.org');
  await dialog.field('Bucket').fill('raw');
  await expect(dialog.problem('stores')).toHaveCount(0);
  await dialog.node.getByRole('tab', { name: /recording\.py/ }).click();
  await expect(dialog.preview).toContainText('-> animal.Animal');
  await expect(dialog.command).toContainText('djlab new project made-here');
  await expect(dialog.command).toContainText(
    'protocol=s3,endpoint=s3.example.org,bucket=raw,location=data'
  );
  await screenshot(page, 'new-project', testInfo);
  expect(existsSync(FOLDER)).toBe(false);

  await dialog.create();
  await expect(dialog.node).toHaveCount(0);
  expect(readFileSync(join(FOLDER, 'pyproject.toml'), 'utf-8')).toContain(
    'description = "A \\"quoted\\" one"'
  );
  expect(existsSync(join(FOLDER, '.git'))).toBe(true);
  const panel = page.locator('#djlab-panel');
  await expect(panel).toBeVisible();
  await expect(panel).toContainText('made-here');
  await expect(panel.getByRole('treeitem', { name: /animal/ }).first()).toBeVisible();
  await expect(page.getByRole('tab', { name: 'README.md' })).toBeVisible();

  await dialog.open(page, 'DataJoint Project…');
  await dialog.field('Folder').fill('');
  await dialog.field('Name').fill('made-here');
  await expect(dialog.problem('name')).toContainText('exists already');
});
