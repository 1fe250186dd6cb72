import type { Page } from '@playwright/test';

/** JupyterLab itself, as far as djlab's tests look at it. */
export class LabPage {
  constructor(private readonly page: Page) {}

  /** Ids of the plugins of djlab that JupyterLab knows. */
  async plugins(): Promise<string[]> {
    return this.page.evaluate(() =>
      window.jupyterapp.listPlugins().filter(id => id.startsWith('djlab:'))
    );
  }

  /** Ids of those that are activated. */
  async activatedPlugins(): Promise<string[]> {
    return this.page.evaluate(() => {
      const app = window.jupyterapp;
      return app
        .listPlugins()
        .filter(id => id.startsWith('djlab:') && app.isPluginActivated(id));
    });
  }
}
