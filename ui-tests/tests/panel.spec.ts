import {
  appendFileSync,
  readFileSync,
  renameSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import { PanelPage } from '../pages/panel';
import { expect, test } from '../pages/test';

test.describe('the panel', () => {
  let panel: PanelPage;
  let source: (module: string) => string;

  test.beforeEach(async ({ page, projectFolder }) => {
    panel = new PanelPage(page);
    source = module =>
      join(projectFolder.absolute, 'src/workflow', `${module}.py`);
    await panel.open(projectFolder.path);
  });

  test('shows modules, tables, parts and attributes', async () => {
    await expect(panel.tree.getByRole('treeitem')).toHaveCount(3);
    await panel.toggle('m:workflow.session');
    await panel.toggle('t:workflow.session:Session');
    await expect(panel.byKey('t:workflow.session:Session.Note')).toBeVisible();
    const attribute = panel.byKey('a:workflow.session:Session:session_date');
    await expect(attribute).toHaveAttribute('aria-level', '3');
    await expect(attribute).toContainText('date');
  });

  test('filters and marks what matches', async () => {
    await panel.filter.fill('raw recording');
    await expect(
      panel.byKey('a:workflow.session:Session:raw').locator('mark').first()
    ).toHaveText('raw');
    await expect(panel.byKey('m:workflow.lab')).toHaveCount(0);
    await panel.filter.press('Escape');
    await expect(panel.tree.getByRole('treeitem')).toHaveCount(3);
  });

  test('follows a save, keeping open nodes and selection', async () => {
    await panel.toggle('m:workflow.subject');
    await panel.byKey('t:workflow.subject:Subject').click();
    const text = readFileSync(source('subject'), 'utf8');
    writeFileSync(
      source('subject'),
      `${text}\n\n@schema\nclass Litter(dj.Manual):\n    definition = """\n    litter : int32\n    """\n`
    );
    await expect(panel.byKey('t:workflow.subject:Litter')).toBeVisible();
    await expect(panel.byKey('t:workflow.subject:Subject')).toHaveAttribute(
      'aria-selected',
      'true'
    );
  });

  test('follows a renamed file, keeping its open nodes', async () => {
    await panel.toggle('m:workflow.session');
    renameSync(source('session'), source('recording'));
    await expect(panel.byKey('t:workflow.recording:Session')).toBeVisible();
    await expect(panel.byKey('m:workflow.session')).toHaveCount(0);
  });

  test('keeps the last good tables of a file that is broken', async () => {
    await panel.toggle('m:workflow.subject');
    const text = readFileSync(source('subject'), 'utf8');
    writeFileSync(source('subject'), `${text}\nclass Broken(\n`);
    await expect(
      panel.byKey('m:workflow.subject').locator('.djlab-Tree-badge')
    ).toBeVisible();
    await expect(panel.byKey('e:workflow.subject')).toContainText('line');
    await expect(panel.byKey('t:workflow.subject:Subject')).toBeVisible();
    writeFileSync(source('subject'), text);
    await expect(panel.byKey('e:workflow.subject')).toHaveCount(0);
  });

  test('is used with the keyboard alone', async ({ page }) => {
    await panel.filter.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await expect(panel.byKey('m:workflow.subject')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(panel.byKey('t:workflow.subject:Subject')).toBeFocused();
    await expect(panel.details).toContainText('an animal');
    await page.keyboard.press('Enter');
    await expect(page.locator('.jp-FileEditor .cm-content')).toBeVisible();
    const lines = readFileSync(source('subject'), 'utf8').split('\n');
    const line = lines.findIndex(text => text.startsWith('class Subject')) + 1;
    await expect(page.locator('#jp-main-statusbar')).toContainText(
      `Ln ${line},`
    );
  });

  test('shows a table and leads to those it is joined with', async () => {
    await panel.toggle('m:workflow.subject');
    await panel.byKey('t:workflow.subject:Subject').click();
    await expect(panel.details).toContainText('small_subject.subject');
    await expect(panel.details).toContainText('-> lab.Species');
    await expect(
      panel.details.getByRole('row', { name: /^subject_id/ })
    ).toBeVisible();
    await expect(panel.details).toContainText('Referenced by');
    await expect(
      panel.details.getByRole('button', { name: 'session.Session' })
    ).toBeVisible();
    await panel.details.getByRole('button', { name: 'lab.Species' }).click();
    await expect(panel.byKey('t:workflow.lab:Species')).toHaveAttribute(
      'aria-selected',
      'true'
    );
  });

  test('offers the commands of a table in its context menu', async ({
    page
  }) => {
    await panel.toggle('m:workflow.subject');
    await panel.byKey('t:workflow.subject:Subject').click({ button: 'right' });
    await expect(page.getByRole('menu')).toContainText('Open Source');
    await page.keyboard.press('Escape');
  });

  test('says which stores DataJoint will have, and why', async ({
    page,
    projectFolder
  }) => {
    const { absolute } = projectFolder;
    const settings = join(absolute, 'pyproject.toml');
    appendFileSync(
      settings,
      '\n[tool.datajoint.stores.cold]\nprotocol = "s3"\nendpoint = "s3.lab.org"\nbucket = "cold"\nlocation = "raw"\n'
    );
    const text = readFileSync(source('session'), 'utf8');
    writeFileSync(
      source('session'),
      text.replace('note : varchar(1000)', 'note : <blob@nowhere>')
    );
    await panel.openSection('Stores');
    const card = (name: string) =>
      panel.root
        .locator('.djlab-Card')
        .filter({ has: page.getByRole('heading', { name, exact: true }) });
    await expect(card('cold')).toBeInViewport();
    await expect(card('cold')).toContainText('s3.lab.org');
    await expect(card('cold')).toContainText('configured but unused');
    await expect(card('cold')).toContainText('pyproject.toml');
    await expect(card('main')).toContainText('file');
    await expect(card('main')).toContainText('data');
    await expect(card('main')).toContainText('DataJoint will not have it');
    await expect(card('main')).toContainText('_stores.py');
    await card('main').getByText('Used by 1 attribute').click();
    await expect(
      card('main').getByRole('button', { name: 'session.Session' })
    ).toBeVisible();
    await expect(card('nowhere')).toContainText('used but not configured');
  });

  test('opens a notebook of the project', async ({ page }) => {
    await panel.openSection('Notebooks');
    const notebook = panel.root.getByRole('option', {
      name: '01-sessions.ipynb'
    });
    await expect(notebook).toContainText('session');
    await notebook.dblclick();
    await expect(page.locator('.jp-NotebookPanel')).toBeVisible();
  });

  test('opens the source at the line of the class by double click', async ({
    page
  }) => {
    await panel.toggle('m:workflow.session');
    await panel.byKey('t:workflow.session:Summary').dblclick();
    const lines = readFileSync(source('session'), 'utf8').split('\n');
    const line = lines.findIndex(text => text.startsWith('class Summary')) + 1;
    await expect(page.locator('#jp-main-statusbar')).toContainText(
      `Ln ${line},`
    );
  });
});

test.describe('without a project', () => {
  test('the panel says what to do', async ({ page, tmpPath }) => {
    const panel = new PanelPage(page);
    await page.contents.createDirectory(`${tmpPath}/empty`);
    await panel.execute('djlab:choose-folder', { path: `${tmpPath}/empty` });
    await expect(panel.root).toContainText(/No DataJoint project|No schema/);
    await expect(
      panel.root.getByRole('button', { name: /folder/ }).first()
    ).toBeVisible();
  });
});
