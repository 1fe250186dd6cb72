import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { INSIDE_ROOT, TOKEN } from '../environment';
import { PanelPage } from '../pages/panel';

test('started inside notebooks/, the panel shows the project around it, to read', async ({
  page
}) => {
  await page.goto(`lab?token=${TOKEN}`);
  await page.locator('.jp-SideBar [data-id="djlab-panel"]').click();
  const panel = new PanelPage(page);
  await expect(panel.tree.getByRole('treeitem')).toHaveCount(3);
  await expect(panel.root).toContainText('Read-only');
  await expect(panel.root).toContainText(`jupyter lab ${INSIDE_ROOT}`);

  await panel.toggle('m:workflow.subject');
  await panel.byKey('t:workflow.subject:Subject').dblclick();
  const view = page.locator(
    '.djlab-SourceView, #jp-main-dock-panel .cm-content'
  );
  await expect(view.first()).toContainText('class Subject');

  await panel.root
    .getByRole('button', { name: /Write a schema module/ })
    .click();
  const dialog = page.locator('.jp-Dialog');
  await expect(dialog).toContainText('read-only here');
  await expect(dialog).toContainText(`jupyter lab ${INSIDE_ROOT}`);
  await dialog.getByRole('button', { name: 'Close' }).click();

  appendFileSync(
    join(INSIDE_ROOT, 'src/workflow/subject.py'),
    '\n\n@schema\nclass Litter(dj.Manual):\n    definition = """\n    litter : int32\n    """\n'
  );
  await expect(panel.byKey('t:workflow.subject:Litter')).toBeVisible();
});
