import { gzipSync } from 'node:zlib';

import { expect, test } from '../pages/test';

const BUDGET = 15_000;

test.describe('the start of JupyterLab', () => {
  test.use({ autoGoto: false });

  test('loads less than 15 kB of djlab before it is shown', async ({
    page
  }, testInfo) => {
    const chunks: Promise<{ url: string; size: number }>[] = [];
    page.on('response', response => {
      if (/\/lab\/extensions\/djlab\/static\/.*\.js/.test(response.url())) {
        chunks.push(
          response.body().then(body => ({
            url: response.url().replace(/.*\//, ''),
            size: gzipSync(body).length
          }))
        );
      }
    });

    await page.goto();

    const loaded = await Promise.all(chunks);
    testInfo.annotations.push({
      type: 'chunks, gzip bytes',
      description: JSON.stringify(loaded)
    });
    expect(loaded.length).toBeGreaterThan(0);
    expect(loaded.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(
      BUDGET
    );
  });
});
