import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { PYTHON } from '../environment';
import { DiagramPage } from '../pages/diagram';
import { djlab, drawn } from '../pages/djlab';
import { clipboard, execute, openLab, turnTo } from '../pages/shared';
import { expect, test } from '../pages/test';

test.use({ projectFixture: 'imaging' });

const SESSION = 'workflow.acquisition:Session';
const SCAN = 'workflow.acquisition:Scan';
const SUBJECT = 'workflow.subject:Subject';
const SEGMENTATION = 'workflow.processing:Segmentation';

/** A table whose texts mean something in every format. */
const ODD =
  '\n\n@schema\nclass Größe(dj.Manual):\n    definition = """\n    kind : enum("<b>", "&")\n    """\n';

test.describe('what leaves the diagram', () => {
  let page: Page;
  let diagram: DiagramPage;

  test.beforeAll(async ({ browser, baseURL }) => {
    page = await openLab(browser, baseURL, 'outputs');
    diagram = new DiagramPage(page);
  });

  test.beforeEach(async ({ projectFolder }) => {
    await turnTo(page, projectFolder.path);
  });

  test.afterEach(() => execute(page, 'application:close-all'));

  test.afterAll(async () => {
    await page?.context().close();
  });

  async function save(name: string): Promise<Buffer> {
    await diagram.button('Export ▾').click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name, exact: true }).click();
    return readFileSync((await (await download).path())!);
  }

  async function copy(name: string): Promise<string> {
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await diagram.button('Copy ▾').click();
    await page.getByRole('menuitem', { name, exact: true }).click();
    await expect.poll(() => clipboard(page)).not.toBe('');
    return clipboard(page);
  }

  /** What the browser makes of an SVG file: its texts, and what is wrong with it. */
  async function readSvg(
    text: string
  ): Promise<{ texts: string[]; errors: number; size: number[] }> {
    return page.evaluate(source => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      const root = parsed.documentElement;
      return {
        texts: [...parsed.querySelectorAll('text')].map(
          element => element.textContent ?? ''
        ),
        errors: parsed.querySelectorAll('parsererror').length,
        size: ['width', 'height'].map(name => Number(root.getAttribute(name)))
      };
    }, text);
  }

  test('are files: what is drawn, as the command line draws it', async ({
    projectFolder
  }) => {
    const root = projectFolder.absolute;
    appendFileSync(join(root, 'src/workflow/analysis.py'), ODD);
    await diagram.open({ attributes: ['*'] });
    await expect(diagram.node('workflow.analysis:Größe')).toBeVisible();
    for (const [name, format] of [
      ['Mermaid', 'mermaid'],
      ['DOT', 'dot'],
      ['JSON', 'json']
    ]) {
      const text = (await save(name)).toString('utf8');
      const expected = djlab('diagram', root, '--format', format);
      if (format === 'json') {
        expect(JSON.parse(text)).toEqual(JSON.parse(expected));
      } else {
        expect(text).toBe(expected);
      }
    }

    const whole = (await save('SVG, Whole Diagram')).toString('utf8');
    const { texts, errors, size } = await readSvg(whole);
    expect(errors).toBe(0);
    expect(whole).not.toContain('var(');
    expect(texts).toEqual(expect.arrayContaining(['Größe', 'enum("<b>", "&")']));
    // From near nothing is there twice.
    expect(texts.filter(text => text === 'processing')).toHaveLength(1);
    const png = await save('PNG, Whole Diagram');
    expect(png.toString('latin1', 1, 4)).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(2 * size[0]);

    // As seen: a part of it, as large as the surface.
    await diagram.node(SCAN).click();
    await page.keyboard.press('Escape');
    for (let step = 0; step < 4; step++) {
      await diagram.button('Zoom in').click();
    }
    await page.waitForTimeout(400);
    const seen = (await save('SVG, as Seen')).toString('utf8');
    const surface = (await diagram.root.locator('.djl-Canvas').boundingBox())!;
    const part = await readSvg(seen);
    expect(part.errors).toBe(0);
    expect(part.size[0]).toBeCloseTo(surface.width, -1);
    expect(seen.match(/viewBox="[^"]*"/)).not.toEqual(
      whole.match(/viewBox="[^"]*"/)
    );
    const seenPng = await save('PNG, as Seen');
    expect(seenPng.readUInt32BE(16)).toBe(2 * part.size[0]);
  });

  test('is a path as code, as a command, as a link and as an image', async ({
    projectFolder
  }) => {
    await diagram.open();
    await diagram.node(SUBJECT).click();
    await diagram.node(SEGMENTATION).click({ modifiers: ['Shift'] });
    const ids = [
      SUBJECT,
      SESSION,
      SCAN,
      'workflow.processing:MotionCorrection',
      'workflow.processing:SegmentationTask',
      SEGMENTATION
    ].sort();
    await expect.poll(() => diagram.ids()).toEqual(ids);

    expect(await copy('Copy as dj.Diagram(…)')).toContain(
      '(dj.Diagram(subject.Subject) + 999) * (dj.Diagram(processing.Segmentation) - 999)'
    );
    const command = await copy('Copy as djlab Command');
    expect(drawn(command, projectFolder.absolute)).toEqual(ids);
    const link = new URL(await copy('Copy Link to This View'));

    await page.evaluate(() => navigator.clipboard.writeText('nothing'));
    await diagram.button('Copy ▾').click();
    await page.getByRole('menuitem', { name: 'Copy as Image' }).click();
    const image = () =>
      page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        if (!item?.types.includes('image/png')) {
          return 0;
        }
        const bitmap = await createImageBitmap(await item.getType('image/png'));
        return bitmap.width;
      });
    await expect.poll(image).toBeGreaterThan(200);

    // A page of its own follows the link; a reload of that shows what was last seen.
    const opened = await page.context().newPage();
    await opened.goto(
      link.href.replace('/lab?', '/lab/workspaces/linked?reset&')
    );
    const other = new DiagramPage(opened);
    await other.painted();
    await expect.poll(() => other.ids()).toEqual(ids);
    await expect(opened).not.toHaveURL(/djlab=/);
    await opened.close();
  });

  test('shows what a selector names, and completes it', async ({
    projectFolder
  }) => {
    await diagram.open();
    await diagram.selector.fill('1+Sca');
    await diagram.toolbar
      .getByRole('option', { name: '1+Scan', exact: true })
      .click();
    await expect.poll(() => diagram.ids()).toContain(SCAN);
    await expect(diagram.node(SEGMENTATION)).toHaveCount(0);
    const command = await copy('Copy as djlab Command');
    expect(drawn(command, projectFolder.absolute)).toEqual(
      await diagram.ids()
    );
  });

  test('is embedded in a notebook and follows the files there', async ({
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
    await execute(page, 'docmanager:open', {
      path: `${projectFolder.path}/look.ipynb`
    });
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
});
