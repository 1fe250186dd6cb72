import type { Locator, Page } from '@playwright/test';

/** The DataJoint side panel. */
export class PanelPage {
  constructor(private readonly page: Page) {
    this.root = page.locator('#djlab-panel');
    this.tree = this.root.getByRole('tree');
    this.filter = this.root.getByRole('searchbox', { name: 'Filter modules' });
    this.findings = this.root.locator('#djlab-findings [role=listbox]');
    this.details = this.root.locator('#djlab-details');
  }

  readonly root: Locator;
  readonly tree: Locator;
  readonly filter: Locator;
  readonly details: Locator;
  readonly findings: Locator;

  /** Shows the panel with the project in a folder, given as a contents path. */
  async open(path: string): Promise<void> {
    await this.execute('djlab:choose-folder', { path });
    await this.tree.getByRole('treeitem').first().waitFor();
  }

  row(name: string): Locator {
    return this.tree.getByRole('treeitem', { name });
  }

  /** The row of a module or table, by its key, such as `t:workflow.subject:Subject`. */
  byKey(key: string): Locator {
    return this.tree.locator(`[data-key="${key}"]`);
  }

  async toggle(key: string): Promise<void> {
    await this.byKey(key).locator('.djlab-Tree-caret').click();
  }

  async openSection(name: string): Promise<void> {
    const title = this.root.locator('.jp-AccordionPanel-title', {
      hasText: name
    });
    if ((await title.getAttribute('aria-expanded')) !== 'true') {
      await title.click();
    }
  }

  async closeSection(name: string): Promise<void> {
    const title = this.root.locator('.jp-AccordionPanel-title', {
      hasText: name
    });
    if ((await title.getAttribute('aria-expanded')) === 'true') {
      await title.click();
    }
  }

  async execute(command: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      ([id, given]) =>
        // What it gives may be a widget, which cannot leave the page.
        window.jupyterapp.commands
          .execute(id as string, given as never)
          .then(() => undefined),
      [command, args] as const
    );
  }

  /**
   * The ids of all tables that the tree shows as far as its nodes are open. The tree holds only the rows in view, so
   * this goes through it page by page.
   */
  async tableIds(): Promise<Set<string>> {
    const ids = new Set<string>();
    await this.tree.evaluate(element => (element.scrollTop = 0));
    for (;;) {
      const [keys, end] = await this.tree.evaluate(element => [
        [...element.querySelectorAll<HTMLElement>('[data-kind="table"]')].map(
          row => row.dataset.key!.slice(2)
        ),
        element.scrollTop + element.clientHeight >= element.scrollHeight - 1
      ]);
      (keys as string[]).forEach(id => ids.add(id));
      if (end) {
        return ids;
      }
      await this.tree.evaluate(async element => {
        element.scrollTop += element.clientHeight;
        await new Promise(resolve => setTimeout(resolve, 50));
      });
    }
  }
}
