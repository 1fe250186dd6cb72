// What a page measures for benchmarks/diagram.py: node diagram.mjs URL CONTENTS_PATH FILE_TO_EDIT RUNS. Prints JSON.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

import { measured, openProject } from './page.mjs';

const [url, path, file, count] = process.argv.slice(2);
const runs = Number(count);
const original = readFileSync(file, 'utf8');

await measured(measure, () => writeFileSync(file, original));

async function measure(page) {
  await openProject(page, url, path, watch);
  await page.waitForTimeout(1500);
  const result = {};
  result.first = await open(page);
  const opened = [];
  const cached = [];
  for (let run = 0; run < runs; run++) {
    await close(page);
    edit(run);
    await page.waitForTimeout(1500);
    opened.push(await open(page));
    await close(page);
    await page.waitForTimeout(300);
    cached.push(await open(page));
  }
  result.open = opened;
  result.reopen = cached;
  result.modules = await open(page, { mode: 'modules' });
  await open(page, { mode: 'tables' });
  const edits = [];
  for (let run = runs; run < 2 * runs; run++) {
    await page.waitForTimeout(1200);
    edits.push(await follow(page, run));
  }
  result.edit = edits;
  result.pan = await pan(page);
  result.nodes = await page.locator('.djl-scene [data-id]').count();
  return result;
}

/** Appends a table to the module. */
function edit(run) {
  appendFileSync(
    file,
    `\n\n@schema\nclass Bench${run}(dj.Manual):\n    definition = """\n    -> Session\n    bench${run} : int\n    """\n`
  );
}

/** Gathers what the page does beside; runs in the page. */
function watch() {
  window.bench = { long: [], scripts: [] };
  new PerformanceObserver(list => {
    window.bench.long.push(...list.getEntries().map(entry => entry.duration));
  }).observe({ entryTypes: ['longtask'] });
  // The browser tells the scripts of frames that take longer than 50 ms: none of the others can.
  new PerformanceObserver(list => {
    for (const { scripts } of list.getEntries()) {
      window.bench.scripts.push(...scripts.map(script => script.duration));
    }
  }).observe({ entryTypes: ['long-animation-frame'] });
}

function open(page, args = { mode: 'tables' }) {
  return page.evaluate(async given => {
    const { jupyterapp, bench } = window;
    bench.long = [];
    bench.scripts = [];
    performance.clearMeasures('djlab:layout');
    const before = document.querySelector('.djl-Diagram .djl-scene')?.dataset
      .painted;
    const began = performance.now();
    await jupyterapp.commands.execute('djlab:open-diagram', given);
    for (;;) {
      await new Promise(requestAnimationFrame);
      const scene = document.querySelector('.djl-Diagram .djl-scene');
      if (scene?.dataset.painted && scene.dataset.painted !== before) {
        break;
      }
      if (performance.now() - began > 60000) {
        throw new Error('nothing was painted');
      }
    }
    await new Promise(requestAnimationFrame);
    const ms = performance.now() - began;
    await new Promise(resolve => setTimeout(resolve, 400));
    const layout = performance.getEntriesByName('djlab:layout').pop();
    return {
      ms,
      long: bench.long,
      scripts: bench.scripts,
      layout: layout?.duration ?? null
    };
  }, args);
}

function close(page) {
  return page.evaluate(() => {
    for (const widget of window.jupyterapp.shell.widgets('main')) {
      if (widget.id === 'djlab-diagram') {
        widget.dispose();
      }
    }
  });
}

/** From the save of a file to the new table on the screen. */
async function follow(page, run) {
  await page.evaluate(number => {
    const { bench } = window;
    bench.long = [];
    bench.scripts = [];
    performance.clearMeasures('djlab:layout');
    bench.painted = new Promise(resolve => {
      const look = () => {
        const scene = document.querySelector('.djl-Diagram .djl-scene');
        const node = scene?.querySelector(`[data-id$=":Bench${number}"]`);
        if (node && scene.dataset.painted !== bench.old) {
          resolve(Date.now());
        } else {
          requestAnimationFrame(look);
        }
      };
      bench.old = document.querySelector(
        '.djl-Diagram .djl-scene'
      )?.dataset.painted;
      look();
    });
  }, run);
  const began = Date.now();
  edit(run);
  const done = await page.evaluate(() => window.bench.painted);
  await page.waitForTimeout(400);
  return page.evaluate(
    ms => ({
      ms,
      long: window.bench.long,
      scripts: window.bench.scripts,
      layout:
        performance.getEntriesByName('djlab:layout').pop()?.duration ?? null
    }),
    done - began
  );
}

/** Drags the ground to and fro, and counts the pictures. */
async function pan(page) {
  await page.evaluate(() => {
    const { bench } = window;
    bench.long = [];
    bench.scripts = [];
    bench.frames = [];
    let last = performance.now();
    const tick = now => {
      bench.frames.push(now - last);
      last = now;
      bench.ticking = requestAnimationFrame(tick);
    };
    bench.ticking = requestAnimationFrame(tick);
  });
  const box = await page.locator('.djl-Diagram .djl-Canvas').boundingBox();
  const [x, y] = [box.x + box.width - 30, box.y + 30];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 0; step < 90; step++) {
    await page.mouse.move(
      x - 150 - 140 * Math.cos(step / 6),
      y + 150 - 140 * Math.cos(step / 9)
    );
  }
  await page.mouse.up();
  return page.evaluate(() => {
    const { bench } = window;
    cancelAnimationFrame(bench.ticking);
    return { frames: bench.frames.slice(2), long: bench.long };
  });
}
