import { LabPage } from '../pages/lab';
import { expect, test } from '../pages/test';

test.describe('the extension', () => {
  test.use({ autoGoto: false });

  test('activates with all its plugins and without an error', async ({
    page
  }) => {
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(String(error)));
    page.on('console', message => {
      if (message.type() === 'error' && message.text().includes('djlab')) {
        errors.push(message.text());
      }
    });

    await page.goto();

    const lab = new LabPage(page);
    const plugins = await lab.plugins();
    expect(plugins).toContain('djlab:plugin');
    await expect.poll(() => lab.activatedPlugins()).toEqual(plugins);
    expect(errors).toEqual([]);
  });
});
