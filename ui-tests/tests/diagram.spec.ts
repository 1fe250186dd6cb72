import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';

import { PYTHON, ROOT } from '../environment';
import { DiagramPage } from '../pages/diagram';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

test.use({ projectFixture: 'imaging' });

const SESSION = 'workflow.acquisition:Session';
const SCAN = 'workflow.acquisition:Scan';
const SUBJECT = 'workflow.subject:Subject';
const SEGMENTATION = 'workflow.processing:Segmentation';

function djlab(...words: string[]): string {
  const code = 'from djlab.cli import main; main()';
  return execFileSync(PYTHON, ['-c', code, ...words], { encoding: 'utf8' });
}

test.describe('the diagram', () => {
  let diagram: DiagramPage;

  test.beforeEach(async ({ page, projectFolder }) => {
    expect(projectFolder.path).toBeTruthy();
    diagram = new DiagramPage(page);
  });

  test('shows the tables that the command line shows, in their modules', async ({
    projectFolder
  }) => {
    await diagram.open();

    const drawn = JSON.parse(
      djlab('diagram', projectFolder.absolute, '--format', 'json')
    );
    const ids = drawn.nodes.map((node: { id: string }) => node.id).sort();
    expect(await diagram.ids()).toEqual(ids);
    await expect(diagram.scene.locator('.djl-frame')).toHaveCount(4);
    await expect(diagram.node(SESSION)).toHaveAttribute(
      'aria-label',
      /^Session, Manual table of workflow\.acquisition, 3 upstream, 3 downstream/
    );
  });

  test('selects on a click and shows the definition and both directions', async () => {
    await diagram.open();
    await diagram.node(SESSION).click();

    await expect(diagram.details.locator('pre')).toContainText(
      'session_date : date'
    );
    await diagram.details
      .getByRole('button', { name: 'Scan', exact: true })
      .click();
    await expect(diagram.node(SCAN)).toHaveClass(/djl-selected/);
    await expect(diagram.details.locator('pre')).toContainText('frame_rate');
  });

  test('lists the import and the foreign keys behind a line of modules', async () => {
    await diagram.open({ mode: 'modules' });
    await expect(diagram.nodes).toHaveCount(4);
    await diagram.clickEdge('workflow.subject', 'workflow.acquisition');

    await expect(diagram.details).toContainText('imports workflow.subject');
    await expect(diagram.details).toContainText('Session → Subject');
    await expect(diagram.details).toContainText('experimenter ← person');
    await expect(diagram.details).toContainText('acquisition.py:5');
  });

  test('opens and closes a module', async () => {
    await diagram.open({ mode: 'modules' });
    await diagram.scene.locator('[data-toggle="workflow.subject"]').click();
    await expect(diagram.node(SUBJECT)).toBeVisible();
    await expect(diagram.node(SESSION)).toHaveCount(0);
    await expect(
      diagram.edge('workflow.subject:Subject', 'workflow.acquisition')
    ).toHaveCount(1);
    await diagram.scene.locator('[data-toggle="workflow.subject"]').click();
    await expect(diagram.node(SUBJECT)).toHaveCount(0);
  });

  test('follows a save and keeps selection, scale and focus', async ({
    page,
    projectFolder
  }) => {
    await diagram.open();
    await diagram.node(SCAN).click();
    await page.mouse.move(700, 250);
    await page.mouse.wheel(0, -200);
    const before = await diagram.node(SCAN).boundingBox();

    appendFileSync(
      join(projectFolder.absolute, 'src/workflow/analysis.py'),
      '\n\n@schema\nclass Fresh(dj.Computed):\n    definition = """\n    -> processing.acquisition.Scan\n    """\n'
    );

    await expect(diagram.node('workflow.analysis:Fresh')).toBeVisible();
    await expect(diagram.node(SCAN)).toHaveClass(/djl-selected/);
    await expect
      .poll(async () => {
        const after = await diagram.node(SCAN).boundingBox();
        return Math.hypot(after!.x - before!.x, after!.y - before!.y);
      })
      .toBeLessThan(3);
  });

  test('is walked by keys', async ({ page }) => {
    await diagram.open();
    await diagram.node(SESSION).click();
    await page.keyboard.press('ArrowRight');
    await expect(diagram.node(SCAN)).toBeFocused();
    await page.keyboard.press('f');
    await expect(diagram.node(SUBJECT)).toHaveCount(0);
    await page.keyboard.press('u');
    await expect(diagram.node(SUBJECT)).toBeVisible();
    await page.keyboard.press('Shift+U');
    await expect(diagram.node(SUBJECT)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(diagram.node(SEGMENTATION)).toBeVisible();
    await page.keyboard.press('/');
    await page.keyboard.type('tuni');
    await page.keyboard.press('Enter');
    await expect(diagram.node('workflow.analysis:Tuning')).toBeFocused();
  });

  test('shows what a selector names, and completes it', async ({ page }) => {
    await diagram.open();
    await diagram.selector.fill('1+Sca');
    await diagram.toolbar
      .getByRole('option', { name: '1+Scan', exact: true })
      .click();
    await expect.poll(() => diagram.ids()).toContain(SCAN);
    await expect(diagram.node(SEGMENTATION)).toHaveCount(0);

    await diagram.selector.fill('Nobody');
    await page.keyboard.press('Enter');
    await expect(diagram.root.getByRole('status')).toContainText('Nobody');
  });

  test('shows the path between two tables, and copies it as code', async ({
    page,
    context
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await diagram.open();
    await diagram.node(SUBJECT).click();
    await diagram.node(SEGMENTATION).click({ modifiers: ['Shift'] });
    await expect
      .poll(() => diagram.ids())
      .toEqual(
        [
          SUBJECT,
          SESSION,
          SCAN,
          'workflow.processing:MotionCorrection',
          'workflow.processing:SegmentationTask',
          SEGMENTATION
        ].sort()
      );

    await diagram.button('Copy ▾').click();
    await page.getByRole('menuitem', { name: 'Copy as dj.Diagram(…)' }).click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain(
        '(dj.Diagram(subject.Subject) + 999) * (dj.Diagram(processing.Segmentation) - 999)'
      );
  });

  test('exports what is drawn, as the command line does', async ({
    page,
    projectFolder
  }) => {
    await diagram.open();
    const save = async (name: string): Promise<string> => {
      await diagram.button('Export ▾').click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name, exact: true }).click();
      return readFileSync((await (await download).path())!, 'utf8');
    };
    for (const [name, format] of [
      ['Mermaid', 'mermaid'],
      ['DOT', 'dot']
    ]) {
      expect(await save(name)).toBe(
        djlab('diagram', projectFolder.absolute, '--format', format)
      );
    }
    const svg = await save('SVG, Whole Diagram');
    expect(svg).toContain('>MotionCorrection</text>');
    expect(svg).not.toContain('var(');
    const errors = await page.evaluate(
      text =>
        new DOMParser()
          .parseFromString(text, 'image/svg+xml')
          .querySelectorAll('parsererror').length,
      svg
    );
    expect(errors).toBe(0);
    const png = await save('PNG, Whole Diagram');
    expect(png.slice(1, 4)).toBe('PNG');
  });

  test('comes back after a reload as it was left', async ({ page }) => {
    await diagram.open();
    await diagram.node(SCAN).click();
    await page.keyboard.press('f');
    await expect(diagram.node(SEGMENTATION)).toHaveCount(0);
    // The workspace is saved a moment after the last change.
    await page.waitForTimeout(2000);
    await page.reload({ waitForIsReady: false } as never);
    await diagram.painted();
    await expect(diagram.node(SCAN)).toBeVisible();
    await expect(diagram.node(SEGMENTATION)).toHaveCount(0);
  });

  test('is opened by a link, which does not come back', async ({
    baseURL,
    context,
    projectFolder
  }) => {
    const link = {
      project: projectFolder.path,
      focus: SCAN,
      upstream: 0,
      downstream: 1
    };
    // A page of its own: Galata's waits for the launcher, in whose place the diagram comes.
    const page = await context.newPage();
    const opened = new DiagramPage(page);
    await page.goto(
      `${baseURL}/lab/workspaces/linked?djlab=${encodeURIComponent(JSON.stringify(link))}`
    );
    await opened.painted();
    await expect(opened.node(SCAN)).toBeVisible();
    await expect(opened.node(SESSION)).toHaveCount(0);

    await expect(page).toHaveURL(/lab\/workspaces\/linked$/);
    await page.close();
  });

  test('shows the text of a project as text', async ({
    page,
    projectFolder
  }) => {
    appendFileSync(
      join(projectFolder.absolute, 'src/workflow/subject.py'),
      '\n\n@schema\nclass Evil(dj.Manual):\n    definition = """\n    # <img src=x onerror="window.evil=1">\n    evil : int32 # <script>window.evil=1</script>\n    """\n'
    );
    await diagram.open({ attributes: ['*'] });
    await diagram.node('workflow.subject:Evil').click();
    await expect(diagram.details.locator('pre')).toContainText('<img src=x');
    expect(await page.evaluate(() => 'evil' in window)).toBe(false);
  });

  test('lists the same content as a table', async () => {
    await diagram.open();
    const count = await diagram.nodes.count();
    await diagram.button('List').click();
    const list = diagram.root.getByRole('region', {
      name: 'Diagram as a table'
    });
    await expect(list.locator('tbody tr')).toHaveCount(count);
    await expect(list).toContainText('renamed: experimenter ← person');
  });

  test('marks the table under the cursor of an editor', async ({ page }) => {
    await diagram.open();
    await page.evaluate(async id => {
      const { commands } = window.jupyterapp;
      await commands.execute('djlab:open-source', { id });
    }, SCAN);
    await expect(page.locator('.jp-FileEditor .cm-content')).toBeVisible();
    await diagram.open();
    await expect(diagram.node(SCAN)).toHaveClass(/djl-located/);
    await expect(diagram.node(SESSION)).not.toHaveClass(/djl-located/);
  });

  // It failed for want of consent when it last ran; since it agrees to the server it has not been run.
  test.fixme('bears what the database says, where djlab is connected', async ({
    page,
    projectFolder
  }) => {
    const folder = `${projectFolder.path}-live`;
    const root = join(ROOT, folder);
    djlab('new', 'project', 'live', '-C', root);
    djlab('db', 'start', root);
    try {
      // Declares the tables, as a kernel does that imports the project.
      const code =
        "import sys; sys.path.insert(0, 'src'); import workflow.analysis";
      execFileSync(PYTHON, ['-W', 'ignore', '-c', code], { cwd: root });
      await page.evaluate(
        path =>
          window.jupyterapp.commands
            .execute('djlab:choose-folder', { path })
            .then(() => null),
        folder
      );
      const routes = '/djlab/database';
      const shown = await page.request.get(routes, { params: { root } });
      const { backend, host, port, user } = await shown.json();
      await page.request.post(`${routes}/consent`, {
        data: { root, allow: true, backend, host, port, user }
      });
      const answer = await page.request.post(`${routes}/connect`, {
        data: { root }
      });
      expect(await answer.json()).toMatchObject({ state: 'connected' });
      await diagram.open();
      const badges = diagram.scene.locator('.djl-badges');
      await expect(badges.first()).toBeVisible();
      await expect(diagram.node(SUBJECT)).toHaveAttribute(
        'aria-label',
        /about \d+ rows/
      );
      await diagram.button('Badges').click();
      await expect(badges).toHaveCount(0);
    } finally {
      djlab('db', 'stop', root);
      rmSync(root, { recursive: true });
    }
  });

  test('is embedded in a notebook and follows the files there', async ({
    page,
    projectFolder
  }) => {
    const code = [
      'import json, sys, nbformat.v4 as v4, nbformat',
      'from djlab.notebook import diagram',
      "output = v4.new_output('display_data', diagram(sys.argv[1])._repr_mimebundle_())",
      "cell = v4.new_code_cell('diagram()', outputs=[output])",
      "kernel = {'name': 'python3', 'display_name': 'Python 3', 'language': 'python'}",
      "notebook = v4.new_notebook(cells=[cell], metadata={'kernelspec': kernel})",
      "nbformat.write(notebook, sys.argv[1] + '/look.ipynb')"
    ].join('\n');
    execFileSync(PYTHON, ['-c', code, projectFolder.absolute]);
    await page.evaluate(
      path =>
        window.jupyterapp.commands
          .execute('docmanager:open', { path })
          .then(() => null),
      `${projectFolder.path}/look.ipynb`
    );
    const output = page.locator('.djl-Embedded');
    await expect(output.locator(`[data-id="${SCAN}"]`)).toBeVisible();
    await expect(output).toContainText('follows the files');

    appendFileSync(
      join(projectFolder.absolute, 'src/workflow/analysis.py'),
      '\n\n@schema\nclass Fresh(dj.Computed):\n    definition = """\n    -> processing.acquisition.Scan\n    """\n'
    );
    await expect(
      output.locator('[data-id="workflow.analysis:Fresh"]')
    ).toBeVisible();

    await output.getByRole('button', { name: 'Open Diagram' }).click();
    await diagram.painted();
    await expect(diagram.node(SCAN)).toBeVisible();
  });

  for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
      test(`can be used by everybody: ${theme}`, async ({
      page,
      projectFolder
    }, testInfo) => {
      const demo = `${projectFolder.path}-demo`;
      djlab('new', 'project', 'demo', '-C', join(ROOT, demo));
      await page.theme.setTheme(theme);
      await page.evaluate(
        path =>
          window.jupyterapp.commands
            .execute('djlab:choose-folder', { path })
            .then(() => null),
        demo
      );
      await diagram.open();
      await diagram.node(SESSION).click();
      await page.sidebar.close('left');
      await diagram.button(/Show everything that is drawn/).click();
      await page.waitForTimeout(400);
      const shade = theme.endsWith('Dark') ? 'dark' : 'light';
      await screenshot(page, `diagram-${shade}`, testInfo);

      for (const asTable of [false, true]) {
        if (asTable) {
          await diagram.button('List').click();
        }
        const results = await new AxeBuilder({ page })
          .include('.djl-Diagram')
          .analyze();
        const found = results.violations.map(
          violation =>
            `${violation.id}: ${violation.nodes.map(node => node.html).join('\n')}`
        );
        expect(found).toEqual([]);
      }
      rmSync(join(ROOT, demo), { recursive: true });
    });
  }
});
