import type { Browser, Page } from '@playwright/test';

/**
 * A page with JupyterLab that several tests use one after the other: to load it takes longer than most of them.
 */
export async function openLab(
  browser: Browser,
  baseURL: string | undefined,
  workspace: string
): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: { width: 1280, height: 800 }
  });
  const page = await context.newPage();
  await page.goto(`${baseURL}/lab/workspaces/${workspace}?reset`);
  await restored(page);
  return page;
}

/** Waits until JupyterLab is there. */
export async function restored(page: Page): Promise<void> {
  await page.waitForFunction(() => 'jupyterapp' in window, null, {
    timeout: 120_000
  });
  await page.evaluate(() => window.jupyterapp.restored.then(() => null));
}

export async function execute(
  page: Page,
  id: string,
  args: object = {}
): Promise<void> {
  await page.evaluate(
    ([command, given]) =>
      window.jupyterapp.commands
        .execute(command as string, given as never)
        .then(() => null),
    [id, args] as const
  );
}

/** Shows the project in a folder. */
export async function turnTo(page: Page, path: string): Promise<void> {
  await execute(page, 'djlab:choose-folder', { path });
}

export async function clipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

export async function setTheme(page: Page, theme: string): Promise<void> {
  await execute(page, 'apputils:change-theme', { theme });
  await page.waitForFunction(
    name => document.body.dataset.jpThemeName === name,
    theme
  );
}
