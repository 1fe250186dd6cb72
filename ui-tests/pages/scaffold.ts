import { expect, type Locator, type Page } from '@playwright/test';

/** The dialogs that write projects, modules, tables and notebooks. */
export class ScaffoldDialog {
  constructor(page: Page) {
    this.node = page.locator('.djlab-FormDialog');
  }

  readonly node: Locator;

  /** Opens a dialog from File > New. */
  async open(
    page: { menu: { clickMenuItem(path: string): Promise<void> } },
    label: string
  ): Promise<void> {
    await page.menu.clickMenuItem(`File>New>${label}`);
    await expect(this.node).toBeVisible();
  }

  field(label: string): Locator {
    return this.node.getByLabel(label, { exact: true });
  }

  problem(field: string): Locator {
    return this.node.locator(
      `[data-djlab-field="${field}"] .djlab-Form-problem`
    );
  }

  get preview(): Locator {
    return this.node.locator('.djlab-Preview-text');
  }

  get command(): Locator {
    return this.node.locator('.djlab-Preview-command code');
  }

  async create(): Promise<void> {
    await this.node
      .getByRole('button', { name: 'Create', exact: true })
      .click();
  }
}
