import { galata } from '@jupyterlab/galata';

import { DiagramPage } from '../pages/diagram';
import { PanelPage } from '../pages/panel';
import { expect, test } from '../pages/test';

test.use({
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    'djlab:plugin': { diagramDirection: 'TB', editorMarks: false }
  },
  projectFixture: 'flawed'
});

test('settings have help, turn the diagram, and bring marks back at once', async ({
  page,
  projectFolder
}) => {
  const panel = new PanelPage(page);
  await panel.open(projectFolder.path);
  const diagram = new DiagramPage(page);
  await diagram.open();
  const box = async (id: string) => (await diagram.node(id).boundingBox())!;
  const first = await box('unresolved:subject.Subjct');
  const second = await box('workflow.session:Session');
  expect(second.y).toBeGreaterThan(first.y + first.height);

  await panel.execute('djlab:open-source', {
    path: 'src/workflow/session.py',
    line: 14,
    column: 11
  });
  const text = page.locator('.jp-FileEditor .cm-content');
  await expect(text).toContainText('object@main');
  const tab = page.getByRole('tab', { name: 'session.py' });

  await panel.execute('settingeditor:open', { query: 'DataJoint' });
  const form = page.locator('.jp-SettingsPanel');
  for (const title of [
    'Direction of the diagram',
    'What the database says, in the diagram',
    'Marks in the editor',
    'Rows that a preview stores'
  ]) {
    await expect(form.getByText(title, { exact: true })).toBeVisible();
  }
  await expect(form).toContainText('such as patient data');
  await tab.click();
  await expect(page.locator('.cm-lintRange-error')).toHaveCount(0);

  await panel.execute('settingeditor:open', { query: 'DataJoint' });
  await form.getByLabel('Marks in the editor').check();
  await tab.click();
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
});
