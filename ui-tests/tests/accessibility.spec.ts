import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expectAccessible } from '../pages/axe';
import { PanelPage } from '../pages/panel';
import { ScaffoldDialog } from '../pages/scaffold';
import { expect, test } from '../pages/test';

/** The rooms of the panel that this looks at; what is drawn in *Diagram* has a test of its own. */
const SECTIONS = ['Modules', 'Selection', 'Stores', 'Notebooks', 'Findings'];

for (const theme of ['Light', 'Dark']) {
  test(`axe finds nothing in panel and dialogs, ${theme.toLowerCase()} theme`, async ({
    page,
    projectFolder
  }) => {
    await page.theme.setTheme(`JupyterLab ${theme}`);
    const root = projectFolder.absolute;
    writeFileSync(
      join(root, 'src/workflow/broken.py'),
      'import datajoint as\n'
    );
    const panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    await panel.root.getByText(/Standard structure/).click();
    await panel.toggle('m:workflow.session');
    await panel.toggle('t:workflow.session:Session');
    await panel.toggle('m:workflow.broken');
    await panel.byKey('t:workflow.session:Session').click();
    for (const section of SECTIONS) {
      await panel.openSection(section);
    }
    await expectAccessible(page, '#djlab-panel');

    await panel.filter.fill('session');
    await expect(panel.tree.locator('mark').first()).toBeVisible();
    await expectAccessible(page, '#djlab-panel');
    await panel.filter.fill('');

    const dialog = new ScaffoldDialog(page);
    await dialog.open(page, 'DataJoint Schema Module…');
    await dialog.field('Module').fill('Not A Name');
    await expect(dialog.problem('name')).toBeVisible();
    await expectAccessible(page, '.djlab-FormDialog');
    await dialog.field('Module').fill('ephys');
    await expect(dialog.command).toBeVisible();
    await expectAccessible(page, '.djlab-FormDialog');
    await page.keyboard.press('Escape');
    await expect(dialog.node).toHaveCount(0);

    await page.contents.createDirectory(`${projectFolder.path}/empty`);
    writeFileSync(join(root, 'pyproject.toml'), '[project\n');
    await expect(panel.root).toContainText('not valid TOML');
    await expectAccessible(page, '#djlab-panel');
  });
}
