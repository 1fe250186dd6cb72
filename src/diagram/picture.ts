import type { DiagramCanvas } from './canvas';

/** Classes of parts that a picture does not need. */
const LEFT_OUT = '.djl-hit, .djl-node > title';

/** What is only seen from afar, or while a line is looked at. */
const NOT_WHOLE = '.djl-farName, .djl-crowded';

/** As in the style sheet. */
const FADED = '0.22';

/** A picture larger than this, in pixels of a side, is refused by browsers. */
const LARGEST = 16000;

/**
 * The drawing as an SVG document that stands for itself: colours of the current theme, no style sheet, no script.
 *
 * @param seen - only the part that is on the screen; else the whole drawing
 */
export function toSvg(canvas: DiagramCanvas, seen: boolean): SVGSVGElement {
  const content = canvas.scene.content;
  if (!content) {
    throw new Error('There is no diagram to export yet');
  }
  const original = canvas.scene.node;
  const copy = original.cloneNode(true) as SVGSVGElement;
  if (seen) {
    asSeen(original, copy);
  } else {
    copy.querySelectorAll(NOT_WHOLE).forEach(element => element.remove());
    // The titles are sized for the scale of the screen.
    copy
      .querySelectorAll('.djl-title > g')
      .forEach(element => element.removeAttribute('transform'));
  }
  const box = seen
    ? canvas.viewport.window
    : {
        x: -16,
        y: -16,
        width: content.layout.width + 32,
        height: content.layout.height + 32
      };
  for (const name of [...copy.getAttributeNames()]) {
    copy.removeAttribute(name);
  }
  const scale = seen ? canvas.viewport.transform.k : 1;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`);
  copy.setAttribute('width', String(Math.round(box.width * scale)));
  copy.setAttribute('height', String(Math.round(box.height * scale)));
  copy.querySelectorAll(LEFT_OUT).forEach(element => element.remove());
  const colours = getComputedStyle(canvas.node);
  copy
    .querySelectorAll('.djl-faded')
    .forEach(element => element.setAttribute('opacity', FADED));
  for (const element of copy.querySelectorAll('*')) {
    clean(element, name => colours.getPropertyValue(name).trim());
  }
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const name of ['x', 'y', 'width', 'height'] as const) {
    ground.setAttribute(name, String(box[name]));
  }
  ground.setAttribute(
    'fill',
    colours.getPropertyValue('--djl-background').trim()
  );
  copy.prepend(ground);
  return copy;
}

/** Text of an SVG document. */
export function svgText(picture: SVGSVGElement): string {
  return new XMLSerializer().serializeToString(picture);
}

/** The picture as a PNG, twice as sharp as the screen where that is possible. */
export async function toPng(picture: SVGSVGElement): Promise<Blob> {
  const width = picture.width.baseVal.value;
  const height = picture.height.baseVal.value;
  const scale = Math.min(2, LARGEST / Math.max(width, height));
  const image = new Image();
  const url = URL.createObjectURL(
    new Blob([svgText(picture)], { type: 'image/svg+xml' })
  );
  try {
    image.src = url;
    await image.decode();
    const surface = document.createElement('canvas');
    surface.width = Math.ceil(width * scale);
    surface.height = Math.ceil(height * scale);
    surface
      .getContext('2d')!
      .drawImage(image, 0, 0, surface.width, surface.height);
    return await new Promise((resolve, reject) =>
      surface.toBlob(blob =>
        blob
          ? resolve(blob)
          : reject(new Error('The browser could not make a PNG of this size'))
      )
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Removes from a copy what the style sheet hides of its original, and gives lines the width at which they are seen. */
function asSeen(original: Element, copy: Element): void {
  [...original.children].forEach((child, index) => {
    const twin = copy.children[index];
    const { display, strokeWidth } = getComputedStyle(child);
    if (display === 'none') {
      twin.classList.add('djl-leftOut');
    } else {
      if (child.hasAttribute('stroke-width')) {
        twin.setAttribute('stroke-width', strokeWidth);
      }
      asSeen(child, twin);
    }
  });
  copy
    .querySelectorAll(':scope > .djl-leftOut')
    .forEach(element => element.remove());
}

/** Takes out what belongs to the page and puts colours in the place of custom properties. */
function clean(element: Element, value: (name: string) => string): void {
  for (const name of element.getAttributeNames()) {
    if (/^(data-|aria-|class$|role$|tabindex$|style$)/.test(name)) {
      element.removeAttribute(name);
      continue;
    }
    const match = /^var\((--djl-[\w-]+)\)$/.exec(
      element.getAttribute(name) ?? ''
    );
    if (match) {
      element.setAttribute(name, value(match[1]));
    }
  }
}
