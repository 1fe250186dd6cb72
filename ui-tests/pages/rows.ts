import { expect, type Locator, type Page } from '@playwright/test';

/** A view of rows: the bar, and below it the grid or the HTML table. */
export class RowsPage {
  constructor(
    private readonly page: Page,
    readonly root: Locator
  ) {
    this.bar = root.getByRole('toolbar', { name: 'Rows' });
    this.status = root.locator('.djlab-Rows-status');
    this.message = root.getByRole('status');
    this.grid = root.locator('.djlab-RowGrid');
    this.table = root.locator('table.djlab-RowTable');
    this.scrollBar = this.grid.locator(
      '.lm-ScrollBar[data-orientation="vertical"]'
    );
  }

  readonly bar: Locator;
  readonly status: Locator;
  readonly message: Locator;
  readonly grid: Locator;
  readonly table: Locator;
  /** The vertical one of the grid. */
  readonly scrollBar: Locator;

  /** Records every text that is painted on a canvas: call it before the page loads. */
  static async record(page: Page): Promise<void> {
    await page.addInitScript(() => {
      const painted: string[] = [];
      Object.assign(window, { painted });
      const paint = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
        painted.push(text);
        return paint.call(this, text, ...at);
      };
    });
  }

  button(name: string | RegExp): Locator {
    return this.bar.getByRole('button', { name });
  }

  /** Texts that were painted since the last call of `forget`. */
  async painted(): Promise<string[]> {
    return this.page.evaluate(() => (window as never)['painted']);
  }

  async forget(): Promise<void> {
    await this.page.evaluate(
      () => ((window as never)['painted'] as string[]).splice(0).length
    );
  }

  async expectPainted(...texts: string[]): Promise<void> {
    await expect
      .poll(async () => {
        const painted = new Set(await this.painted());
        return texts.filter(text => !painted.has(text));
      })
      .toEqual([]);
  }

  /** A point in the header of a column, given a point of it in pixels from the grid's left edge. */
  async header(x: number): Promise<{ x: number; y: number }> {
    const box = (await this.grid.boundingBox())!;
    return { x: box.x + x, y: box.y + 10 };
  }

  /** The right edge of the first column, where it can be dragged, in pixels from the grid's left edge. */
  async edge(): Promise<number> {
    const { x, y } = await this.header(0);
    for (let at = 20; at < 800; at += 3) {
      await this.page.mouse.move(x + at, y);
      const cursor = await this.grid
        .locator('.lm-DataGrid-viewport')
        .evaluate(viewport => viewport.style.cursor);
      if (cursor.includes('resize')) {
        return at;
      }
    }
    throw new Error('No edge of a column is in view');
  }

  /** Clicks into a cell: the number of the row in view from 1, and of pixels from the grid's left edge. */
  async clickCell(
    row: number,
    x: number,
    button: 'left' | 'right' = 'left'
  ): Promise<void> {
    const box = (await this.grid.boundingBox())!;
    await this.page.mouse.click(box.x + x, box.y + 42 + (row - 0.5) * 24, {
      button
    });
  }

  /** Chooses an item of the menu that is open. */
  async choose(name: string, timeout?: number): Promise<void> {
    await this.page.getByRole('menuitem', { name }).click({ timeout });
  }

  /** Turns the wheel above the grid. */
  async wheel(pixels: number): Promise<void> {
    const box = (await this.grid.boundingBox())!;
    await this.page.mouse.move(box.x + 100, box.y + 120);
    await this.page.mouse.wheel(0, pixels);
  }
}
