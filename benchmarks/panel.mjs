// What a page measures for benchmarks/panel.py: node panel.mjs URL CONTENTS_PATH FOLDER RUNS. Prints JSON.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';

import { measured, openProject } from './page.mjs';

const [url, path, folder, count] = process.argv.slice(2);
const runs = Number(count);
const common = join(folder, 'spyglass', 'common');
const session = join(common, 'common_session.py');
const MODULE = 'spyglass.common.common_session';

await measured(measure);

async function measure(page) {
  await openProject(page, url, path);
  await page.locator('#djlab-panel [role="treeitem"]').first().waitFor();
  // The module whose file is edited is open, in view, and holds the selection.
  await page.evaluate(
    id => window.jupyterapp.commands.execute('djlab:reveal-table', { id }),
    `${MODULE}:Session`
  );
  await row(page, `t:${MODULE}:Session`).waitFor();
  await page.evaluate(install);
  const original = readFileSync(session, 'utf8');
  const before = await page.evaluate(() => window.bench.place());
  const result = {};
  const time = async (name, key, appears, work) => {
    await page.waitForTimeout(1300);
    const seen = page.evaluate(
      ([key, appears]) => window.bench.until(key, appears),
      [key, appears]
    );
    await page.evaluate(() => 0);
    work();
    const written = Date.now();
    (result[name] ??= []).push((await seen) - written);
  };
  const git = (...words) =>
    execFileSync(
      'git',
      [
        '-c',
        'core.hooksPath=/dev/null',
        '-c',
        'user.name=x',
        '-c',
        'user.email=x@localhost',
        ...words
      ],
      { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] }
    ).toString();
  const table = number =>
    `\n\n@schema\nclass Added${number}(dj.Manual):\n    definition = """\n    added : int\n    """\n`;
  for (let run = 0; run < runs; run++) {
    const key = `t:${MODULE}:Added${run}`;
    await time('a table is added', key, true, () =>
      writeFileSync(session, original + table(run))
    );
    await time('and removed', key, false, () =>
      writeFileSync(session, original)
    );
  }
  for (let run = 0; run < runs; run++) {
    const other = join(common, 'common_renamed.py');
    const key = `t:${MODULE}:Session`;
    await time('a file is renamed', key, false, () =>
      renameSync(session, other)
    );
    await time('and renamed back', key, true, () => renameSync(other, session));
    await time('a file is deleted', key, false, () => rmSync(session));
    await time('and written again', key, true, () =>
      writeFileSync(session, original)
    );
  }
  // Thousands of files that are none of the package's, as a repository has them.
  const beside = Array.from({ length: 3000 }, (_, number) =>
    join(folder, 'beside', String(number % 30), `${number}.txt`)
  );
  const fill = text =>
    beside.forEach(file => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    });
  fill('one');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '-A');
  git('commit', '--quiet', '-m', 'all');
  git('checkout', '--quiet', '-b', 'other');
  writeFileSync(session, original + table('Branch'));
  git('rm', '--quiet', '-r', 'spyglass/spikesorting', 'spyglass/decoding');
  git('commit', '--quiet', '-a', '-m', 'less');
  git('checkout', '--quiet', 'main');
  git('checkout', '--quiet', '-b', 'many');
  fill('other');
  for (const file of git('ls-files', '*.py').trim().split('\n')) {
    appendFileSync(join(folder, file), '\n# many\n');
  }
  writeFileSync(session, original + table('Many'));
  git('commit', '--quiet', '-a', '-m', 'many');
  git('checkout', '--quiet', 'main');
  for (let run = 0; run < runs; run++) {
    const key = `t:${MODULE}:AddedBranch`;
    await time('another branch is checked out', key, true, () =>
      git('checkout', '--quiet', 'other')
    );
    await time('and the first again', key, false, () =>
      git('checkout', '--quiet', 'main')
    );
  }
  const files = git('ls-files', '*.py').trim().split('\n');
  for (let run = 0; run < runs; run++) {
    const key = `t:${MODULE}:AddedMany`;
    const name = `${beside.length + files.length} files are checked out`;
    await time(name, key, true, () => git('checkout', '--quiet', 'many'));
    await time(name, key, false, () => git('checkout', '--quiet', 'main'));
  }
  for (let run = 0; run < runs; run++) {
    await time(
      `${files.length} files at once`,
      `t:${MODULE}:AddedAll${run}`,
      true,
      () => {
        files.forEach(file => appendFileSync(join(folder, file), '\n'));
        // One table at a time: those far down in the tree are not in the document.
        writeFileSync(
          session,
          `${original}${'\n'.repeat(run)}${table(`All${run}`)}`
        );
      }
    );
  }
  // The last, because every line of every file then stands elsewhere: all has to be read, and told, anew.
  for (let run = 0; run < runs; run++) {
    await time(
      `a line above all of ${files.length} files`,
      `t:${MODULE}:AddedTop${run}`,
      true,
      () => {
        for (const file of files) {
          const path = join(folder, file);
          writeFileSync(path, `# ${run}\n${readFileSync(path, 'utf8')}`);
        }
        writeFileSync(session, `# ${run}\n${original}${table(`Top${run}`)}`);
      }
    );
  }
  result.kept = [before, await page.evaluate(() => window.bench.place())];
  return result;
}

function row(page, key) {
  return page.locator(`#djlab-panel [data-key="${key}"]`);
}

/** Gives the page its stopwatch; runs in the page. */
function install() {
  const tree = document.querySelector('#djlab-panel [role="tree"]');
  const has = key => !!tree.querySelector(`[data-key="${key}"]`);
  window.bench = {
    /** Wall-clock milliseconds at the first frame after a row is there, or is gone. */
    until: (key, appears) =>
      new Promise(resolve => {
        const done = () =>
          requestAnimationFrame(() =>
            resolve(performance.timeOrigin + performance.now())
          );
        if (has(key) === appears) {
          done();
          return;
        }
        const observer = new MutationObserver(() => {
          if (has(key) === appears) {
            observer.disconnect();
            done();
          }
        });
        observer.observe(tree, {
          attributes: true,
          attributeFilter: ['data-key'],
          childList: true,
          subtree: true
        });
      }),
    /** Where the tree is scrolled to, and what is selected. */
    place: () => [
      tree.scrollTop,
      tree.querySelector('[aria-selected="true"]')?.dataset.key ?? null
    ]
  };
}
