import { select } from 'd3-selection';
import {
  zoom,
  zoomIdentity,
  type D3ZoomEvent,
  type ZoomTransform
} from 'd3-zoom';

import type { IRect } from './blocks';

/** Below these scales text would be too small to read, and is left out. */
const FAR = 0.5;
const TINY = 0.28;

const MARGIN = 32;

/** Pixels of the surface that something else lies over. */
export interface IFree {
  readonly left?: number;
  readonly top?: number;
  readonly bottom?: number;
}

/**
 * Pans and zooms a drawing by a CSS transform, so that the browser moves what it has already painted.
 */
export class Viewport {
  constructor(
    private readonly _host: HTMLElement,
    private readonly _drawing: SVGSVGElement,
    private readonly _onEnd: (byHand: boolean) => void,
    /** Called with the scale when it came to rest. */
    private readonly _onScale: (scale: number) => void,
    wheel: 'always' | 'focused'
  ) {
    this._zoom
      .scaleExtent([0.02, 4])
      .filter(
        (event: MouseEvent) =>
          event.button === 0 &&
          (!event.ctrlKey || event.type === 'wheel') &&
          !event.shiftKey &&
          (event.type === 'wheel'
            ? wheel === 'always' ||
              event.ctrlKey ||
              this._host.contains(document.activeElement)
            : !onTable(event.target))
      )
      .on('start', () => {
        this._before = this._transform;
        this._drawing.style.willChange = 'transform';
      })
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) =>
        this._apply(event.transform)
      )
      .on('end', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        // Without the hint the browser paints anew, and sharply, at the new scale.
        this._drawing.style.willChange = '';
        this._settle();
        this._onEnd(
          Boolean(event.sourceEvent) && this._before !== this._transform
        );
      });
    select(this._host).call(this._zoom).on('dblclick.zoom', null);
  }

  get transform(): ZoomTransform {
    return this._transform;
  }

  /** Whether there is nothing to see the drawing in, as while the surface is hidden. */
  get isEmpty(): boolean {
    return !this._host.clientWidth || !this._host.clientHeight;
  }

  /** The part of the drawing that is seen, in its pixels. */
  get window(): IRect {
    const { x, y, k } = this._transform;
    const { clientWidth, clientHeight } = this._host;
    return {
      x: -x / k,
      y: -y / k,
      width: clientWidth / k,
      height: clientHeight / k
    };
  }

  /** The transform that shows all of a part of the drawing, no larger than `largest`, beside what is kept free. */
  fitting(part: IRect, largest: number, free: IFree): ZoomTransform {
    const { left = 0, top = 0, bottom = 0 } = free;
    const width = this._host.clientWidth - left;
    const height = this._host.clientHeight - top - bottom;
    const scale = Math.min(
      largest,
      Math.max(40, width - 2 * MARGIN) / Math.max(1, part.width),
      Math.max(40, height - 2 * MARGIN) / Math.max(1, part.height)
    );
    return zoomIdentity
      .translate(
        left + (width - part.width * scale) / 2 - part.x * scale,
        top + (height - part.height * scale) / 2 - part.y * scale
      )
      .scale(scale);
  }

  /** Brings a point of the drawing to the middle; a scale that is too small to read is enlarged. */
  centre([x, y]: readonly [number, number], glide: boolean): void {
    const scale = Math.max(this._transform.k, 0.8);
    const { clientWidth, clientHeight } = this._host;
    this.set(
      zoomIdentity
        .translate(clientWidth / 2 - x * scale, clientHeight / 2 - y * scale)
        .scale(scale),
      glide
    );
  }

  /** Brings a point into view if it is not, or if it is too small to read. */
  reveal(point: readonly [number, number], glide: boolean): void {
    const { x, y, width, height } = this.window;
    const margin = 30 / this._transform.k;
    const inside =
      point[0] > x + margin &&
      point[0] < x + width - margin &&
      point[1] > y + margin &&
      point[1] < y + height - margin;
    if (!inside || this._transform.k < FAR) {
      this.centre(point, glide);
    }
  }

  zoomBy(factor: number): void {
    this._glide();
    select(this._host).call(this._zoom.scaleBy, factor);
  }

  panBy(dx: number, dy: number): void {
    this._glide();
    select(this._host).call(this._zoom.translateBy, dx, dy);
  }

  set(transform: ZoomTransform, glide: boolean): void {
    if (glide) {
      this._glide();
    }
    select(this._host).call(this._zoom.transform, transform);
  }

  private _glide(): void {
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      return;
    }
    this._drawing.classList.add('djl-gliding');
    window.clearTimeout(this._timer);
    this._timer = window.setTimeout(
      () => this._drawing.classList.remove('djl-gliding'),
      300
    );
  }

  private _apply(transform: ZoomTransform): void {
    this._transform = transform;
    const { x, y, k } = transform;
    this._drawing.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
    const detail = k < TINY ? 'tiny' : k < FAR ? 'far' : 'near';
    if (this._drawing.dataset.detail !== detail) {
      this._drawing.dataset.detail = detail;
      this._settle();
    }
  }

  private _settle(): void {
    const { k } = this._transform;
    if (k !== this._settled) {
      this._settled = k;
      this._onScale(k);
    }
  }

  private _before: ZoomTransform = zoomIdentity;
  private _settled = 0;
  private _timer = 0;
  private _transform: ZoomTransform = zoomIdentity;
  private readonly _zoom = zoom<HTMLElement, unknown>();
}

/** A table is dragged away, so it does not pan. */
function onTable(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('.djl-node:not(.djl-kind-module)') !== null
  );
}
