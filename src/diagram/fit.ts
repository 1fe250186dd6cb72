import type { ZoomTransform } from 'd3-zoom';

import type { ICanvasOptions } from './canvasOptions';
import type { ILayout } from './layoutJson';
import type { Scene } from './scene';
import type { IFree, Viewport } from './viewport';

/** The largest scale at which a drawing is fitted. */
const LARGEST = 1.1;

/**
 * The transform that shows all. Where that would hide something behind the legend in the lower left corner the drawing
 * moves aside or upwards, whichever leaves it larger.
 *
 * @param height - height of the surface in pixels
 */
export function fitBeside(
  viewport: Viewport,
  scene: Scene,
  layout: ILayout,
  height: number,
  options: Pick<ICanvasOptions, 'covered' | 'largest'>
): ZoomTransform {
  const covered = options.covered?.() ?? { width: 0, height: 0, top: 0 };
  const fitting = (free: IFree): ZoomTransform =>
    viewport.fitting(layout, options.largest ?? LARGEST, {
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
