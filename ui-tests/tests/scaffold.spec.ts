import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator, Page } from '@playwright/test';

import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

/** The dialogs that write modules and notebooks. */
class ScaffoldDialog {
  constructor(page: Page) {
    this.node = page.locator('.djlab-FormDialog');
  }

  readonly node: Locator;

  /** Opens a dialog from File > New. */
  async open(
    page: { menu: { clickMenuItem(path: string): Promise<void> } },
    label: string
  ): Promise<void> {
    await page.menu.clickMenuItem(`File>New>${label}`);
    await expect(this.node).toBeVisible();
  }

  field(label: string): Locator {
    return this.node.getByLabel(label, { exact: true });
  }

  problem(field: string): Locator {
    return this.node.locator(
      `[data-djlab-field="${field}"] .djlab-Form-problem`
    );
  }

  get preview(): Locator {
    return this.node.locator('.djlab-Preview-text');
  }

  get command(): Locator {
    return this.node.locator('.djlab-Preview-command code');
  }

  async create(): Promise<void> {
    await this.node.getByRole('button', { name: 'Create' }).click();
  }
}

test.describe('New schema module', () => {
  test.use({ autoGoto: true });

  test('is checked while typing, shown, written, opened and undone', async ({
    projectFolder,
    page
  }, testInfo) => {
    const dialog = new ScaffoldDialog(page);
    await dialog.open(page, 'DataJoint Schema Module…');
    await expect(dialog.field('Module')).toBeFocused();

    await dialog.field('Module').fill('Ephys');
    await expect(dialog.problem('name')).toContainText('e.g. ephys');
    await dialog.field('Module').fill('subject');
    await expect(dialog.problem('name')).toContainText('exists already');
    await dialog.field('Module').fill('ephys');
    await expect(dialog.problem('name')).toHaveCount(0);

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
    await screenshot(page, 'new-module', testInfo);

    const path = join(projectFolder.absolute, 'src/workflow/ephys.py');
    expect(existsSync(path)).toBe(false);
    const shown = await dialog.preview.textContent();
    await dialog.create();
    await expect(dialog.node).toHaveCount(0);
    expect(readFileSync(path, 'utf-8')).toBe(shown);
    await expect(page.getByRole('tab', { name: 'ephys.py' })).toBeVisible();

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => existsSync(path)).toBe(false);
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

  test('is legible in the dark theme', async ({
    projectFolder,
    page
  }, testInfo) => {
    await page.theme.setDarkTheme();
    const dialog = new ScaffoldDialog(page);
    await dialog.open(page, 'DataJoint Schema Module…');
    await dialog.field('Module').fill('ephys');
    await expect(dialog.preview).toContainText('dj.Schema("ephys")');
    expect(projectFolder.path).toBeTruthy();
    await screenshot(page, 'new-module-dark', testInfo);
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
  expect(
    existsSync(join(projectFolder.absolute, 'notebooks/02-subject.ipynb'))
  ).toBe(true);
});
