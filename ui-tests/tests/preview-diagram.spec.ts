import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { PYTHON, ROOT } from '../environment';
import { DiagramPage } from '../pages/diagram';
import { expect, test } from '../pages/pipeline';
import { clipboard, execute, openLab, turnTo } from '../pages/shared';

const SESSION = 'rows_pipeline.acquisition:Session';
const RECORDING = 'rows_pipeline.acquisition:Recording';
const SUBJECT = 'rows_pipeline.subject:Subject';
const RATE = 'rows_pipeline.analysis:EventRate';

/** Some rows, and some jobs that fail. */
const POPULATE = `
from rows_pipeline import acquisition
acquisition.Recording.populate(max_calls=3)
def make(self, key): raise RuntimeError("no such file")
acquisition.Recording.make = make
acquisition.Recording.populate(reserve_jobs=True, suppress_errors=True, max_calls=4)
`;

/** Runs what was copied of some views: the tables that DataJoint itself would draw, and those of the command line. */
const NODES = `
import json, shlex, sys
from click.testing import CliRunner
from djlab.cli import main

def tables():
    names = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("rows_pipeline."):
            for table in vars(module).values():
                if isinstance(table, type) and table.__module__ == name and hasattr(table, "full_table_name"):
                    for cls in (table, *vars(table).values()):
                        if isinstance(cls, type) and hasattr(cls, "full_table_name"):
                            names[cls.full_table_name] = f"{name}:{cls.__qualname__}"
    return names

answers = []
for code, command in json.load(sys.stdin):
    imports, _, expression = code.partition("\\n\\n")
    space = {}
    exec(imports, space)
    shown = eval(expression.strip(), space).nodes_to_show
    names = tables()
    result = CliRunner().invoke(main, [*shlex.split(command)[1:], "--format", "json"])
    nodes = json.loads(result.stdout)["nodes"]
    answers.append([sorted(names[node] for node in shown), sorted(node["id"] for node in nodes)])
print(json.dumps(answers))
`;

