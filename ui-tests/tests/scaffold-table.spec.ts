import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PanelPage } from '../pages/panel';
import { ScaffoldDialog } from '../pages/scaffold';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

test('New table is checked while typing, added to its module, opened at its definition and undone', async ({
  projectFolder,
  page
}, testInfo) => {
  const path = join(projectFolder.absolute, 'src/workflow/session.py');
  const before = readFileSync(path, 'utf-8');
  const dialog = new ScaffoldDialog(page);
  await dialog.open(page, 'DataJoint Table…');
  await expect(dialog.field('Table')).toBeFocused();
  await dialog.field('Schema module').selectOption('workflow.session');
  await dialog.field('Table').fill('bad_name');
  await expect(dialog.problem('name')).toContainText('e.g. BadName');
  await dialog.field('Table').fill('Weighing');
  await expect(dialog.problem('name')).toHaveCount(0);

  await dialog.node.getByRole('button', { name: 'Add foreign key' }).click();
  await expect(dialog.field('Table that is referred to')).toBeFocused();
  await dialog
    .field('Table that is referred to')
    .selectOption('workflow.subject:Subject');
  await dialog.node.getByText('Rename attributes').click();
  await dialog.field('New name of subject_id').fill('animal');
  await expect(dialog.preview).toContainText(
    '-> subject.Subject.proj(animal="subject_id")'
  );

  await dialog.node.getByRole('button', { name: 'Add attribute' }).nth(1).click();
  await dialog.field('Name').fill('weight');
  await dialog.field('Type').fill('float');
  await dialog.field('Type').fill('float46');
  await expect(dialog.problem('attributes')).toContainText('float46');
  await dialog.field('Type').fill('float64');
  await dialog.field('Comment').fill('(g)');
  await dialog.field('Parts').fill('Reading');
  await expect(dialog.preview).toContainText('weight : float64  # (g)');
  await expect(dialog.preview).toContainText('class Reading(dj.Part)');
  await expect(dialog.command).toContainText(
    "djlab new table workflow.session Weighing --foreign-key workflow.subject:Subject,animal=subject_id"
  );
  await screenshot(page, 'new-table', testInfo);

  await dialog.create();
  await expect(dialog.node).toHaveCount(0);
  const after = readFileSync(path, 'utf-8');
  expect(after.startsWith(before.trimEnd())).toBe(true);
  const editor = page.locator('.jp-FileEditor:visible .cm-content');
  await expect(editor).toContainText('class Weighing(dj.Manual)');
  const line = after.split('\n').findIndex(text => text.includes('class Weighing'));
  await expect(page.locator('#jp-main-statusbar')).toContainText(
    `Ln ${line + 2},`
  );

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => readFileSync(path, 'utf-8')).toBe(before);
  await expect(editor).not.toContainText('Weighing');
});

test('New table refuses a cycle and asks before it touches an editor that is not saved', async ({
  projectFolder,
  page
}) => {
  const path = join(projectFolder.absolute, 'src/workflow/subject.py');
  await page.filebrowser.open(`${projectFolder.path}/src/workflow/subject.py`);
  const editor = page.locator('.jp-FileEditor:visible .cm-content');
  await editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('# not saved yet\n');

  const dialog = new ScaffoldDialog(page);
  await dialog.open(page, 'DataJoint Table…');
  await dialog.field('Schema module').selectOption('workflow.subject');
  await dialog.field('Table').fill('Cage');
  await dialog.node.getByRole('button', { name: 'Add foreign key' }).click();
  const target = dialog.field('Table that is referred to');
  await target.selectOption('workflow.session:Session');
  await expect(dialog.problem('foreign_keys')).toContainText(
    'That closes a cycle: workflow.subject → workflow.session → workflow.subject'
  );
  await dialog.create();
  await expect(dialog.node).toBeVisible();
  expect(readFileSync(path, 'utf-8')).not.toContain('Cage');

  await target.selectOption('workflow.subject:Subject');
  await expect(dialog.preview).toContainText('-> Subject');
  await dialog.create();
  const question = dialog.node.getByRole('alertdialog');
  await expect(question).toContainText('src/workflow/subject.py has changes');
  await question.getByRole('button', { name: 'Back' }).click();
  await expect(question).toHaveCount(0);
  await expect(dialog.node).toBeVisible();
  expect(readFileSync(path, 'utf-8')).not.toContain('Cage');
  await dialog.create();
  await question.getByRole('button', { name: 'Save and Create' }).click();
  await expect(dialog.node).toHaveCount(0);
  const text = readFileSync(path, 'utf-8');
  expect(text.startsWith('# not saved yet\n')).toBe(true);
  expect(text).toContain('class Cage(dj.Manual)');
  await expect(editor).toContainText('class Cage(dj.Manual)');
});

test('New part goes into its master, and a file that changed meanwhile is not overwritten', async ({
  projectFolder,
  page
}, testInfo) => {
  const path = join(projectFolder.absolute, 'src/workflow/session.py');
  await page.theme.setDarkTheme();
  const dialog = new ScaffoldDialog(page);
  const panel = new PanelPage(page);
  await panel.open(projectFolder.path);
  await panel.toggle('m:workflow.session');
  await panel
    .byKey('t:workflow.session:Session')
    .click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'New Part…' }).click();
  await expect(dialog.field('Master')).toHaveValue('workflow.session:Session');
  await dialog.field('Part').fill('Pause');
  await expect(dialog.preview).toContainText('class Pause(dj.Part)');
  await expect(dialog.command).toContainText(
    'djlab new part workflow.session:Session Pause'
  );
  await screenshot(page, 'new-part-dark', testInfo);
  writeFileSync(path, `# mine\n${readFileSync(path, 'utf-8')}`);
  await dialog.create();
  // The plan was stale and is made anew; the second try writes into the file as it is now.
  await expect(dialog.node.getByRole('alert')).toContainText('changed');
  await dialog.create();
  await expect(dialog.node).toHaveCount(0);
  const text = readFileSync(path, 'utf-8');
  expect(text.startsWith('# mine\n')).toBe(true);
  expect(text).toContain('class Pause(dj.Part)');
});
