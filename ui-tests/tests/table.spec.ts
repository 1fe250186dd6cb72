import { readFileSync } from 'node:fs';

import type { Page } from '@playwright/test';

import { PanelPage } from '../pages/panel';
import { expect, test } from '../pages/pipeline';
import { RowsPage } from '../pages/rows';
import { screenshot } from '../pages/screenshot';

test.use({ actionTimeout: 30_000 });

async function open(page: Page, id: string): Promise<void> {
  await page.evaluate(table => {
    void window.jupyterapp.commands.execute('djlab:open-table', { id: table });
  }, id);
}

test.describe('an open table', () => {
  let panel: PanelPage;
  let rows: RowsPage;

  test.beforeEach(async ({ page, pipeline }) => {
    await RowsPage.record(page);
    await page.reload();
    panel = new PanelPage(page);
    await panel.open(pipeline.path);
    rows = new RowsPage(page, page.locator('.djlab-Table'));
  });

  test('shows its rows without a kernel, jumps, sorts, counts', async ({
    page
  }, testInfo) => {
    await panel.toggle('m:rows_pipeline.odd');
    await panel.byKey('t:rows_pipeline.odd:Reading').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Open Table' }).click();
    await rows.expectPainted('reading_id', 'decimal(12,4)', '1.2500', 'NULL');
    await expect(rows.status).toHaveText(/^rows 1–\d+/);
    await screenshot(page, 'table-light', testInfo);
    await rows.button('Count').click();
    await expect(rows.status).toContainText('of 2,500');

    // By the scroll bar into the middle, in one jump.
    await rows.forget();
    await rows.wheel(1250 * 24);
    await expect
      .poll(async () =>
        (await rows.painted()).some(text => /^12\d\d$/.test(text))
      )
      .toBe(true);
    await rows.forget();
    await rows.button('Last page').click();
    await rows.expectPainted('2500');
    await expect(rows.status).toContainText('–2,500 of 2,500');

    await rows.forget();
    const { x, y } = await rows.header(40);
    await page.mouse.click(x, y);
    await page.mouse.click(x, y);
    await rows.expectPainted('reading_id ▼', '2500');
    expect(
      await page.evaluate(() => [
        ...window.jupyterapp.serviceManager.sessions.running()
      ])
    ).toEqual([]);
  });

  test('is restricted as in DataJoint, from its cells and by hand', async ({
    page
  }, testInfo) => {
    await page.theme.setDarkTheme();
    await open(page, 'rows_pipeline.odd:Reading');
    const input = rows.root.getByRole('textbox', { name: 'Restriction' });
    await expect(rows.status).toHaveText(/^rows 1–/);
    await input.fill("grade = 'good' AND reading_id > 2400");
    await input.press('Enter');
    await expect(rows.status).toHaveText('25 rows');
    await rows.forget();
    // The first cell of the second row: 2405.
    const box = (await rows.grid.boundingBox())!;
    await page.mouse.click(box.x + 40, box.y + 80, { button: 'right' });
    await screenshot(page, 'table-dark', testInfo);
    await page.getByRole('menuitem', { name: 'reading_id >= 2405' }).click();
    await expect(rows.status).toHaveText('24 rows');
    await expect(input).toHaveValue(/AND reading_id >= 2405$/);

    await input.fill('nonsense = 1');
    await input.press('Enter');
    await expect(rows.message).toContainText("no column 'nonsense'");
    await rows.root.getByRole('button', { name: 'Back' }).click();
    await expect(rows.status).toHaveText('24 rows');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      rows.root.getByRole('button', { name: 'Export' }).click()
    ]);
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
    expect(lines).toHaveLength(26);
    expect(lines[0]).toContain('reading_id,taken_at,value');
  });

  test('leads along its foreign keys and to its parts', async ({ page }) => {
    await open(page, 'rows_pipeline.acquisition:Session');
    await expect(rows.status).toHaveText(/rows$/);
    const box = (await rows.grid.boundingBox())!;
    await page.mouse.click(box.x + 40, box.y + 56, { button: 'right' });
    await page
      .getByRole('menuitem', { name: 'Open Parent in subject.Subject' })
      .click();
    await expect(rows.status).toHaveText('1 row');
    const input = rows.root.getByRole('textbox', { name: 'Restriction' });
    await expect(input).toHaveValue('subject_id = 1');
    await page.mouse.click(box.x + 40, box.y + 56, { button: 'right' });
    await page
      .getByRole('menuitem', { name: 'Open Children in acquisition.Session' })
      .click();
    await expect(input).toHaveValue('subject_id = 1');
    await rows.root.getByRole('button', { name: 'Back' }).click();
    await expect(rows.status).toHaveText('1 row');

    await open(page, 'rows_pipeline.acquisition:Recording');
    const tab = page
      .locator('.djlab-Table-tabs')
      .getByRole('tab', { name: 'Channel' });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
  });

  // Only the launcher was there after the reload; whether the layout was not saved or not restored is not known yet.
  test.fixme('is there again after a reload', async ({ page }) => {
    await open(page, 'rows_pipeline.subject:Subject');
    await expect(rows.status).toHaveText(/rows$/);
    await page.waitForTimeout(1000);
    await page.reload();
    await expect(rows.status).toHaveText(/rows$/);
  });

  test('writes a cell that inserts a row', async ({ page }) => {
    await open(page, 'rows_pipeline.subject:Subject');
    await rows.root.getByRole('button', { name: 'Insert Rows…' }).click();
    const cell = page.locator('.jp-CodeCell').first();
    await expect(cell).toContainText('subject.Subject.insert1({');
    await expect(cell).toContainText('"F" or "M" or "U"');
  });
});
