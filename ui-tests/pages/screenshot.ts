import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

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
  await target.screenshot({ path, animations: 'disabled' });
}
