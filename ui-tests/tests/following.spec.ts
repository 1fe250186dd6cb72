import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  readFileSync,
  renameSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';

import { PanelPage } from '../pages/panel';
import { expect, test } from '../pages/test';

const LITTER =
  '\n\n@schema\nclass Litter(dj.Manual):\n    definition = """\n    litter : int32\n    """\n';
const SUBJECT = 't:workflow.subject:Subject';
const NEW = 't:workflow.subject:Litter';

test('the panel follows another branch and back, keeping open nodes and selection', async ({
  page,
  projectFolder
}) => {
  const root = projectFolder.absolute;
  const file = join(root, 'src/workflow/subject.py');
  const git = (...words: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=ann', '-c', 'user.email=ann@localhost', ...words],
      { cwd: root }
    );
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  git('checkout', '--quiet', '-b', 'wide');
  appendFileSync(file, LITTER);
  writeFileSync(
    join(root, 'src/workflow/session.py'),
    readFileSync(file, 'utf8').replace('subject', 'gone')
  );
  git('commit', '--quiet', '-am', 'second');
  git('checkout', '--quiet', 'main');

  const panel = new PanelPage(page);
  await panel.open(projectFolder.path);
  await panel.toggle('m:workflow.subject');
  await panel.toggle('m:workflow.session');
  await panel.toggle('t:workflow.session:Session');
  await panel.byKey(SUBJECT).click();
  git('checkout', '--quiet', 'wide');
  await expect(panel.byKey(NEW)).toBeVisible();
  await expect(panel.byKey('t:workflow.session:Session')).toHaveCount(0);
  await expect(panel.byKey(SUBJECT)).toHaveAttribute('aria-selected', 'true');
  git('checkout', '--quiet', 'main');
  await expect(panel.byKey(NEW)).toHaveCount(0);
  await expect(panel.byKey('t:workflow.session:Session.Note')).toBeVisible();
  await expect(panel.byKey(SUBJECT)).toHaveAttribute('aria-selected', 'true');
});

test('a project that is deleted stays on screen, and is followed again once it is back', async ({
  page,
  projectFolder
}) => {
  const root = projectFolder.absolute;
  const panel = new PanelPage(page);
  await panel.open(projectFolder.path);
  await panel.toggle('m:workflow.subject');
  renameSync(root, `${root}-away`);
  await expect(panel.root.getByRole('alert')).toContainText('Not up to date');
  await expect(panel.byKey(SUBJECT)).toBeVisible();
  renameSync(`${root}-away`, root);
  appendFileSync(join(root, 'src/workflow/subject.py'), LITTER);
  await expect(panel.byKey(NEW)).toBeVisible();
  await expect(panel.root.getByRole('alert')).toHaveCount(0);
});

test('several projects are offered, each with its own open nodes', async ({
  page,
  projectFolder
}) => {
  const root = projectFolder.absolute;
  for (const name of ['mouse', 'rat']) {
    cpSync(join(root, 'src'), join(root, 'lab', name, 'src'), {
      recursive: true
    });
    writeFileSync(
      join(root, 'lab', name, 'pyproject.toml'),
      `[project]\nname = "${name}"\ndependencies = ["datajoint>=2"]\n`
    );
  }
  const panel = new PanelPage(page);
  await panel.open(`${projectFolder.path}/lab`);
  const picker = panel.root.getByRole('combobox', { name: 'Project' });
  await expect(
    picker.getByRole('option', { name: /^(mouse|rat) —/ })
  ).toHaveCount(2);
  await picker.selectOption({
    label: `mouse — ${projectFolder.path}/lab/mouse`
  });
  await panel.toggle('m:workflow.subject');
  await expect(panel.byKey(SUBJECT)).toBeVisible();
  await picker.selectOption({ label: `rat — ${projectFolder.path}/lab/rat` });
  await expect(panel.byKey(SUBJECT)).toHaveCount(0);
  await expect(panel.byKey('m:workflow.subject')).toBeVisible();
  await picker.selectOption({
    label: `mouse — ${projectFolder.path}/lab/mouse`
  });
  await expect(panel.byKey(SUBJECT)).toBeVisible();
});

test.describe('without its event socket', () => {
  test.use({ autoGoto: false });

  test('the panel resynchronises by asking', async ({
    page,
    projectFolder
  }) => {
    let isCut = false;
    const cuts: (() => void)[] = [];
    await page.routeWebSocket(/\/api\/events\/subscribe/, socket => {
      const server = socket.connectToServer();
      // What the server emits while the socket is cut is lost; the page learns nothing of it.
      server.onMessage(message => {
        if (!isCut) {
          socket.send(message);
        }
      });
      cuts.push(() => void socket.close());
    });
    await page.goto();
    const panel = new PanelPage(page);
    await panel.open(projectFolder.path);
    await panel.toggle('m:workflow.subject');
    expect(cuts.length).toBeGreaterThan(0);
    isCut = true;
    cuts.forEach(cut => cut());
    appendFileSync(
      join(projectFolder.absolute, 'src/workflow/subject.py'),
      LITTER
    );
    await expect(panel.byKey(NEW)).toBeVisible();
  });
});
