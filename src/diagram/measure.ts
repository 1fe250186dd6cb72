/** Font stack of the drawing: DataJoint's font first. */
export const FONT = 'Helvetica, Arial, "Liberation Sans", sans-serif';

let context: CanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

/** Width of a text in pixels at a font size in pixels. */
export function textWidth(text: string, size: number, weight = 400): number {
  const key = `${size} ${weight} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    width = measure(text, size, weight);
    if (widths.size > 20000) {
      widths.clear();
    }
    widths.set(key, width);
  }
  return width;
}

function measure(text: string, size: number, weight: number): number {
  if (context === undefined) {
    context =
      typeof OffscreenCanvas === 'undefined'
        ? null
        : (new OffscreenCanvas(1, 1).getContext(
            '2d'
          ) as unknown as CanvasRenderingContext2D | null);
  }
  if (!context) {
    return text.length * size * 0.58;
  }
  context.font = `${weight} ${size}px ${FONT}`;
  return context.measureText(text).width;
}
