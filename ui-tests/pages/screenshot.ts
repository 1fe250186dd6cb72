import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator, Page, TestInfo } from '@playwright/test';

/**
 * Take a picture that the documentation shows.
 *
 * It goes to `docs/images/NAME.png` where the variable `DJLAB_SCREENSHOTS` is `1`, else to the results of the test: an
 * ordinary run changes no file of the repository.
 */
export async function screenshot(
  target: Page | Locator,
  name: string,
  testInfo: TestInfo
): Promise<void> {
  const path =
    process.env.DJLAB_SCREENSHOTS === '1'
      ? resolve(__dirname, '../../docs/images', `${name}.png`)
      : testInfo.outputPath(`${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await target.screenshot({
    path,
    animations: 'disabled',
    // JupyterLab's question about news is no part of what is shown.
    style: '.Toastify { display: none; }'
  });
}

/**
 * Take the same picture in both themes: `NAME.png` in the light one, which is set, and `NAME-dark.png`.
 *
 * `show` brings up what the picture is of: a change of the theme closes what hangs on the mouse.
 */
export async function bothThemes(
  page: IJupyterLabPageFixture,
  name: string,
  testInfo: TestInfo,
  show: () => Promise<void>
): Promise<void> {
  await show();
  await screenshot(page, name, testInfo);
  await page.theme.setTheme('JupyterLab Dark');
  await page.mouse.move(0, 0);
  await show();
  await screenshot(page, `${name}-dark`, testInfo);
  await page.theme.setTheme('JupyterLab Light');
  await page.mouse.move(0, 0);
  await show();
}
