import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expectAccessible } from '../pages/axe';
import { PanelPage } from '../pages/panel';
import { ScaffoldDialog } from '../pages/scaffold';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

const SECRET = 'hush-hush-1234';

test('The configuration is explained; a store is added, tested and taken back; a password moves to the secrets', async ({
  projectFolder,
  page
}, testInfo) => {
  const file = (name: string) => join(projectFolder.absolute, name);
  const read = (name: string) => readFileSync(file(name), 'utf8');
  const database = { host: 'h', backend: 'postgresql', password: SECRET };
  const settings = JSON.stringify({ database, loglevel: 'DEBUG' }, null, 2);
  writeFileSync(file('datajoint.json'), settings, { mode: 0o600 });
  const code = 'import datajoint as dj\ndj.config["safemode"] = False\n';
  writeFileSync(file('src/workflow/local.py'), code);
  const pyproject = read('pyproject.toml');
  let bodies = '';
  page.on('response', response => {
    if (response.url().includes('/djlab/')) {
      void response.text().then(
        text => (bodies += text),
        () => undefined
      );
    }
  });

  const panel = new PanelPage(page);
  await panel.open(projectFolder.path);
  await panel.openSection('Database');
  await page
    .locator('#djlab-database')
    .getByRole('button', { name: 'Show Configuration' })
    .click();
  const view = page.locator('.djlab-Configuration');
  const stores = view.getByRole('region', { name: 'Stores' });
  const row = (key: string) =>
    view.getByRole('row').filter({
      has: page.getByRole('rowheader', { name: key, exact: true })
    });
  await expect(row('database.password')).toContainText('••••');
  await expect(row('database.password')).toContainText('datajoint.json');
  await expect(row('database.port')).toContainText('the port stays 3306');
  await expect(row('database.port')).toContainText('The port of the server');
  await expect(row('display.limit')).toHaveCount(0);
  const byCode = view.getByRole('region', { name: 'Set by code' });
  await expect(byCode.getByRole('row', { name: /safemode/ })).toContainText(
    'when the file is imported'
  );
  await stores.getByText('What a store of protocol file may say').focus();
  await page.keyboard.press('Enter');
  await expect(stores.getByText('The folder of the store')).toBeVisible();
  await view.getByLabel('Also what nobody set').check();
  await expect(row('display.limit')).toContainText('12');
  await view.getByLabel('Also what nobody set').uncheck();
  await expect(view.getByRole('region', { name: 'Problems' })).toContainText(
    'never reads [tool.datajoint.stores]'
  );
  await expect(stores).toContainText('DataJoint will not have it');
  await expectAccessible(page, '.djlab-Configuration');
  await screenshot(view, 'configuration-light', testInfo);
  await page.theme.setDarkTheme();
  await expectAccessible(page, '.djlab-Configuration');
  await screenshot(view, 'configuration-dark', testInfo);
  await page.theme.setLightTheme();

  await byCode.getByRole('button', { name: 'src/workflow/local.py:2' }).click();
  await expect(page.getByRole('tab', { name: 'local.py' })).toBeVisible();
  await page.getByRole('tab', { name: 'Configuration' }).click();

  // A new store, with the module that applies all of them.
  await stores.getByRole('button', { name: 'New Store…' }).click();
  const dialog = new ScaffoldDialog(page);
  await dialog.field('Name').fill('raw');
  await dialog.field('Protocol').selectOption('s3');
  await dialog.field('Bucket').fill('b');
  await dialog.create();
  await expect(dialog.problem('settings.endpoint')).toContainText('missing');
  await dialog.field('Protocol').selectOption('file');
  await dialog.field('Location').fill('raw-data');
  await expect(dialog.preview).toContainText('+[tool.datajoint.stores.raw]');
  await expect(dialog.command).toHaveText(
    'djlab new store raw --protocol file --set location=raw-data'
  );
  await screenshot(dialog.node, 'store', testInfo);
  expect(read('pyproject.toml')).toBe(pyproject);
  await dialog.create();
  await expect(dialog.node).toHaveCount(0);
  expect(read('pyproject.toml')).toContain('location = "raw-data"');
  expect(existsSync(file('src/workflow/_stores.py'))).toBe(true);
  const card = stores.locator('.djlab-Card', { hasText: 'raw' });
  await expect(card).toContainText('effective');

  // Tested after a question.
  const testStore = async () => {
    await card.getByRole('button', { name: 'Test this store…' }).click();
    await expect(page.locator('.jp-Dialog')).toContainText('raw-data');
    await page
      .locator('.jp-Dialog')
      .getByRole('button', { name: 'Test', exact: true })
      .click();
  };
  await testStore();
  await expect(card.getByRole('status')).toContainText('there is no folder');
  mkdirSync(file('raw-data'));
  await testStore();
  await expect(card.getByRole('status')).toContainText('is empty so far');

  await page
    .locator('.Toastify__toast')
    .filter({ hasText: '_stores.py' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(card).toHaveCount(0);
  expect(read('pyproject.toml')).toBe(pyproject);
  expect(existsSync(file('src/workflow/_stores.py'))).toBe(false);

  // An edit keeps what the form does not show.
  await stores.getByRole('button', { name: 'Edit main…' }).click();
  await expect(dialog.field('Location')).toHaveValue('data');
  await page.keyboard.press('Escape');

  await view
    .getByRole('button', { name: 'Move database.password out of' })
    .click();
  await expect(dialog.preview).toContainText('.secrets/');
  await dialog.node.getByRole('tab', { name: /datajoint\.json/ }).click();
  await expect(dialog.preview).toContainText('"password": "••••"');
  await dialog.node.getByRole('button', { name: 'Move' }).click();
  await expect(row('database.password')).toContainText(
    '.secrets/database.password'
  );
  expect(read('.secrets/database.password')).toBe(SECRET);
  expect(read('datajoint.json')).not.toContain('password');
  expect(bodies).toContain('database.password');
  expect(bodies).not.toContain(SECRET);
  expect(await page.content()).not.toContain(SECRET);
});
