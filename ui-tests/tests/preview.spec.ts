import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { ROOT } from '../environment';
import { DiagramPage } from '../pages/diagram';
import { PanelPage } from '../pages/panel';
import { expect, test } from '../pages/pipeline';
import { RowsPage } from '../pages/rows';
import { screenshot } from '../pages/screenshot';

const NOTEBOOK = 'rows/notebooks/rows.ipynb';

function outputOf(page: Page): RowsPage {
  return new RowsPage(page, page.locator('.djlab-preview').last());
}

async function openFile(page: Page): Promise<void> {
  await page.evaluate(async path => {
    await window.jupyterapp.commands.execute('docmanager:open', { path });
  }, NOTEBOOK);
}

async function openNotebook(page: Page): Promise<void> {
  writeFileSync(
    join(ROOT, NOTEBOOK),
    JSON.stringify({
      cells: [],
      metadata: {
        kernelspec: { name: 'python3', display_name: 'Python 3' }
      },
      nbformat: 4,
      nbformat_minor: 5
    })
  );
  await openFile(page);
  await expect(page.locator('.jp-NotebookPanel')).toBeVisible();
}

/** Starts the command; it ends when its dialogs were answered. */
async function preview(page: Page, id: string): Promise<void> {
  await page.evaluate(table => {
    void window.jupyterapp.commands.execute('djlab:preview-table', {
      id: table
    });
  }, id);
}

interface INotebookPanel {
  context: { ready: Promise<void> };
  sessionContext: { ready: Promise<void> };
  content: {
    widgets: { model: { sharedModel: { setSource(text: string): void } } }[];
    activeCellIndex: number;
  };
}

/** Runs a cell of the user's below all others; does not wait for its end. */
async function run(page: Page, source: string): Promise<void> {
  await page.evaluate(async text => {
    const { commands, shell } = window.jupyterapp;
    const panel = shell.currentWidget as never as INotebookPanel;
    await panel.context.ready;
    await panel.sessionContext.ready;
    const { content } = panel;
    content.activeCellIndex = content.widgets.length - 1;
    await commands.execute('notebook:insert-cell-below');
    content.activeCellIndex = content.widgets.length - 1;
    content.widgets[content.activeCellIndex].model.sharedModel.setSource(text);
    void commands.execute('notebook:run-cell');
  }, source);
}

const SHOW = (table: string) =>
  `%load_ext djlab.notebook\nfrom rows_pipeline import odd\nodd.${table}()`;

test.use({ actionTimeout: 30_000 });

