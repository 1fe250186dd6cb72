import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { PYTHON } from '../environment';
import { expectAccessible } from '../pages/axe';
import { PanelPage } from '../pages/panel';
import { RowsPage } from '../pages/rows';
import { screenshot } from '../pages/screenshot';
import { expect, test } from '../pages/test';

const FILL = `
import sys
sys.path.insert(0, "src")
import datajoint as dj
dj.config.stores["main"] = {"protocol": "file", "location": "."}
from workflow import session, subject
subject.Subject.insert([dict(subject_id=n, species="mouse", sex="F") for n in range(3)])
session.Session.insert([dict(subject_id=n, session_idx=1, session_date="2026-01-01", raw=n) for n in range(3)])
session.Session.Note.insert([dict(subject_id=1, session_idx=1, note_idx=n, note="n") for n in range(4)])
session.Summary.populate(reserve_jobs=True, suppress_errors=True)
dj.conn().query("CREATE SCHEMA elsewhere")
dj.conn().query(f"CREATE TABLE elsewhere.note (id int PRIMARY KEY, about int REFERENCES {subject.Subject().full_table_name} (subject_id))")
dj.conn().query("INSERT INTO elsewhere.note VALUES (1, 1), (2, 1), (3, NULL)")
`;

const DRIFT = `
import datajoint as dj
connection = dj.conn()
connection.query('ALTER TABLE small_subject.subject ADD COLUMN extra int')
connection.query('CREATE TABLE small_subject.stray (a int PRIMARY KEY)')
`;

test.use({ actionTimeout: 30_000 });

