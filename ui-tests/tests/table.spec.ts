import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Page } from '@playwright/test';

import { DATA, PYTHON } from '../environment';
import { expectAccessible } from '../pages/axe';
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
    rows = new RowsPage(page, page.locator('.djlab-Table:visible'));
  });

  test('shows its rows without a kernel, jumps, sorts, counts', async ({
    page
  }, testInfo) => {
    await panel.toggle('m:rows_pipeline.odd');
    await panel.byKey('t:rows_pipeline.odd:Reading').click({ button: 'right' });
    await rows.choose('Open Table');
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

  test('shows values, profiles and menus by the keyboard, in both themes', async ({
    page
  }, testInfo) => {
    await open(page, 'rows_pipeline.odd:Reading');
    await expect(rows.status).toHaveText(/^rows 1–\d+/);
    // The row of reading 5, the column `settings`.
    await rows.clickCell(5, 40);
    await page.keyboard.press('End');
    for (let step = 0; step < 2; step++) {
      await page.keyboard.press('ArrowLeft');
    }
    await page.keyboard.press('Enter');
    const side = rows.root.getByRole('region', { name: 'settings' });
    await expect(side.locator('.djlab-Json').first()).toBeVisible();
    await expect(side).toContainText('reading_id = 5');
    await expect(side).toContainText('gain');
    await screenshot(page, 'table-value', testInfo);
    await expectAccessible(page, '.djlab-Table');
    await page.keyboard.press('Escape');
    await expect(side).toBeHidden();

    // The blob beside it: its size is asked for, the value is not read.
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const blob = rows.root.getByRole('region', { name: 'trace' });
    await expect(blob).toContainText('it was not read');
    await blob.getByRole('button', { name: 'Size' }).click();
    await expect(blob).toContainText(/\d+ bytes/);

    // The profile of a column, from the menu of its header.
    await rows.clickCell(1, 40);
    await page.keyboard.press('Home');
    const { x, y } = await rows.header(40);
    await page.mouse.click(x, y, { button: 'right' });
    await rows.choose('Profile…');
    const profile = rows.root.getByRole('region', {
      name: 'Profile of reading_id'
    });
    await expect(profile).toContainText('All 2,500 rows.');
    await expect(profile.getByRole('img')).toBeVisible();
    await page.theme.setDarkTheme();
    await screenshot(page, 'table-profile', testInfo);
    await expectAccessible(page, '.djlab-Table');
    await page.keyboard.press('Escape');

    // The Tab key leads from what stands above into the rows.
    await rows.root.getByRole('button', { name: 'Export' }).focus();
    await page.keyboard.press('Tab');
    const grid = rows.grid.getByRole('img');
    await expect(grid).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+F10');
    await expect(
      page.getByRole('menuitem', { name: 'Show Value' })
    ).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(grid).toBeFocused();
  });

  test('is restricted as in DataJoint, from its cells, by a form and by hand', async ({
    page
  }, testInfo) => {
    await page.theme.setDarkTheme();
    await open(page, 'rows_pipeline.odd:Reading');
    const input = rows.root.getByRole('textbox', { name: 'Restriction' });
    await expect(rows.status).toHaveText(/^rows 1–/);
    await input.fill("grade = 'good' AND reading_id > 2400");
    await input.press('Enter');
    await expect(rows.status).toHaveText('25 rows');
    // The first cell of the second row: 2405.
    await rows.clickCell(2, 40, 'right');
    await screenshot(page, 'table-dark', testInfo);
    await rows.choose('reading_id >= 2405');
    await expect(rows.status).toHaveText('24 rows');
    await expect(input).toHaveValue(/AND reading_id >= 2405$/);

    // The form shows what stands there, and adds to it.
    await rows.root.getByRole('button', { name: 'Filter…' }).click();
    const form = rows.root.getByRole('region', { name: 'Filter' });
    await expect(form.getByLabel('Column')).toHaveCount(3);
    await form.getByRole('button', { name: 'Add Condition' }).click();
    await form.getByLabel('Column').last().selectOption('note');
    await form.getByLabel('Comparison').last().selectOption('contains');
    await form.getByLabel('Value of note').fill('note 24_5');
    await expect(form.getByRole('code')).toContainText(
      "AND note LIKE '%note 24\\_5%'"
    );
    await form.getByLabel('Value of reading_id').last().fill('x');
    await form.getByRole('button', { name: 'Show Rows' }).click();
    await expect(form.getByRole('alert')).toContainText(
      '“x” is no value of reading_id, which holds int32'
    );
    await screenshot(page, 'table-filter', testInfo);
    await expectAccessible(page, '.djlab-Table');
    await form.getByLabel('Value of reading_id').last().fill('2405');
    await form.getByLabel('Value of note').fill('note 24');
    await form.getByRole('button', { name: 'Show Rows' }).click();
    await expect(rows.status).toHaveText('8 rows');
    await expect(input).toHaveValue(/AND note LIKE '%note 24%'$/);

    await input.fill('nonsense = 1');
    await input.press('Enter');
    await expect(rows.message).toContainText("no column 'nonsense'");
    await rows.root.getByRole('button', { name: 'Back' }).click();
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

  test('leads along its foreign keys and to its parts', async ({
    page
  }, testInfo) => {
    // From the file menu.
    await page.menu.clickMenuItem('File>Open DataJoint Table…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').fill('acquisition:Session');
    await dialog.getByRole('button', { name: 'Open' }).click();
    await expect(rows.status).toHaveText(/rows$/);
    await rows.expectPainted('session_id');
    await expect(async () => {
      await rows.clickCell(2, 40, 'right');
      await rows.choose('Open Parent in subject.Subject', 5000);
    }).toPass();
    await expect(rows.status).toHaveText('1 row');
    const input = rows.root.getByRole('textbox', { name: 'Restriction' });
    await expect(input).toHaveValue('subject_id = 1');
    await rows.clickCell(1, 40, 'right');
    await rows.choose('Children of This Row…');
    const children = rows.root.getByRole('region', { name: 'Children' });
    const sessions = children.getByRole('button', {
      name: /acquisition\.Session\s*4 rows/
    });
    await expect(sessions).toBeFocused();
    await screenshot(page, 'table-children', testInfo);
    await sessions.click();
    await expect(rows.status).toHaveText('4 rows');
    await expect(input).toHaveValue('subject_id = 1');
    await rows.root.getByRole('button', { name: 'Back' }).click();
    await expect(rows.status).toHaveText('1 row');
    await rows.root.getByRole('button', { name: 'Forward' }).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await expect(rows.status).toHaveText('4 rows');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(rows.status).toHaveText('1 row');

    // Values of the parent for a foreign key.
    await page.keyboard.press('Alt+ArrowRight');
    await expect(rows.status).toHaveText('4 rows');
    await rows.root.getByRole('button', { name: 'Filter…' }).click();
    await rows.root.getByLabel('Value of subject_id').fill('');
    await expect(rows.root.locator('datalist option')).toHaveCount(4);

    await open(page, 'rows_pipeline.acquisition:Recording');
    const tab = page
      .locator('.djlab-Table-tabs')
      .getByRole('tab', { name: 'Channel' });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
    // What stands above the rows is whole, with the tabs of the parts too.
    await expect
      .poll(() =>
        rows.root
          .locator('.djlab-Table-top')
          .evaluate(top => top.scrollHeight - top.clientHeight)
      )
      .toBeLessThan(2);

    // From the source: the table whose class, or whose name, is under the cursor.
    await page.evaluate(() => {
      void window.jupyterapp.commands.execute('djlab:open-source', {
        id: 'rows_pipeline.odd:Hostile'
      });
    });
    const line = page.locator('.jp-FileEditor .cm-line', {
      hasText: 'class Hostile'
    });
    await line.click();
    await line.click({ button: 'right' });
    await rows.choose('Open DataJoint Table');
    await rows.expectPainted('words', '<script>window.hacked = 1</script>');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  });

  test('is there again after a reload, with its columns, their widths and its order', async ({
    page
  }) => {
    await open(page, 'rows_pipeline.odd:Reading');
    const input = rows.root.getByRole('textbox', { name: 'Restriction' });
    await input.fill('reading_id <= 9');
    await input.press('Enter');
    await expect(rows.status).toHaveText('9 rows');
    const { x, y } = await rows.header(40);
    await page.mouse.click(x, y);
    await rows.expectPainted('reading_id ▲');
    // The second column is dragged before the first, the third is hidden.
    await page.mouse.move(x + 130, y);
    await page.mouse.down();
    await page.mouse.move(x, y, { steps: 3 });
    await page.mouse.up();
    await page.mouse.click(x + 400, y, { button: 'right' });
    await rows.choose('Hide Column');
    // The first column is made wider by its edge.
    const edge = await rows.edge();
    await page.mouse.down();
    await page.mouse.move(x - 40 + edge + 90, y, { steps: 3 });
    await page.mouse.up();
    const wider = await rows.edge();
    expect(Math.abs(wider - edge - 90)).toBeLessThan(7);
    await page.waitForTimeout(1500);
    await page.reload({ waitForIsReady: false } as never);
    await expect(rows.status).toHaveText('9 rows');
    await expect(input).toHaveValue('reading_id <= 9');
    await rows.expectPainted('reading_id ▲', '9', '2026-01-05 09:00:07.125');
    expect(Math.abs((await rows.edge()) - wider)).toBeLessThan(4);
    await rows.button('Table').click();
    await expect(rows.table.locator('th').nth(0)).toHaveText('taken_at');
    await expect(rows.table.locator('th').nth(1)).toHaveText('reading_id');
    await expect(rows.table.locator('th')).toHaveCount(9);
  });

  test('writes cells: one that inserts a row, one that opens a value', async ({
    page
  }, testInfo) => {
    await open(page, 'rows_pipeline.acquisition:Session');
    await rows.root.getByRole('button', { name: 'Insert Rows…' }).click();
    const cells = page.locator('.jp-CodeCell');
    await expect(cells.first()).toContainText('acquisition.Session.insert1({');
    await expect(cells.first()).toContainText('subject.Subject has 1, 2, 3, 4');
    await open(page, 'rows_pipeline.odd:Reading');
    await expect(rows.status).toHaveText(/^rows 1–\d+/);
    await rows.clickCell(1, 40);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await rows.root
      .getByRole('button', { name: 'Open in Kernel…' })
      .click();
    await expect(cells.last()).toContainText('fetch1("trace")');
    await page.keyboard.press('Control+Enter');
    await expect(
      page.locator('.jp-OutputArea-output img[src^="data:image/svg"]')
    ).toBeVisible();
    await screenshot(page, 'table-in-kernel', testInfo);

    // A file in a store: told in few words, its JSON on demand, drawn as the array that it is.
    await open(page, 'rows_pipeline.odd:Kept');
    await expect
      .poll(async () =>
        (await rows.painted()).some(text =>
          /^raw_.+\.npy · [\d.]+ kB · main$/.test(text)
        )
      )
      .toBe(true);
    await rows.clickCell(1, 40);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(rows.root.locator('.djlab-Json')).toBeHidden();
    await rows.root.getByText('JSON', { exact: true }).click();
    await expect(rows.root.locator('.djlab-Json')).toBeVisible();
    await rows.root.getByRole('button', { name: 'Open in Kernel…' }).click();
    await expect(cells.last()).toContainText('fetch1("raw")');
    await page.keyboard.press('Control+Enter');
    await expect(
      page.locator('.jp-OutputArea-output img[src^="data:image/svg"]')
    ).toHaveCount(2);
    await expect(cells.last()).toContainText('int16, shape (4, ');
  });

  test('goes on when its server was restarted, and says when it was dropped', async ({
    page,
    pipeline
  }) => {
    const sql = (text: string) =>
      execFileSync(
        PYTHON,
        ['-W', 'ignore', '-c', `import datajoint as dj; dj.conn().query("""${text}""")`],
        { cwd: pipeline.folder }
      );
    sql('CREATE TABLE rows_odd.doomed (n int PRIMARY KEY)');
    sql('INSERT INTO rows_odd.doomed SELECT generate_series(1, 30000)');
    await page.evaluate(() => {
      void window.jupyterapp.commands.execute('djlab:open-table', {
        schema: 'rows_odd',
        table: 'doomed'
      });
    });
    await rows.expectPainted('20');
    await rows.wheel(200 * 24);
    await rows.expectPainted('205');
    execFileSync(PYTHON, [
      resolve(__dirname, '../pipeline.py'),
      'restart',
      pipeline.folder
    ], { env: { ...process.env, DJLAB_DATA_DIR: DATA } });
    await rows.forget();
    await expect(async () => {
      await rows.wheel(100 * 24);
      await rows.expectPainted('305');
    }).toPass();
    sql('DROP TABLE rows_odd.doomed');
    await expect(async () => {
      await rows.wheel(200 * 24);
      await expect(rows.message.first()).toContainText('rows_odd.doomed');
    }).toPass();
    await screenshot(page, 'table-dropped', test.info());
    await expect(page.locator('.jp-Dialog')).toHaveCount(0);
  });
});
