import type { ZoomTransform } from 'd3-zoom';

import type { IRect } from './blocks';
import type { ICanvasOptions } from './canvasOptions';
import type { ILayout } from './layoutJson';
import type { IGlide, Scene } from './scene';
import type { IFree, Viewport } from './viewport';

/** The largest scale at which a drawing is fitted. */
const LARGEST = 1.1;

/** How often a scale is sought at which the names have room, too. */
const ROUNDS = 2;

/** How long a second click may be waited for, in milliseconds. */
const SECOND_CLICK = 500;

/**
 * Which part of the drawing is in view: all of it until somebody pans or zooms, and what is selected also after the
 * surface was resized.
 */
export class Framing {
  /** @param _selected - the node that is selected */
  constructor(
    private readonly _node: HTMLElement,
    private readonly _scene: Scene,
    private readonly _viewport: Viewport,
    private readonly _options: Pick<ICanvasOptions, 'covered' | 'largest'>,
    private readonly _selected: () => string | undefined
  ) {}

  /** Shows all of a layout, also after the surface was resized, until somebody pans or zooms. */
  fit(layout: ILayout, glide: boolean): void {
    const { _node, _scene, _viewport, _options } = this;
    const fitting = (part: IRect): ZoomTransform =>
      fitBeside(_viewport, _scene, part, _node.clientHeight, _options);
    const { width, height } = layout;
    let transform = fitting({ x: 0, y: 0, width, height });
    // Names keep their size on the screen: the smaller the scale, the farther they hang over what they name.
    for (let round = 0; round < ROUNDS; round++) {
      transform = fitting(_scene.extent(layout, transform.k));
    }
    _viewport.set(transform, glide);
    this._isFitted = true;
  }

  /** Shows everything that is drawn. */
  showAll(glide: boolean): void {
    const layout = this._scene.content?.layout;
    if (layout) {
      this.fit(layout, glide);
    }
  }

  /** Shows all again, as long as nobody has panned or zoomed since. */
  refit(): void {
    if (this._isFitted) {
      this.showAll(false);
    }
  }

  /** Somebody panned or zoomed. */
  release(): void {
    this._isFitted = false;
  }

  /** Moves the view along with what it shows. */
  follow({ dx, dy }: IGlide): void {
    if (dx || dy) {
      this._viewport.set(this._viewport.transform.translate(-dx, -dy), false);
      this.release();
    }
  }

  /** Something is being selected: from now on the view is the user's, unless it stays as it is. */
  hold(): void {
    this._selectedAt = this._viewport.transform;
    this._awaiting = null;
  }

  /** Brings a node into view, as soon as there is one: a surface that is hidden has no size. */
  reveal(node: string): void {
    const centre = this._scene.centre(node);
    if (!centre) {
      return;
    }
    if (this._viewport.isEmpty) {
      this._awaiting = node;
    } else {
      this._viewport.reveal(centre, true);
    }
  }

  /** The surface has another size. */
  resized(): void {
    window.clearTimeout(this._revealing);
    if (this._viewport.isEmpty) {
      return;
    }
    if (this._awaiting !== null) {
      const centre = this._scene.centre(this._awaiting);
      this._awaiting = null;
      this.refit();
      if (centre) {
        this._selectedAt = this._viewport.transform;
        this._viewport.reveal(centre, false);
      }
      return;
    }
    const node = this._selected();
    if (node === undefined) {
      this.refit();
      return;
    }
    // What was clicked on stays under the pointer, at least as long as a second click may follow.
    this._revealing = window.setTimeout(() => {
      const centre = this._scene.centre(node);
      // Whoever moved the drawing since then wants to see what it shows now.
      if (!centre || this._viewport.transform !== this._selectedAt) {
        return;
      }
      if (this._isFitted) {
        // All was seen: the details that opened beside it must not hide a part.
        this.showAll(true);
        this._selectedAt = this._viewport.transform;
      } else {
        this._viewport.reveal(centre, true);
      }
    }, SECOND_CLICK);
  }

  dispose(): void {
    window.clearTimeout(this._revealing);
  }

  private _awaiting: string | null = null;
  private _isFitted = false;
  private _revealing = 0;
  private _selectedAt: unknown = null;
}

/**
 * The transform that shows all of a part. Where that would hide something behind the legend in the lower left corner the drawing
 * moves aside or upwards, whichever leaves it larger.
 *
 * @param height - height of the surface in pixels
 */
function fitBeside(
  viewport: Viewport,
  scene: Scene,
  part: IRect,
  height: number,
  options: Pick<ICanvasOptions, 'covered' | 'largest'>
): ZoomTransform {
  const covered = options.covered?.() ?? { width: 0, height: 0, top: 0 };
  const fitting = (free: IFree): ZoomTransform =>
    viewport.fitting(part, options.largest ?? LARGEST, {
      top: covered.top,
      ...free
    });
  const transform = fitting({});
  const [left, bottom] = transform.invert([0, height]);
  const behind = {
    x: left,
    y: bottom - covered.height / transform.k,
    width: covered.width / transform.k,
    height: covered.height / transform.k
  };
  if (!covered.height || !scene.covers(behind)) {
    return transform;
  }
  const beside = fitting({ left: covered.width });
  const above = fitting({ bottom: covered.height });
  return above.k > beside.k ? above : beside;
}
