import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PanelPage } from '../pages/panel';
import { ScaffoldDialog } from '../pages/scaffold';
import { expect, test } from '../pages/test';

test.describe('New schema module', () => {
  test.use({ autoGoto: true });

  test('is checked while typing, shown, written, opened and undone', async ({
    projectFolder,
    page
  }) => {
    const panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    const dialog = new ScaffoldDialog(page);
    await dialog.open(page, 'DataJoint Schema Module…');
    await expect(dialog.field('Module')).toBeFocused();

    await dialog.field('Module').fill('Ephys');
    await expect(dialog.problem('name')).toContainText('e.g. ephys');
    await dialog.field('Module').fill('subject');
    await expect(dialog.problem('name')).toContainText('exists already');
    await dialog.field('Module').fill('ephys');
    await expect(dialog.problem('name')).toHaveCount(0);

    // The upstream tables are one stop of the Tab key, and from the last button it leads back to the form.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(dialog.field('workflow.lab')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(dialog.field('Person')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(dialog.field('First table')).toBeFocused();
    await dialog.node.getByRole('button', { name: 'Create' }).focus();
    await page.keyboard.press('Tab');
    await expect(dialog.field('Module')).toBeFocused();

    await dialog.field('First table').fill('Recording');
    await dialog.field('Tier').selectOption('Computed');
    await expect(dialog.problem('upstream')).toContainText('upstream');
    await dialog.node
      .getByRole('checkbox', { name: 'Session', exact: true })
      .check();
    await expect(dialog.problem('upstream')).toHaveCount(0);
    await expect(dialog.preview).toContainText('class Recording(dj.Computed)');
    await expect(dialog.preview).toContainText('-> session.Session');
    await expect(dialog.command).toContainText('djlab new module ephys');

    const path = join(projectFolder.absolute, 'src/workflow/ephys.py');
    expect(existsSync(path)).toBe(false);
    const shown = await dialog.preview.textContent();
    await dialog.create();
    await expect(dialog.node).toHaveCount(0);
    expect(readFileSync(path, 'utf-8')).toBe(shown);
    await expect(page.getByRole('tab', { name: 'ephys.py' })).toBeVisible();
    await expect(panel.byKey('m:workflow.ephys')).toBeVisible();

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => existsSync(path)).toBe(false);
    await expect(panel.byKey('m:workflow.ephys')).toHaveCount(0);
  });

  test('overwrites nothing that appears meanwhile', async ({
    projectFolder,
    page
  }) => {
    const dialog = new ScaffoldDialog(page);
    await dialog.open(page, 'DataJoint Schema Module…');
    await dialog.field('Module').fill('ephys');
    await expect(dialog.command).toContainText('ephys');
    const path = join(projectFolder.absolute, 'src/workflow/ephys.py');
    writeFileSync(path, '# mine\n');
    await dialog.create();
    await expect(dialog.problem('name')).toContainText('exists already');
    await expect(dialog.node).toBeVisible();
    expect(readFileSync(path, 'utf-8')).toBe('# mine\n');
  });

  test('can be left with Escape and writes nothing', async ({
    projectFolder,
    page
  }) => {
    const dialog = new ScaffoldDialog(page);
    await dialog.open(page, 'DataJoint Schema Module…');
    await dialog.field('Module').fill('ephys');
    await page.keyboard.press('Escape');
    await expect(dialog.node).toHaveCount(0);
    expect(
      existsSync(join(projectFolder.absolute, 'src/workflow/ephys.py'))
    ).toBe(false);
  });

  test('is offered in the palette, the launcher and the panel', async ({
    projectFolder,
    page
  }) => {
    const dialog = new ScaffoldDialog(page);
    const leave = async () => {
      await expect(dialog.field('Module')).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(dialog.node).toHaveCount(0);
    };
    await page
      .locator('.jp-LauncherCard', { hasText: 'Schema Module' })
      .click();
    await leave();
    await page.evaluate(() =>
      window.jupyterapp.commands.execute('apputils:activate-command-palette')
    );
    await page.keyboard.type('New Schema Module');
    await page.keyboard.press('Enter');
    await leave();
    const panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    await panel.root.getByRole('button', { name: /Write a schema module/ }).click();
    await leave();
  });
});

test('New starter notebook is written and opened', async ({
  projectFolder,
  page
}) => {
  const dialog = new ScaffoldDialog(page);
  await dialog.open(page, 'DataJoint Starter Notebook…');
  await dialog.field('Schema module').selectOption('workflow.subject');
  await expect(dialog.preview).toContainText('from workflow import subject');
  await dialog.create();
  await expect(dialog.node).toHaveCount(0);
  await expect(
    page.getByRole('tab', { name: '02-subject.ipynb' })
  ).toBeVisible();
  const path = join(projectFolder.absolute, 'notebooks/02-subject.ipynb');
  expect(existsSync(path)).toBe(true);
  // That JupyterLab notes the kernel in it is no change of the user's.
  await expect(page.locator('.jp-mod-dirty')).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => existsSync(path)).toBe(false);
  await expect(
    page.getByRole('tab', { name: '02-subject.ipynb' })
  ).toHaveCount(0);
});
