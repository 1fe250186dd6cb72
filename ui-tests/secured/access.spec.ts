import { expect, test } from '@playwright/test';

import { TOKEN } from '../environment';

test('the page loads djlab where the server asks for its token', async ({
  page
}) => {
  const loaded = page.waitForResponse(
    response =>
      response.url().includes('/lab/extensions/djlab/static/') &&
      response.status() === 200
  );
  await page.goto(`lab?token=${TOKEN}`);
  await loaded;
  await expect(page.locator('#jp-main-dock-panel')).toBeVisible();
});

test('without the token the server shows its login page', async ({ page }) => {
  await page.goto('lab');
  await expect(page).toHaveURL(/\/login/);
});
