import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { PYTHON, ROOT } from '../environment';
import { PanelPage } from '../pages/panel';
import { ScaffoldDialog } from '../pages/scaffold';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

/** The pictures of panel and dialog, on the project that `djlab demo` writes. */
const DEMO = join(ROOT, 'djlab-demo');

test.beforeAll(() => {
  rmSync(DEMO, { recursive: true, force: true });
  const script =
    'import sys, pathlib; from djlab.cli.demo import write_demo; write_demo(pathlib.Path(sys.argv[1]))';
  execFileSync(PYTHON, ['-c', script, DEMO]);
});

test.afterAll(() => rmSync(DEMO, { recursive: true, force: true }));

for (const theme of ['Light', 'Dark']) {
  test(`panel and dialog, ${theme.toLowerCase()} theme`, async ({
    page
  }, testInfo) => {
    const name = theme.toLowerCase();
    await page.theme.setTheme(`JupyterLab ${theme}`);
    const panel = new PanelPage(page);
    await panel.open('djlab-demo');
    await page.sidebar.setWidth(380);
    await panel.toggle('m:workflow.acquisition');
    await panel.toggle('t:workflow.acquisition:Session');
    await panel.byKey('t:workflow.acquisition:Session').dblclick();
    await expect(page.locator('.jp-FileEditor .cm-content')).toContainText(
      'class Session'
    );
    await panel.byKey('t:workflow.acquisition:Session').click();
    await expect(panel.details).toContainText('Attributes');
    await screenshot(page, `panel-${name}`, testInfo);

    const dialog = new ScaffoldDialog(page);
    await dialog.open(page, 'DataJoint Schema Module…');
    await dialog.field('Module').fill('behavior');
    await dialog.field('First table').fill('Trial');
    await dialog.field('Tier').selectOption('Imported');
    await dialog.node
      .getByRole('checkbox', { name: 'Session', exact: true })
      .check();
    await expect(dialog.preview).toContainText('-> acquisition.Session');
    await screenshot(page, `new-module-${name}`, testInfo);
  });
}