test.describe('the diagram of a pipeline with a database', () => {
  let page: Page;
  let diagram: DiagramPage;

  test.beforeAll(async ({ browser, baseURL, pipeline }) => {
    page = await openLab(browser, baseURL, 'live-diagram');
    diagram = new DiagramPage(page);
    const root = pipeline.folder;
    const answer = await page.request.post('/djlab/database/connect', {
      data: { root }
    });
    expect(await answer.json()).toMatchObject({ state: 'connected' });
  });

  test.beforeEach(async ({ pipeline }) => {
    await turnTo(page, pipeline.path);
  });

  test.afterEach(async () => {
    await execute(page, 'docmanager:save-all');
    await execute(page, 'application:close-all');
  });

  test.afterAll(async () => {
    await page?.evaluate(async () => {
      await window.jupyterapp.serviceManager.sessions.shutdownAll();
    });
    await page?.context().close();
  });

  function python(pipeline: { folder: string }, code: string, input = '') {
    return execFileSync(PYTHON, ['-W', 'ignore', '-c', code], {
      cwd: pipeline.folder,
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: join(pipeline.folder, 'src') },
      input,
      stdio: ['pipe', 'pipe', 'ignore']
    });
  }

  async function copy(name: string): Promise<string> {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await diagram.button('Copy ▾').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
    await expect.poll(() => clipboard(page)).not.toBe('');
    return clipboard(page);
  }

  test('bears row counts, progress and errors, which can be switched off', async ({
    pipeline
  }) => {
    python(pipeline, POPULATE);
    await diagram.open({ mode: 'tables' });
    const badge = (kind: string) =>
      diagram.scene.locator(`.djl-badges .djl-badge-${kind}`);
    await expect(badge('rows').first()).toBeVisible();
    await expect(badge('errors')).toHaveCount(1);
    await expect(badge('progress').first()).toBeVisible();
    await expect(diagram.node(RECORDING)).toHaveAttribute(
      'aria-label',
      /about 3 rows, 3 of 13 populated, 4 failed jobs/
    );
    await diagram.button('Badges').click();
    await expect(diagram.scene.locator('.djl-badges')).toHaveCount(0);
  });

  test('is copied as code that gives the same tables in DataJoint', async ({
    pipeline
  }) => {
    const views = [
      { focus: SESSION, upstream: 1, downstream: 1 },
      { focus: RECORDING, upstream: null, downstream: null },
      { path: [RATE, SUBJECT] },
      { select: 'tier:lookup 1+Events' },
      { focus: SESSION, select: 'tier:manual', hidden: [SUBJECT] },
      { base: 'tables', hidden: ['rows_pipeline.odd'] }
    ];
    const seen: string[][] = [];
    const copied: [string, string][] = [];
    for (const view of views) {
      await diagram.open(view);
      copied.push([
        await copy('Copy as dj.Diagram(…)'),
        await copy('Copy as djlab Command')
      ]);
      seen.push(await diagram.ids());
    }
    // DataJoint tells first that it connected.
    const lines = python(pipeline, NODES, JSON.stringify(copied)).trim();
    const answers = JSON.parse(lines.split('\n').pop()!) as string[][][];
    expect(answers).toEqual(seen.map(ids => [ids, ids]));
    expect(new Set(seen.map(ids => ids.length)).size).toBeGreaterThan(3);

    await diagram.open({ base: 'modules' });
    expect(await copy('Copy as dj.Diagram(…)')).toContain('.collapse()');
    expect(await copy('Copy as djlab Command')).toContain('--modules');
  });

  test('is dropped on a notebook and embedded in one, and follows its cursor', async ({
    pipeline
  }) => {
    const notebook = `${pipeline.path}/notebooks/dropped.ipynb`;
    const cell = (source: string) => ({
      cell_type: 'code',
      source,
      metadata: {},
      outputs: [],
      execution_count: null
    });
    writeFileSync(
      join(ROOT, notebook),
      JSON.stringify({
        cells: [
          cell('from djlab.notebook import diagram\ndiagram("Session")'),
          cell('last = 1')
        ],
        metadata: {
          kernelspec: { name: 'python3', display_name: 'Python 3' }
        },
        nbformat: 4,
        nbformat_minor: 5
      })
    );
    await diagram.open({ mode: 'tables' });
    await execute(page, 'docmanager:open', {
      path: notebook,
      options: { mode: 'split-right' }
    });
    const cells = page.locator('.jp-Notebook .jp-CodeCell');
    await expect(cells).toHaveCount(2);

    const from = (await diagram.node(SESSION).boundingBox())!;
    const to = (await cells.first().boundingBox())!;
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + 40, from.y + 30);
    await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, {
      steps: 5
    });
    await page.mouse.up();
    const dialog = page.locator('.jp-Dialog');
    await expect(dialog).toContainText('Run this project’s code?');
    await dialog.getByRole('button', { name: 'Run' }).click();
    await expect(cells).toHaveCount(3);
    await expect(cells.nth(1)).toContainText('acquisition.Session()');
    await expect(cells.nth(1).locator('.djlab-preview')).toContainText(
      'first 10 rows'
    );

    // The table that is named where the cursor of the notebook is.
    await cells.nth(1).getByText('Session', { exact: false }).first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(diagram.node(SESSION)).toHaveClass(/djl-located/);

    // One table's neighbourhood, out of a living kernel.
    await execute(page, 'notebook:run-all-cells');
    const output = cells.first().locator('.djl-Embedded');
    await expect(output.locator(`[data-id="${SESSION}"]`)).toBeVisible();
    await expect(output.locator(`[data-id="${SUBJECT}"]`)).toBeVisible();
    await expect(output.locator(`[data-id="${RATE}"]`)).toHaveCount(0);
    await expect(output).toContainText('follows the files');
  });
});
