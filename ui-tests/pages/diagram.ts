import { expect, type Locator, type Page } from '@playwright/test';

/** The diagram in the main area. */
export class DiagramPage {
  constructor(private readonly page: Page) {
    this.root = page.locator('.djl-Diagram');
    this.scene = this.root.locator('.djl-scene');
    this.details = this.root.getByRole('region', { name: 'Details' });
    this.toolbar = this.root.getByRole('toolbar', { name: 'Diagram' });
    this.search = this.toolbar.getByRole('combobox', {
      name: 'Search tables and modules'
    });
    this.selector = this.toolbar.getByRole('combobox', {
      name: /^Show only what a selector names/
    });
  }

  readonly root: Locator;
  readonly scene: Locator;
  readonly details: Locator;
  readonly toolbar: Locator;
  readonly search: Locator;
  readonly selector: Locator;

  /** Opens the diagram by its command and waits until it is painted. */
  async open(args: Record<string, unknown> = {}): Promise<void> {
    await this.page.evaluate(async given => {
      const app = window.jupyterapp;
      await app.commands.execute('djlab:open-diagram', given as never);
    }, args);
    await this.painted();
  }

  async painted(): Promise<void> {
    await expect(this.scene).toHaveAttribute('data-painted', /\d+/);
    // It is fitted once more when the legend is there.
    let before = '';
    await expect
      .poll(async () => {
        const now = await this.transform();
        const rests = now === before;
        before = now;
        return rests;
      })
      .toBe(true);
  }

  node(id: string): Locator {
    return this.scene.locator(`[data-id=${JSON.stringify(id)}]`);
  }

  get nodes(): Locator {
    return this.scene.locator('[data-id]');
  }

  /** Ids of all nodes that are drawn. */
  async ids(): Promise<string[]> {
    return this.nodes.evaluateAll(elements =>
      elements.map(element => (element as SVGElement).dataset.id ?? '').sort()
    );
  }

  edge(parent: string, child: string): Locator {
    return this.scene.locator(
      `.djl-edgeGroup[data-parent=${JSON.stringify(parent)}][data-child=${JSON.stringify(child)}]`
    );
  }

  /** Clicks on the middle of the line of an edge. */
  async clickEdge(parent: string, child: string): Promise<void> {
    const path = this.edge(parent, child).locator('.djl-hit');
    const point = await path.evaluate(element => {
      const line = element as SVGPathElement;
      const at = line.getPointAtLength(line.getTotalLength() * 0.2);
      const screen = at.matrixTransform(line.getScreenCTM()!);
      return { x: screen.x, y: screen.y };
    });
    await this.page.mouse.click(point.x, point.y);
  }

  button(name: string | RegExp): Locator {
    return this.toolbar.getByRole('button', { name });
  }

  /** The scale and place of the drawing. */
  async transform(): Promise<string> {
    return this.scene.evaluate(
      element => (element as SVGElement).style.transform
    );
  }
}