test.describe('the section Database', () => {
  test('offers a PostgreSQL, starts it, shows what it holds, stops it', async ({
    page,
    projectFolder
  }, testInfo) => {
    const panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    await panel.openSection('Database');
    const section = page.locator('#djlab-database');
    await expect(section).toContainText('No database is configured');

    const start = section.getByRole('button', { name: 'Start PostgreSQL' });
    await start.focus();
    await page.keyboard.press('Enter');
    await expect(section).toContainText('Starting PostgreSQL');
    await expect(section).toContainText('Connected, read-only');
    await expect(section).toContainText('PostgreSQL 18');
    const settings = JSON.parse(
      readFileSync(join(projectFolder.absolute, 'datajoint.json'), 'utf8')
    );
    expect(await section.textContent()).not.toContain(
      settings.database.password
    );

    await panel.toggle('m:workflow.subject');
    const row = panel.byKey('t:workflow.subject:Subject');
    await expect(row.locator('.djlab-Tree-rows')).toHaveText('–');
    execFileSync(PYTHON, ['-W', 'ignore', '-c', FILL], {
      cwd: projectFolder.absolute
    });
    await section.getByRole('button', { name: 'Disconnect' }).click();
    await expect(row.locator('.djlab-Tree-rows')).toHaveCount(0);
    await section.getByRole('button', { name: 'Connect' }).click();
    await expect(row.locator('.djlab-Tree-rows')).not.toHaveText('–');
    // One table by the keyboard alone.
    await expect(row).toHaveAttribute('aria-label', /rows/);
    await row.click();
    await page.keyboard.press('Alt+c');
    await expect(row).toHaveAttribute('aria-label', /, 3 rows/);
    await expect(
      panel.tree.locator('.djlab-Tree-rows[data-exact="true"]')
    ).toHaveCount(1);
    await section.getByRole('button', { name: 'Count all rows' }).click();
    await expect(row.locator('.djlab-Tree-rows')).toHaveAttribute(
      'data-exact',
      'true'
    );
    await panel.openSection('Status');
    const status = page.locator('#djlab-status');
    await expect(status.getByRole('progressbar')).toHaveCount(1);
    await expect(status).toContainText('0 of 3');
    await expect(status).toContainText('3 failed');
    await expect(
      status.getByRole('region', { name: 'Failed jobs' })
    ).toContainText('TypeError');
    await status.getByText('Keys', { exact: true }).click();
    await status.getByText('Traceback').first().click();
    await expect(status).toContainText('Traceback (most recent call last)');
    await page.notebook.createNew('reproduce.ipynb');
    await status
      .getByRole('button', { name: 'Reproduce in notebook' })
      .first()
      .click();
    await expect(page.locator('.jp-Notebook')).toContainText(
      'session.Summary.populate(key)'
    );
    // What an ALTER by hand did is told, with the one that takes it back.
    execFileSync(PYTHON, ['-W', 'ignore', '-c', DRIFT], {
      cwd: projectFolder.absolute
    });
    await panel.openSection('Drift');
    const drift = page.locator('#djlab-drift');
    await drift.getByRole('button', { name: 'Compare' }).click();
    await expect(drift.locator('[data-kind="alterable"]')).toContainText(
      'DROP COLUMN "extra"'
    );
    await expect(
      drift.locator('[data-kind="alterable"] .djlab-Drift-differences')
    ).toHaveText('extra is only in the database');
    await expect(drift.locator('[data-kind="only-in-database"]')).toContainText(
      'stray'
    );
    await screenshot(panel.root, 'drift', testInfo);
    await panel.closeSection('Drift');
    await screenshot(panel.root, 'database-light', testInfo);
    await page.theme.setDarkTheme();
    await screenshot(panel.root, 'database-dark', testInfo);
    await page.theme.setLightTheme();

    await section.getByRole('button', { name: 'Stop PostgreSQL' }).click();
    await expect(section).toContainText('Disconnected');
    await expect(
      section.getByRole('button', { name: 'Start PostgreSQL' })
    ).toBeEnabled();
  });

  test('counts what a delete would take and where rows came from', async ({
    page,
    projectFolder
  }, testInfo) => {
    const panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    await panel.openSection('Database');
    const section = page.locator('#djlab-database');
    await section.getByRole('button', { name: 'Start PostgreSQL' }).click();
    await expect(section).toContainText('Connected, read-only');
    execFileSync(PYTHON, ['-W', 'ignore', '-c', FILL], {
      cwd: projectFolder.absolute
    });
    await section.getByRole('button', { name: 'Disconnect' }).click();
    await section.getByRole('button', { name: 'Connect' }).click();
    await expect(section).toContainText('Connected, read-only');
    await panel.toggle('m:workflow.subject');
    const row = panel.byKey('t:workflow.subject:Subject');
    // From the tree with a restriction, on the diagram, and from a row.
    await row.click({ button: 'right' });
    await page
      .getByRole('menuitem', { name: 'What Would a Delete Take?' })
      .click();
    const cascade = page.locator('.djlab-Cascade');
    await expect(cascade.getByRole('status')).toContainText(
      '12 rows in 4 tables'
    );
    await cascade.getByRole('textbox').fill('subject_id = 1');
    await page.keyboard.press('Enter');
    await expect(cascade.getByRole('status')).toHaveText(
      '8 rows in 4 tables, 1 of them outside the project'
    );
    const lines = cascade.locator('tbody tr');
    await expect(lines).toHaveText([
      /subject\.Subject.*asked about.*Manual\s*1/,
      /elsewhere\.note.*outside the project.*2.*about → subject_id/,
      /session\.Session.*1/,
      /session\.Session\.Note.*Part of session.*4/
    ]);
    await screenshot(page, 'cascade-light', testInfo);
    await page.theme.setDarkTheme();
    await screenshot(page, 'cascade-dark', testInfo);
    await cascade.getByRole('button', { name: 'Show on Diagram' }).click();
    const bar = page.getByRole('group', { name: 'Counted rows' });
    await expect(bar).toContainText('elsewhere.note: 2');
    await expect(page.locator('.djl-node.djl-reached')).toHaveCount(3);
    await expect(page.locator('.djl-badge-reached')).toHaveCount(3);
    await expect(
      page.locator('.djl-node.djl-faded', { hasText: 'Summary' })
    ).toHaveCount(1);
    await screenshot(page, 'cascade-diagram-dark', testInfo);
    await page.theme.setLightTheme();
    await screenshot(page, 'cascade-diagram-light', testInfo);
    await bar.getByText('Clear').click();
    await expect(page.locator('.djl-node.djl-reached')).toHaveCount(0);

    await panel.execute('djlab:open-table', {
      id: 'workflow.session:Session.Note'
    });
    const rows = new RowsPage(page, page.locator('.djlab-Table:visible'));
    await expect(rows.status).toHaveText('4 rows');
    await rows.clickCell(1, 40, 'right');
    await rows.choose('Where Did the Rows Come From?');
    const origin = page.locator('.djlab-Cascade:visible');
    await expect(origin.getByRole('status')).toHaveText('4 rows in 4 tables');
    await expect(origin.getByRole('textbox')).toHaveValue(
      'subject_id = 1 AND session_idx = 1 AND note_idx = 0'
    );
    await expectAccessible(page, '.djlab-Cascade');
  });

  test('on a production host previews run no code, and nothing offers to insert', async ({
    page,
    projectFolder
  }) => {
    const settings = (host: string) =>
      writeFileSync(
        join(projectFolder.absolute, 'datajoint.json'),
        JSON.stringify({ database: { host, user: 'ada', password: 'hush' } })
      );
    const execute = (command: string) =>
      page.evaluate(id => {
        void window.jupyterapp.commands.execute(id, {
          id: 'workflow.subject:Subject'
        });
      }, command);
    settings('db.production.invalid');
    const panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    await panel.openSection('Database');
    await expect(page.locator('#djlab-database')).toContainText('production');
    await execute('djlab:preview-table');
    const notebook = page.locator('.jp-NotebookPanel');
    await expect(notebook).toContainText('dj.FreeTable(dj.conn(), ');
    await expect(notebook).toContainText('subject');
    await expect(notebook).not.toContainText('import subject');

    await execute('djlab:open-table');
    const insert = page.locator('.djlab-Table').getByText('Insert Rows…');
    await expect(page.locator('.djlab-Table')).toContainText('To Notebook');
    await expect(insert).toBeHidden();
    await page.locator('.lm-TabBar-tab.lm-mod-current .lm-TabBar-tabCloseIcon').last().click();
    settings('db.invalid');
    await execute('djlab:open-table');
    await expect(insert).toBeVisible();
  });

  test('asks before it connects to a host that the project names', async ({
    page,
    projectFolder
  }) => {
    writeFileSync(
      join(projectFolder.absolute, 'datajoint.json'),
      JSON.stringify({
        database: {
          host: '127.0.0.1',
          port: 1,
          user: 'ada',
          password: 'hush-hush'
        }
      })
    );
    const panel = new PanelPage(page);
    const connections: string[] = [];
    page.on('request', request => {
      if (/database\/(connect|tables|count)/.test(request.url())) {
        connections.push(request.url());
      }
    });
    await panel.open(projectFolder.path);
    await panel.openSection('Database');
    const section = page.locator('#djlab-database');
    await expect(section).toContainText('Waits for your consent');
    await expect(section).toContainText('datajoint.json names the host');
    expect(connections).toEqual([]);
    await section
      .getByRole('button', { name: 'Connect to 127.0.0.1' })
      .click();
    await expect(section.getByRole('alert').first()).toContainText(
      'does not answer'
    );
    await expect(panel.tree.getByRole('treeitem')).toHaveCount(3);
    expect(await section.textContent()).not.toContain('hush');
    await section.getByRole('button', { name: 'Forget consent' }).click();
    await expect(section).toContainText('Waits for your consent');
  });
});
