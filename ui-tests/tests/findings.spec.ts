import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';

import { PanelPage } from '../pages/panel';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

test.use({ projectFixture: 'flawed' });

test.describe('the findings', () => {
  let panel: PanelPage;
  let session: string;
  let subject: string;

  test.beforeEach(async ({ page, projectFolder }) => {
    panel = new PanelPage(page);
    session = join(projectFolder.absolute, 'src/workflow/session.py');
    subject = join(projectFolder.absolute, 'src/workflow/subject.py');
    await panel.open(projectFolder.path);
    await panel.openSection('Findings');
  });

  test('are grouped, counted, filtered and used with the keyboard', async ({
    page
  }) => {
    const list = panel.findings;
    const row = (code: string) => list.locator(`[data-code="${code}"]`);
    await expect(row('DJL202')).toContainText('object@main');
    await expect(
      list.getByRole('group', { name: 'workflow.session' })
    ).toContainText('DJL304');
    const tab = page.locator('.jp-SideBar .lm-TabBar-tab[data-id="djlab-panel"]');
    await expect(tab).toHaveAttribute('data-djlab-findings', '2');
    await expect(tab).toHaveAttribute('data-djlab-severity', 'error');
    await expect(tab).toHaveAttribute('title', /2 errors, 2 warnings/);

    await panel.root.getByRole('button', { name: 'Errors: 2' }).click();
    await expect(row('DJL202')).toHaveCount(0);
    await expect(row('DJL208')).toHaveCount(1);
    await panel.root.getByRole('button', { name: 'Errors: 2' }).click();
    const filter = panel.root.getByRole('searchbox', {
      name: 'Filter findings'
    });
    await filter.fill('nowhere at all');
    await expect(panel.root).toContainText('No finding fits the filter');
    await filter.fill('subjct');
    await expect(list.getByRole('option')).toHaveCount(1);
    await filter.fill('');

    await list.getByRole('option').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await expect(row('DJL202')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('.jp-FileEditor .cm-content')).toBeVisible();
    const lines = readFileSync(session, 'utf8').split('\n');
    const line = lines.findIndex(text => text.includes('object@main'));
    await expect(page.locator('#jp-main-statusbar')).toContainText(
      `Ln ${line + 1}, Col ${lines[line].indexOf('object@main') + 1}`
    );
  });

  test('lead to their rule, and are mended on disk where the file is closed', async ({
    page
  }) => {
    const row = panel.findings.locator('[data-code="DJL208"]');
    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show the Rule' }).click();
    const rule = page.locator('.djlab-Rule');
    await expect(rule).toContainText('Best practice');
    await expect(rule).toContainText('double-quoted-enum');

    await row.focus();
    await page.keyboard.press('F2');
    const dialog = page.locator('.jp-Dialog');
    await expect(dialog).toContainText("+    sex : enum('F', 'M')");
    await expect(dialog).toContainText('djlab check');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(readFileSync(subject, 'utf8')).toContain('enum("F", "M")');

    await row.focus();
    await page.keyboard.press('F2');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(row).toHaveCount(0);
    expect(readFileSync(subject, 'utf8')).toContain("enum('F', 'M')");
    await page
      .locator('.jp-toastContainer')
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect(row).toHaveCount(1);
    expect(readFileSync(subject, 'utf8')).toContain('enum("F", "M")');
  });

  test('follow a save, and nothing is left when all is mended', async ({
    page
  }) => {
    await expect(panel.findings.locator('[data-code="DJL304"]')).toHaveCount(1);
    const text = readFileSync(session, 'utf8');
    writeFileSync(session, text.replace('Subjct', 'Subject'));
    await expect(panel.findings.locator('[data-code="DJL304"]')).toHaveCount(0);
    writeFileSync(
      session.replace('workflow/session.py', '../pyproject.toml'),
      '[project]\nname = "flawed"\ndependencies = ["datajoint>=2.3"]\n\n[tool.djlab.check]\nselect = ["DJL309"]\n'
    );
    await expect(panel.root).toContainText('Nothing found');
    const tab = page.locator('.jp-SideBar .lm-TabBar-tab[data-id="djlab-panel"]');
    await expect(tab).not.toHaveAttribute('data-djlab-findings');
  });

  for (const theme of ['Light', 'Dark']) {
    test(`are accessible in the ${theme.toLowerCase()} theme`, async ({
      page
    }, testInfo) => {
      await page.theme.setTheme(`JupyterLab ${theme}`);
      await panel.closeSection('Modules');
      await panel.closeSection('Selection');
      await panel.findings.locator('[data-code="DJL202"]').click();
      await expect(page.locator('.cm-lintRange').first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        .include('#djlab-findings')
        .analyze();
      expect(violations).toEqual([]);
      await screenshot(page, `findings-${theme.toLowerCase()}`, testInfo);
    });
  }
});
