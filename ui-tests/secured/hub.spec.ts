import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test, type Page } from '@playwright/test';

import { SECURED_ROOT, SECURED_URL, TOKEN } from '../environment';
import { DiagramPage } from '../pages/diagram';
import { PanelPage } from '../pages/panel';
import { ScaffoldDialog } from '../pages/scaffold';

/**
 * The server stands below `/user/ann/`, as JupyterHub has it, with token and XSRF check; the page is used as a person
 * uses it, without a handle on the application.
 */
const PROJECT = join(SECURED_ROOT, 'small');

test.beforeEach(() => {
  rmSync(PROJECT, { recursive: true, force: true });
  mkdirSync(PROJECT, { recursive: true });
  cpSync(resolve(__dirname, '../fixtures/small'), PROJECT, { recursive: true });
});

async function followsAndWrites(page: Page): Promise<void> {
  const panel = new PanelPage(page);
  await panel.tree.getByRole('treeitem').first().waitFor();
  await panel.toggle('m:workflow.subject');
  appendFileSync(
    join(PROJECT, 'src/workflow/subject.py'),
    '\n\n@schema\nclass Litter(dj.Manual):\n    definition = """\n    litter : int32\n    """\n'
  );
  await expect(panel.byKey('t:workflow.subject:Litter')).toBeVisible();

  await panel.root
    .getByRole('button', { name: /Write a schema module/ })
    .click();
  const dialog = new ScaffoldDialog(page);
  await dialog.field('Module').fill('ephys');
  await expect(dialog.command).toContainText('djlab new module ephys');
  await dialog.create();
  await expect(dialog.node).toHaveCount(0);
  expect(existsSync(join(PROJECT, 'src/workflow/ephys.py'))).toBe(true);
  await expect(panel.byKey('m:workflow.ephys')).toBeVisible();
}

test('below another address the panel follows, the dialog writes and a link opens its view', async ({
  context,
  page
}) => {
  await page.goto(`lab?token=${TOKEN}`);
  await page.locator('.jp-SideBar [data-id="djlab-panel"]').click();
  await followsAndWrites(page);
  await expect(page.locator('.jp-FileEditor .cm-content')).toContainText(
    'dj.Schema("ephys")'
  );

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const link = {
    project: 'small',
    focus: 'workflow.session:Session',
    upstream: 0,
    downstream: 1
  };
  await page.goto(`lab?djlab=${encodeURIComponent(JSON.stringify(link))}`);
  const diagram = new DiagramPage(page);
  await expect(diagram.node('workflow.session:Session')).toBeVisible();
  await expect(diagram.node('workflow.subject:Subject')).toHaveCount(0);
  await expect(page).not.toHaveURL(/djlab=/);
  await diagram.button('Copy ▾').click();
  await page.getByRole('menuitem', { name: 'Copy Link to This View' }).click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await expect
    .poll(copied)
    .toContain(
      `${SECURED_URL}lab?djlab=${encodeURIComponent('{"project":"small"')}`
    );
});

test('Jupyter Notebook 7 has panel and dialog', async ({ page }) => {
  await page.goto(`tree?token=${TOKEN}`);
  await page.getByRole('tabpanel', { name: 'Files' }).waitFor();
  await page.keyboard.press('Control+Shift+C');
  await page.keyboard.type('Show DataJoint Panel');
  await page.keyboard.press('Enter');
  await followsAndWrites(page);
});