test.describe('rows in a notebook', () => {
  let panel: PanelPage;

  test.beforeEach(async ({ page, pipeline }) => {
    await RowsPage.record(page);
    await page.reload();
    panel = new PanelPage(page);
    await panel.open(pipeline.path);
  });

  test.afterEach(async ({ page }) => {
    await page.evaluate(async () => {
      const { sessions } = window.jupyterapp.serviceManager;
      await sessions.shutdownAll();
    });
  });

  test('come by "Preview in Notebook", after the user agreed', async ({
    page,
    pipeline
  }, testInfo) => {
    await panel.toggle('m:rows_pipeline.odd');
    await panel.byKey('t:rows_pipeline.odd:Reading').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Preview in Notebook' }).click();
    const dialog = page.locator('.jp-Dialog');
    const { host } = JSON.parse(
      readFileSync(join(pipeline.folder, 'datajoint.json'), 'utf8')
    ).database;
    await expect(dialog).toContainText(`djlab@${host}`);
    await expect(dialog).toContainText('rows_odd');
    await screenshot(page, 'preview-consent', testInfo);
    await dialog.getByRole('button', { name: 'Run' }).click();

    const rows = outputOf(page);
    await expect(rows.grid).toBeVisible();
    const cell = page.locator('.jp-CodeCell').first();
    await expect(cell).toContainText('from rows_pipeline import odd');
    await expect(cell).toContainText('odd.Reading()');
    await rows.expectPainted(
      'reading_id',
      'int32',
      'decimal(12,4)',
      '1.2500',
      'NULL',
      String(2n ** 62n + 1n)
    );
    await expect(rows.status).toHaveText('first 10 rows');
    await screenshot(page, 'preview-light', testInfo);

    // Scrolling reads on, page after page.
    await rows.wheel(50);
    await expect(rows.status).toHaveText(/^rows 1–\d+$/);
    for (let step = 0; step < 3; step++) {
      await rows.wheel(2000);
      await page.waitForTimeout(300);
    }
    await expect(rows.status).toHaveText(/^rows [12]\d\d–\d+$/);
    await rows.button('Count').click();
    await expect(rows.status).toContainText('of 2,500');
    await rows.forget();
    await rows.button('Last page').click();
    await rows.expectPainted('2500');
    await expect(rows.status).toContainText('–2,500 of 2,500');

    // A click on a header sorts, a second one the other way.
    await rows.forget();
    const { x, y } = await rows.header(40);
    await page.mouse.click(x, y);
    await rows.expectPainted('reading_id ▲', '1');
    await rows.forget();
    await page.mouse.click(x, y);
    await rows.expectPainted('reading_id ▼', '2500');
    await page.mouse.move(x, y);
    await expect(rows.grid).toHaveAttribute(
      'title',
      'int32, primary key: counts from 1'
    );

    // The menu of a column.
    await page.mouse.click(x + 130, y, { button: 'right' });
    const hide = page.getByRole('menuitem', { name: 'Hide Column' });
    await expect(hide).toBeVisible();
    await rows.forget();
    await hide.click();
    await rows.expectPainted('value');
    expect(await rows.painted()).not.toContain('taken_at');
    await rows.button('Columns').click();
    await page.getByRole('menuitem', { name: 'Show All Columns' }).click();
    await rows.expectPainted('taken_at');

    // A second table, from the diagram, asks no more.
    const diagram = new DiagramPage(page);
    await diagram.open({ mode: 'tables' });
    await diagram.node('rows_pipeline.odd:Empty').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Preview in Notebook' }).click();
    await expect(page.locator('.djlab-preview')).toHaveCount(2);
    await expect(outputOf(page).status).toHaveText('0 rows');
    await expect(dialog).toHaveCount(0);
  });

  test('are not looked for in a table that the import would create', async ({
    page,
    pipeline
  }) => {
    const module = join(pipeline.folder, 'src/rows_pipeline/late.py');
    writeFileSync(
      module,
      'import datajoint as dj\nschema = dj.Schema("rows_late")\n\n@schema\nclass Late(dj.Manual):\n    definition = "n : int32"\n'
    );
    await expect(panel.byKey('m:rows_pipeline.late')).toBeVisible();
    await preview(page, 'rows_pipeline.late:Late');
    const dialog = page.locator('.jp-Dialog');
    await dialog.getByRole('button', { name: 'Run' }).click();
    await expect(dialog).toContainText('has no table rows_late.late');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(page.locator('.jp-NotebookPanel')).toHaveCount(0);
    rmSync(module);
  });

  test('are text whatever they hold, and can be copied and read as a table', async ({
    page,
    context
  }, testInfo) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.theme.setDarkTheme();
    await openNotebook(page);
    await run(page, SHOW('Reading'));
    const rows = outputOf(page);
    await rows.expectPainted('reading_id');
    await screenshot(page, 'preview-dark', testInfo);
    await run(page, 'odd.Hostile()');
    await rows.expectPainted(
      '<script>window.hacked = 1</script>',
      "<img src=x onerror='window.hacked = 1'>",
      '\\u202egnp.exe\\u202c',
      'two⏎lines⇥and a tab'
    );

    // With the keyboard alone: to the grid, down, over two cells, copy.
    const box = (await rows.grid.boundingBox())!;
    await page.mouse.click(box.x + 30, box.y + 60);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ControlOrMeta+c');
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe("1\t<img src=x onerror='window.hacked = 1'>");

    await rows.button('Table').focus();
    await page.keyboard.press('Enter');
    await expect(rows.table).toContainText('<script>window.hacked = 1');
    await expect(rows.table.locator('td.djlab-mod-null').first()).toHaveText(
      'NULL'
    );
    await expect(
      rows.table.getByRole('columnheader', { name: 'words' })
    ).toBeVisible();
    const empty = rows.table.locator('tbody tr').nth(4).locator('td').nth(1);
    await expect(empty).toHaveText('');
    await expect(rows.table.locator('script, img')).toHaveCount(0);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);

    await run(page, 'odd.Wide()');
    await expect(outputOf(page).status).toContainText('50 of 501 columns');

    // A long text takes the width that the other columns leave free.
    await run(page, 'odd.Hostile.proj("words")');
    await rows.expectPainted(
      'longer than a column may be that takes nothing from the others: whole where there is room'
    );

    // All rows, more than were stored, fit: there is nothing to scroll.
    await run(page, 'odd.Reading & "reading_id <= 12"');
    const few = outputOf(page);
    await expect(few.status).toHaveText('first 10 rows');
    await expect(few.scrollBar).toBeHidden();
    await few.button('Next page').click();
    await expect(few.status).toHaveText('12 rows');
    await expect(few.scrollBar).toBeHidden();
    await screenshot(page, 'preview-few', testInfo);
    await run(page, 'odd.Reading & "reading_id <= 40"');
    // Playwright would go on waiting for the button of the output that is the last one now.
    await expect(outputOf(page).status).toHaveText('first 10 rows');
    await outputOf(page).button('Next page').click();
    await expect(outputOf(page).scrollBar).toBeVisible();
  });

  test('wait for a busy kernel and say so', async ({ page }) => {
    await openNotebook(page);
    await run(page, SHOW('Reading'));
    const rows = outputOf(page);
    await expect(rows.status).toHaveText('first 10 rows');
    await run(page, 'import time; time.sleep(5)');
    await rows.button('Next page').click();
    await expect(rows.message).toContainText('The kernel is busy');
    await expect(rows.status).toHaveText('first 10 rows');
    await expect(rows.status).toHaveText(/^rows 1–/);
    await expect(rows.message).toHaveText('');
  });

  test('of a foreign notebook are shown and can do nothing', async ({
    page
  }) => {
    const payload = {
      protocol: 1,
      // eslint-disable-next-line jupyter/no-untranslated-string
      title: 'Foreign <b>table</b>',
      comment: '',
      columns: [
        { name: 'id', type: 'int32', kind: 'integer', key: true },
        { name: 'name', type: 'varchar(9)', kind: 'text', nullable: true }
      ],
      column_count: 2,
      rows: [
        [1, '<img src=x onerror="window.hacked = 1">'],
        [2, null]
      ],
      more: true,
      handle: 'of-another-kernel',
      code: 'window.hacked = 1'
    };
    writeFileSync(
      join(ROOT, NOTEBOOK),
      JSON.stringify({
        cells: [
          {
            cell_type: 'code',
            execution_count: 1,
            metadata: {},
            source: 'odd.Foreign()',
            outputs: [
              {
                output_type: 'execute_result',
                execution_count: 1,
                metadata: {},
                data: {
                  'application/vnd.djlab.preview.v1+json': payload,
                  'text/plain': 'rows'
                }
              }
            ]
          }
        ],
        metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
        nbformat: 4,
        nbformat_minor: 4
      })
    );
    await openFile(page);
    const rows = outputOf(page);
    await rows.expectPainted('<img src=x onerror="window.hacked = 1">', 'NULL');
    await expect(rows.bar).toContainText('Foreign <b>table</b>');
    // The kernel knows nothing of it: neither does djlab's extension run there, nor has it such a handle.
    await expect(rows.button('Next page')).toBeEnabled();
    await rows.button('Next page').click();
    await expect(rows.message).toContainText('no longer holds');
    await expect(rows.button('Next page')).toBeDisabled();
    await expect(rows.status).toContainText('run the cell again');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(readFileSync(join(ROOT, NOTEBOOK), 'utf8')).toContain('odd.Foreign');
  });

  test('need the package in the kernel, which djlab offers to install', async ({
    page,
    projectFolder
  }) => {
    await panel.open(projectFolder.path);
    await preview(page, 'workflow.subject:Subject');
    const dialog = page.locator('.jp-Dialog');
    await dialog.getByRole('button', { name: 'Run' }).click();
    await expect(dialog).toContainText('cannot import the project');
    await dialog.getByRole('button', { name: 'Insert cell' }).click();
    await expect(page.locator('.jp-CodeCell').first()).toContainText(
      '%pip install -e ".."'
    );
  });
});
