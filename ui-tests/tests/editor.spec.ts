import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';

import { PanelPage } from '../pages/panel';
import { bothThemes, screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

test.use({ projectFixture: 'flawed' });

test.describe('in the editor', () => {
  let panel: PanelPage;
  let folder: string;
  let editor: Locator;

  test.beforeEach(async ({ page, projectFolder }) => {
    folder = projectFolder.absolute;
    panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    editor = page.locator('.jp-FileEditor .cm-content');
  });

  const open = (path: string, line = 1, column = 1) =>
    panel.execute('djlab:open-source', { path, line, column });
  const session = () =>
    readFileSync(join(folder, 'src/workflow/session.py'), 'utf8');

  test('marks follow the text, and a quick fix goes into the document', async ({
    page
  }, testInfo) => {
    await open('src/workflow/session.py', 14, 11);
    const mark = page.locator('.cm-lintRange-error', {
      hasText: 'object@main'
    });
    await expect(mark).toHaveText('object@main');
    await expect(page.locator('.cm-lint-marker-error')).toHaveCount(2);

    await mark.hover();
    const tip = page.locator('.cm-tooltip-lint');
    await expect(tip).toContainText('DJL202 unsupported-type');
    const { violations } = await new AxeBuilder({ page })
      .include('.cm-tooltip-lint')
      .analyze();
    expect(violations).toEqual([]);
    await screenshot(page, 'editor-marks', testInfo);
    await tip.getByRole('button', { name: /Fix: / }).click();
    const dialog = page.locator('.jp-Dialog');
    await expect(dialog).toContainText('+    raw : <object@main>');
    await expect(dialog).toContainText('and it is saved');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(mark).toHaveCount(0);
    await expect.poll(session).toContain('raw : <object@main>');

    // What is typed and not saved is marked too, and a fix goes into it without saving.
    await open('src/workflow/session.py', 14, 24);
    await page.keyboard.press('End');
    await page.keyboard.type('\nmore : blob@main');
    const more = page.locator('.cm-lintRange-error', { hasText: 'blob@main' });
    await expect(more).toBeVisible();
    await more.hover();
    await tip.getByRole('button', { name: /Fix: / }).click();
    await expect(dialog).toContainText('changes that are not saved');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(editor).toContainText('more : <blob@main>');
    expect(session()).not.toContain('more');
  });

  test('definitions are completed', async ({ page }, testInfo) => {
    await open('src/workflow/session.py', 12);
    await page.keyboard.press('End');
    await page.keyboard.type('\n-> subject.');
    await page.keyboard.press('Tab');
    const list = page.locator('.jp-Completer-list');
    await expect(list).toContainText('subject.Subject');
    await bothThemes(page, 'editor-completion', testInfo, () =>
      expect(list).toContainText('subject.Subject')
    );
    await page.keyboard.press('Enter');
    await expect(editor).toContainText('-> subject.Subject');

    await page.keyboard.type('\nname : va');
    await page.keyboard.press('Tab');
    await expect(list).toContainText('varchar(255)');
    await page.keyboard.press('Enter');
    await expect(editor).toContainText('name : varchar(255)');
    await page.keyboard.type('\nmore : <blob@');
    await page.keyboard.press('Tab');
    await expect(list).toContainText('main>');
    await page.keyboard.press('Enter');
    await expect(editor).toContainText('more : <blob@main>');
  });

  test('a target is shown where the mouse rests', async ({
    page
  }, testInfo) => {
    await open('src/workflow/session.py', 11);
    await page.keyboard.press('End');
    await page.keyboard.type('\n-> subject.Subject');
    const reference = editor.locator('.cm-line', {
      hasText: /^\s*-> subject\.Subject$/
    });
    const hover = page.locator('.djlab-Hover');
    // A line that is drawn anew below the mouse, as when its mark goes, is noticed at the next move.
    const show = () =>
      expect(async () => {
        await page.mouse.move(0, 0);
        await reference.hover({ position: { x: 90, y: 8 } });
        await expect(hover).toBeVisible({ timeout: 2000 });
      }).toPass();
    await show();
    await expect(hover).toContainText('Manual workflow.subject:Subject');
    await expect(hover).toContainText('an animal');
    await bothThemes(page, 'editor-hover', testInfo, show);
  });

  test('nothing is offered outside of definitions', async ({ page }) => {
    await open('src/workflow/session.py', 5);
    const providers = page.locator('.jp-Completer-list');
    await page.keyboard.press('End');
    await page.keyboard.type('\nx = "-> subj');
    await page.keyboard.press('Tab');
    await page.waitForTimeout(1500);
    await expect(providers.getByText('subject.Subject')).toHaveCount(0);
  });

  test('cells of notebooks that declare tables are marked and mended', async ({
    page
  }) => {
    await panel.execute('djlab:open-notebook', {
      path: 'notebooks/01-try.ipynb'
    });
    const mark = page.locator('.jp-Notebook .cm-lintRange-error');
    await expect(mark).toHaveText('blob@main');
    await mark.hover();
    await page
      .locator('.cm-tooltip-lint')
      .getByRole('button', { name: /Fix: / })
      .click();
    await page
      .locator('.jp-Dialog')
      .getByRole('button', { name: 'Apply' })
      .click();
    await expect(page.locator('.jp-Notebook')).toContainText(
      'trace : <blob@main>'
    );
    await expect(mark).toHaveCount(0);
  });

  for (const theme of ['Light', 'Dark']) {
    test(`the page of a rule is accessible in the ${theme.toLowerCase()} theme`, async ({
      page
    }, testInfo) => {
      await page.theme.setTheme(`JupyterLab ${theme}`);
      await panel.execute('djlab:show-rule', { code: 'DJL304' });
      await expect(page.locator('.djlab-Rule h1')).toContainText('DJL304');
      const { violations } = await new AxeBuilder({ page })
        .include('.djlab-Rule')
        .analyze();
      expect(violations).toEqual([]);
      await open('src/workflow/session.py', 14, 11);
      await page.locator('.cm-lintRange-error').first().hover();
      await expect(page.locator('.cm-tooltip-lint')).toBeVisible();
      await screenshot(
        page,
        `editor-tooltip-${theme.toLowerCase()}`,
        testInfo
      );
    });
  }
});
