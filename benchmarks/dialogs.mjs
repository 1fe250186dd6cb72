// What a page measures for benchmarks/dialogs.py: node dialogs.mjs URL CONTENTS_PATH RUNS MODULE MASTER. Prints JSON.

import { measured, openProject } from './page.mjs';

const [url, path, count, module, master] = process.argv.slice(2);
const runs = Number(count);
const DIALOGS = {
  'New schema module': ['djlab:new-module', {}, 'm'],
  'New table': ['djlab:new-table', { module, upstream: [master] }, 'T'],
  'New part': ['djlab:new-part', { master }, 'P'],
  'New project': ['djlab:new-project', {}, 'p']
};

// A dialog that does not come is an error, not a long wait.
const PATIENCE = 30_000;
await measured(measure);

async function measure(page) {
  page.setDefaultTimeout(PATIENCE);
  await openProject(page, url, path);
  await page.locator('#djlab-panel [role="treeitem"]').first().waitFor();
  const devtools = await page.context().newCDPSession(page);
  // Seconds of the processor, which other programs on the machine do not lengthen.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const work = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const result = { bare: await page.evaluate(bare, runs) };
  for (const [title, [command, args, first]] of Object.entries(DIALOGS)) {
    void page.evaluate(
      ([id, given]) => void window.jupyterapp.commands.execute(id, given),
      [command, args]
    );
    const input = page.locator('.djlab-Form input[name="name"]');
    await input.waitFor();
    await input.fill(first);
    await page.locator('.djlab-Preview-command code').waitFor();
    await page.evaluate(install);
    for (const [name, pause] of [
      ['one key', 400],
      ['typing fast', 40]
    ]) {
      await input.fill(first);
      await page.waitForTimeout(500);
      await page.evaluate(() => window.bench.start());
      const before = await work();
      for (let run = 0; run < runs; run++) {
        await page.keyboard.press('abcdefghij'[run % 10]);
        await page.waitForTimeout(pause);
      }
      await page.waitForTimeout(500);
      const after = await work();
      const spent = metric => ((after[metric] - before[metric]) * 1000) / runs;
      result[`${title}, ${name}`] = {
        ...(await page.evaluate(() => window.bench.stop())),
        script: spent('ScriptDuration'),
        render: spent('LayoutDuration') + spent('RecalcStyleDuration')
      };
    }
    await page.keyboard.press('Escape');
    await page.locator('.djlab-Form').waitFor({ state: 'detached' });
  }
  return result;
}

/** Milliseconds of requests that make the server do nothing; runs in the page. */
async function bare(runs) {
  const times = [];
  for (let run = 0; run < runs; run++) {
    const since = performance.now();
    await (await fetch('/api/status', { cache: 'no-store' })).text();
    times.push(performance.now() - since);
  }
  return times;
}

/** Gives the page its stopwatch; runs in the page. */
function install() {
  const form = document.querySelector('.djlab-Form');
  const input = form.querySelector('input[name="name"]');
  let typed = input.value;
  let waiting = [];
  let times = [];
  let echoes = [];
  input.addEventListener('keydown', event => {
    if (event.key.length === 1) {
      // Not the input's value: it may not hold yet what was typed just before.
      typed += event.key;
      waiting.push([typed, event.timeStamp]);
      const since = event.timeStamp;
      const text = typed;
      const look = now => {
        if (input.value.startsWith(text)) {
          echoes.push(now - since);
        } else if (now - since < 5000) {
          requestAnimationFrame(look);
        }
      };
      requestAnimationFrame(look);
    }
  });
  const look = () => {
    const shown = form.querySelector(
      '.djlab-Preview-command code'
    )?.textContent;
    // A later text shows all that was typed before it.
    const last = waiting.findLastIndex(([text]) =>
      shown?.split(' ').includes(text)
    );
    const done = waiting.splice(0, last + 1);
    if (done.length > 0) {
      requestAnimationFrame(() => {
        times.push(...done.map(([, since]) => performance.now() - since));
      });
    }
  };
  new MutationObserver(look).observe(form, {
    characterData: true,
    childList: true,
    subtree: true
  });
  window.bench = {
    start: () => {
      typed = input.value;
      waiting = [];
      times = [];
      echoes = [];
      performance.clearResourceTimings();
    },
    /** Milliseconds from each key to the frames that show it in its field and in the preview; those of requests. */
    stop: () => ({
      echoes,
      keys: times,
      lost: waiting.length,
      requests: performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('djlab/plans'))
        .map(({ duration }) => duration)
    })
  };
}
