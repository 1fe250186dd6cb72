import { Widget } from '@lumino/widgets';

/**
 * What stands above the rows, as high as its contents are: a bar that wraps takes a second line.
 *
 * Lumino's box layout measures a widget when it is told to, and not when its contents grow.
 */
export class TableTop extends Widget {
  constructor(nodes: ReadonlyArray<HTMLElement>) {
    super();
    this.addClass('djlab-Table-top');
    this._inner.append(...nodes);
    this.node.append(this._inner);
    this._observer.observe(this._inner);
  }

  override dispose(): void {
    this._observer.disconnect();
    super.dispose();
  }

  private _measure(): void {
    const height = `${this._inner.offsetHeight}px`;
    if (this.isVisible && this.node.style.minHeight !== height) {
      this.node.style.minHeight = height;
      this.parent?.fit();
    }
  }

  private readonly _inner = document.createElement('div');
  private readonly _observer = new ResizeObserver(() => this._measure());
}
