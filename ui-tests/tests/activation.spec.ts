import { LabPage } from '../pages/lab';
import { expect, test } from '../pages/test';

test.describe('the extension', () => {
  test.use({ autoGoto: false });

  test('activates without an error', async ({ page }) => {
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(String(error)));
    page.on('console', message => {
      if (message.type() === 'error' && message.text().includes('djlab')) {
        errors.push(message.text());
      }
    });

    await page.goto();

    await expect
      .poll(() => new LabPage(page).activatedPlugins())
      .toContain('djlab:plugin');
    expect(errors).toEqual([]);
  });
});
