import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { ROOT } from '../environment';
import { expectAccessible } from '../pages/axe';
import { DiagramPage } from '../pages/diagram';
import { djlab, drawn } from '../pages/djlab';
import { screenshot } from '../pages/screenshot';
import {
  execute,
  openLab,
  restored,
  setTheme,
  turnTo
} from '../pages/shared';
import { expect, test } from '../pages/test';

test.use({ projectFixture: 'imaging' });

const SESSION = 'workflow.acquisition:Session';
const SCAN = 'workflow.acquisition:Scan';
const SUBJECT = 'workflow.subject:Subject';
const SEGMENTATION = 'workflow.processing:Segmentation';

test.describe('the diagram', () => {
  let page: Page;
  let diagram: DiagramPage;

  test.beforeAll(async ({ browser, baseURL }) => {
    page = await openLab(browser, baseURL, 'diagram');
    diagram = new DiagramPage(page);
  });

  test.beforeEach(async ({ projectFolder }) => {
    await turnTo(page, projectFolder.path);
  });

  // What is open must not outlive its files: JupyterLab would say so in a dialog, in the midst of the next test.
  test.afterEach(() => execute(page, 'application:close-all'));

  test.afterAll(async () => {
    await page?.context().close();
  });

  test('shows the tables that the command line shows, in their modules', async ({
    projectFolder
  }) => {
    await diagram.open();

    const ids = drawn('djlab diagram .', projectFolder.absolute);
    await expect.poll(() => diagram.ids()).toEqual(ids);
    await expect(diagram.scene.locator('.djl-frame')).toHaveCount(4);
    await expect(diagram.node(SESSION)).toHaveAttribute(
      'aria-label',
      /^Session, Manual table of workflow\.acquisition, 3 upstream, 3 downstream/
    );
    // Nothing stands behind the legend.
    const legend = await diagram.root.locator('.djl-Legend').boundingBox();
    for (const frame of await diagram.scene.locator('.djl-frame').all()) {
      const box = await frame.boundingBox();
      const apart =
        box!.x >= legend!.x + legend!.width ||
        box!.y + box!.height <= legend!.y;
      expect(apart).toBe(true);
    }
  });

  test('selects on a click and shows the definition and both directions', async () => {
    await diagram.open();
    await diagram.node(SESSION).hover();
    await expect(diagram.node(SESSION).locator('title')).toContainText(
      'session_date : date'
    );
    await diagram.node(SESSION).click();

    await expect(diagram.details.locator('pre')).toContainText(
      'session_date : date'
    );
    await diagram.details
      .getByRole('button', { name: 'Scan', exact: true })
      .click();
    await expect(diagram.node(SCAN)).toHaveClass(/djl-selected/);
    await expect(diagram.details.locator('pre')).toContainText('frame_rate');

    await diagram.node(SESSION).dblclick();
    const editor = page.locator('.jp-FileEditor .cm-content');
    await expect(editor).toContainText('class Session(dj.Manual)');
  });

  test('opens and closes modules, and lists what lies behind a line', async () => {
    await diagram.open({ mode: 'modules' });
    await expect(diagram.nodes).toHaveCount(4);
    await diagram.clickEdge('workflow.subject', 'workflow.acquisition');
    await expect(diagram.details).toContainText('imports workflow.subject');
    await expect(diagram.details).toContainText('Session → Subject');
    await expect(diagram.details).toContainText('experimenter ← person');
    await expect(diagram.details).toContainText('acquisition.py:5');

    await diagram.scene.locator('[data-toggle="workflow.subject"]').click();
    await expect(diagram.node(SUBJECT)).toBeVisible();
    await expect(diagram.node(SESSION)).toHaveCount(0);
    await expect(
      diagram.edge('workflow.subject:Subject', 'workflow.acquisition')
    ).toHaveCount(1);
    await diagram.scene.locator('[data-toggle="workflow.subject"]').click();
    await expect(diagram.node(SUBJECT)).toHaveCount(0);
  });

  test('follows a save and keeps selection, scale and place', async ({
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

  test('draws cycles with the lines that make them', async ({
    projectFolder
  }) => {
    const package_ = join(projectFolder.absolute, 'src/workflow');
    // A top-level import through a module without tables, one inside a function, and foreign keys.
    appendFileSync(
      join(package_, 'analysis.py'),
      '\nfrom workflow import helpers\n'
    );
    appendFileSync(
      join(package_, 'helpers.py'),
      'from workflow import analysis\n'
    );
    appendFileSync(
      join(package_, 'acquisition.py'),
      '\n\ndef late():\n    from workflow import processing\n'
    );
    appendFileSync(
      join(package_, 'subject.py'),
      '\nfrom workflow import farm\n\n\n@schema\nclass Egg(dj.Manual):\n    definition = "-> farm.Hen"\n'
    );
    appendFileSync(
      join(package_, 'farm.py'),
      'import datajoint as dj\nfrom workflow import subject\n\nschema = dj.Schema("farm")\n\n\n@schema\nclass Hen(dj.Manual):\n    definition = "-> subject.Egg"\n'
    );
    await diagram.open({ mode: 'modules' });
    await expect(diagram.node('workflow.helpers')).toBeVisible();
    const sign = (parent: string, child: string) =>
      diagram.scene.locator(
        `.djl-edgeLabel[data-parent="${parent}"][data-child="${child}"]`
      );
    const acquisition = 'workflow.acquisition';
    await expect(sign('workflow.helpers', 'workflow.analysis')).toHaveText('↻');
    await expect(sign('workflow.processing', acquisition)).toHaveText('(↻)');
    await expect(diagram.root.locator('.djl-Legend')).toContainText(
      '↻ closes a cycle'
    );
    await diagram.clickEdge('workflow.processing', acquisition);
    await expect(diagram.details).toContainText(
      '(↻) Cycle through an import inside a function'
    );
    await expect(diagram.details).toContainText('acquisition.py:55');

    const [egg, hen] = ['workflow.subject:Egg', 'workflow.farm:Hen'];
    await diagram.open({ select: 'Egg Hen' });
    await expect(sign(egg, hen)).toHaveText('↻');
    await diagram.clickEdge(egg, hen);
    await expect(diagram.details).toContainText('↻ Cycle of foreign keys');
    await expect(diagram.edge(egg, hen).locator('.djl-edge')).toHaveCSS(
      'stroke',
      'rgb(179, 38, 30)'
    );
  });

  test('is walked by keys', async () => {
    await diagram.open();
    await diagram.node(SESSION).click();
    await page.keyboard.press('ArrowRight');
    await expect(diagram.node(SCAN)).toBeFocused();
    await page.keyboard.press('f');
    await expect(diagram.node(SUBJECT)).toHaveCount(0);
    await page.keyboard.press('u');
    await expect(diagram.node(SUBJECT)).toBeVisible();
    const upstream = diagram.root.getByRole('slider', {
      name: 'Levels upstream'
    });
    await expect(upstream).toHaveValue('2');
    await page.keyboard.press('Shift+U');
    await expect(diagram.node(SUBJECT)).toHaveCount(0);
    await upstream.focus();
    await page.keyboard.press('End');
    await expect(upstream).toHaveAttribute('aria-valuetext', 'all');
    await expect(diagram.node('workflow.subject:Species')).toBeVisible();
    // With a selector the view is what both name: the bar says so, and drops each.
    await diagram.selector.fill('tier:lookup');
    await page.keyboard.press('Enter');
    await expect(diagram.node(SCAN)).toHaveCount(0);
    const bar = diagram.root.getByRole('group', { name: 'Shown part' });
    const both = bar.getByText('Only what is in both:');
    await expect(both).toBeVisible();
    await bar.getByRole('button', { name: 'Do not select by' }).click();
    await expect(diagram.node(SCAN)).toBeVisible();
    await expect(both).toHaveCount(0);
    // Once is enough to come back, from the bars as well, and what is selected stays in view.
    await page.keyboard.press('Escape');
    await expect(diagram.node(SEGMENTATION)).toBeVisible();
    await expect(diagram.node(SCAN)).toBeInViewport();
    await expect(diagram.details).toContainText('Scan');
    await page.keyboard.press('Escape');
    await expect(diagram.details).toBeHidden();
    await diagram.button('Tables').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('subject.Scan');
    const told = diagram.toolbar.getByRole('status');
    await expect(told).toHaveText('No table or module matches “subject.Scan”.');
    await expect(told).toBeInViewport();
    await diagram.search.fill('analysis.tuni');
    await expect(told).toHaveText('1 match');
    await page.keyboard.press('Enter');
    await expect(diagram.node('workflow.analysis:Tuning')).toBeFocused();
    // The keys go on working where what had the focus is no longer drawn.
    await page.keyboard.press('Space');
    await expect(diagram.node('workflow.analysis')).toBeVisible();
    await page.keyboard.press('Space');
    await expect(diagram.node('workflow.analysis:Tuning')).toBeVisible();
  });

  test('marks the table under the cursor of an editor', async () => {
    await execute(page, 'djlab:open-source', { id: SCAN });
    const editor = page.locator('.jp-FileEditor .cm-content');
    await expect(editor).toBeVisible();
    await diagram.open();
    await expect(diagram.node(SCAN)).toHaveClass(/djl-located/);
    await expect(diagram.node(SESSION)).not.toHaveClass(/djl-located/);
  });

  test('shows the text of a project as text', async ({ projectFolder }) => {
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
    await expect(diagram.node(SCAN)).toBeVisible();
    const count = await diagram.nodes.count();
    await diagram.button('List').click();
    const list = diagram.root.getByRole('region', {
      name: 'Diagram as a table'
    });
    await expect(list.locator('tbody tr')).toHaveCount(count);
    await expect(list).toContainText('renamed: experimenter ← person');
  });

  for (const theme of ['Light', 'Dark']) {
    test(`can be used by everybody: ${theme}`, async ({
      projectFolder
    }, testInfo) => {
      const demo = `${projectFolder.path}-demo`;
      djlab('new', 'project', 'demo', '-C', join(ROOT, demo));
      await setTheme(page, `JupyterLab ${theme}`);
      await turnTo(page, demo);
      await diagram.open();
      await diagram.node(SESSION).click();
      await diagram.button('Fit').click();
      await page.waitForTimeout(400);
      await screenshot(page, `diagram-${theme.toLowerCase()}`, testInfo);
      // Drawing, legend with its keys, details; then the popups, a neighbourhood, the notice, the list.
      await diagram.root.getByText('Keys', { exact: true }).click();
      await expectAccessible(page, '.djl-Diagram');
      await diagram.search.fill('se');
      await expect(diagram.toolbar.getByRole('option').first()).toBeVisible();
      await expectAccessible(page, '.djl-Diagram');
      await page.keyboard.press('Escape');
      // The colours of these are the page's own: one theme tells enough.
      if (theme === 'Light') {
        await diagram.open({ focus: SESSION, select: 'Nobody' });
        await expect(diagram.root.getByRole('slider')).toHaveCount(2);
        await expect(diagram.root.locator('.djl-Notice')).toContainText('Nobody');
        await expectAccessible(page, '.djl-Diagram');
        await diagram.button('Export ▾').click();
        await expect(page.getByRole('menuitem').first()).toBeVisible();
        await expectAccessible(page, '.lm-Menu.djl-Menu');
        await page.keyboard.press('Escape');
      }
      await diagram.button('List').click();
      await expectAccessible(page, '.djl-Diagram');
      rmSync(join(ROOT, demo), { recursive: true });
    });
  }

  test('comes back after a reload as it was left', async () => {
    await diagram.open();
    await diagram.node(SCAN).click();
    await page.keyboard.press('f');
    await expect(diagram.node(SEGMENTATION)).toHaveCount(0);
    // The workspace is saved a moment after the last change.
    await page.waitForTimeout(2000);
    await page.goto(page.url().replace('?reset', ''));
    await restored(page);
    await diagram.painted();
    await expect(diagram.node(SCAN)).toBeVisible();
    await expect(diagram.node(SEGMENTATION)).toHaveCount(0);
  });
});
