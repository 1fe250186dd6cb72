// A page of JupyterLab for the scripts beside that measure in headless Chromium.
import { createRequire } from 'node:module';

const require = createRequire(
  new URL('../ui-tests/package.json', import.meta.url)
);
const { chromium } = require('@playwright/test');

/** Prints what `measure` gives for a page, as JSON, and runs `last` whatever happened. */
export async function measured(measure, last = () => undefined) {
  const browser = await chromium.launch({
    executablePath: process.env.DJLAB_CHROMIUM || undefined,
    args: ['--no-sandbox', '--disable-dev-shm-usage']
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 }
    });
    console.log(JSON.stringify(await measure(page)));
  } finally {
    last();
    await browser.close();
  }
}

/** Opens JupyterLab and turns to the project at a contents path; `before` runs in the page in between. */
export async function openProject(page, url, path, before = () => undefined) {
  await page.goto(`${url}/lab?reset`);
  await page.waitForFunction(() => window.jupyterapp?.restored);
  await page.evaluate(before);
  await page.evaluate(async folder => {
    const { commands, restored } = window.jupyterapp;
    await restored;
    await commands.execute('djlab:choose-folder', { path: folder });
  }, path);
}
