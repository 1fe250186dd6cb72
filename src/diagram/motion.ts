/** Milliseconds for which what moved is seen to move. */
const DURATION = 280;
/** More than this many moves at once are not animated: the eye could not follow. */
export const GLIDES = 250;
/** More than this many lines fade in all together: an animation for each would cost more than drawing them. */
const FADES = 40;

type Point = readonly [number, number];

/** Lets an element of the drawing glide from where it was to where it is. */
export function glide(element: SVGElement, from: Point, to: Point): void {
  const at = ([x, y]: Point): Keyframe => ({
    transform: `translate(${x}px,${y}px)`
  });
  element.animate([at(from), at(to)], {
    duration: DURATION,
    easing: 'ease-in-out'
  });
}

/** Lets lines fade in, or their whole layer where they are many. */
export function fadeIn(
  lines: ReadonlyArray<SVGElement>,
  layer: SVGElement
): void {
  for (const element of lines.length <= FADES ? lines : [layer]) {
    element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: DURATION });
  }
}

export function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
