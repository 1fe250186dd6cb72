// What a page measures for benchmarks/marks.py: node marks.mjs URL CONTENTS_PATH FOLDER RUNS. Prints JSON.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { measured, openProject } from './page.mjs';

const [url, path, folder, count] = process.argv.slice(2);
const runs = Number(count);
const upstream = join(folder, 'spyglass', 'common', 'common_lab.py');
const FILE = 'spyglass/common/common_session.py';
const RIGHT = 'session_id = NULL: varchar(200)';
const WRONG = 'session_id = NULL: varcharx(200)';

await measured(measure);

async function measure(page) {
  await openProject(page, url, path);
  const panel = page.locator('#djlab-panel');
  await panel.locator('[role="treeitem"]').first().waitFor();
  const title = panel.locator('.jp-AccordionPanel-title', {
    hasText: 'Findings'
  });
  if ((await title.getAttribute('aria-expanded')) !== 'true') {
    await title.click();
  }
  await panel.locator('.djlab-Findings [role="option"]').first().waitFor();
  await page.evaluate(
    path =>
      window.jupyterapp.commands.execute('djlab:open-source', {
        path,
        line: 29,
        column: 1
      }),
    FILE
  );
  await page.locator('.jp-FileEditor .cm-content').waitFor();
  await page.evaluate(install);
  await page.waitForTimeout(2000);
  const result = {};
  const add = (name, time) => (result[name] ??= []).push(time);
  const pause = () => page.waitForTimeout(1300);
  for (let run = 0; run < runs; run++) {
    for (const [from, to, appears] of [
      [RIGHT, WRONG, true],
      [WRONG, RIGHT, false]
    ]) {
      await pause();
      const [begun, mark, row] = await page.evaluate(
        ([from, to, appears]) => window.bench.save(from, to, appears),
        [from, to, appears]
      );
      const what = appears ? 'comes' : 'goes';
      const { mtimeMs: written } = statSync(join(folder, FILE));
      add(`from the command to the mark, which ${what}`, mark - begun);
      add(`from the command to the panel's row, which ${what}`, row - begun);
      add(`from the write to the panel's row, which ${what}`, row - written);
    }
  }
  const original = readFileSync(upstream, 'utf8');
  const renamed = original.replaceAll(/\bInstitution\b/g, 'Institute');
  for (let run = 0; run < runs; run++) {
    for (const [text, appears] of [
      [renamed, true],
      [original, false]
    ]) {
      await pause();
      const seen = page.evaluate(
        appears => window.bench.mark('Institution', appears),
        appears
      );
      await page.evaluate(() => 0);
      writeFileSync(upstream, text);
      const written = Date.now();
      add(
        `from a write of another file to the mark, which ${appears ? 'comes' : 'goes'}`,
        (await seen) - written
      );
    }
  }
  return result;
}

/** Gives the page its stopwatch; runs in the page. */
function install() {
  const marked = text =>
    [...document.querySelectorAll('.jp-FileEditor .cm-lintRange')].some(node =>
      node.textContent.includes(text)
    );
  const listed = code =>
    !!document.querySelector(
      `#djlab-panel .djlab-Findings [data-code="${code}"]`
    );
  /** Wall-clock milliseconds at the first frame after something is so. */
  const until = holds =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(String(holds))), 20_000);
      const look = () => {
        if (holds()) {
          clearTimeout(late);
          observer.disconnect();
          requestAnimationFrame(() =>
            resolve(performance.timeOrigin + performance.now())
          );
        }
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, {
        attributes: true,
        childList: true,
        subtree: true
      });
      look();
    });
  window.bench = {
    mark: (text, appears) => until(() => marked(text) === appears),
    /** Types and saves at once; gives the times until mark and row follow. */
    save: async (from, to, appears) => {
      const { commands, shell } = window.jupyterapp;
      const { model } = shell.currentWidget.content;
      const text = model.sharedModel.getSource();
      const at = text.indexOf(from);
      model.sharedModel.updateSource(at, at + from.length, to);
      const begun = performance.timeOrigin + performance.now();
      const seen = [
        until(() => marked('varcharx') === appears),
        until(() => listed('DJL202') === appears)
      ];
      void commands.execute('docmanager:save');
      return [begun, ...(await Promise.all(seen))];
    }
  };
}
