import type { IRect } from './blocks';
import type { IGlide, ISceneContent } from './scene';

export type IPlaces = Pick<ISceneContent, 'drawing' | 'blocks' | 'layout'>;

/**
 * How far the fixed point of the drawing moves between two contents, or null when they have nothing in common: the
 * first of `fixed` that both have, else what is nearest to the middle of the window.
 */
export function shiftOf(
  old: IPlaces,
  fresh: IPlaces,
  fixed: ReadonlyArray<string | null | undefined>,
  window: IRect
): IGlide | null {
  const before = points(old);
  const after = points(fresh);
  const middle = [window.x + window.width / 2, window.y + window.height / 2];
  const byDistance = [...before]
    .map(([id, at]): [string, number] => [
      id,
      Math.hypot(at[0] - middle[0], at[1] - middle[1])
    ])
    .sort((one, other) => one[1] - other[1]);
  for (const id of [...fixed, ...byDistance.map(([id]) => id)]) {
    const from = before.get(id ?? '');
    const to = after.get(id ?? '');
    if (from && to) {
      return { dx: to[0] - from[0], dy: to[1] - from[1] };
    }
  }
  return null;
}

/** The centres of the nodes and, for open modules, the places of their titles. */
function points({
  drawing,
  blocks,
  layout
}: IPlaces): Map<string, [number, number]> {
  const found = new Map<string, [number, number]>();
  drawing.frames.forEach(({ module }, index) =>
    found.set(module, [
      layout.frames[4 * index + 2] - 40,
      layout.frames[4 * index + 1] + 14
    ])
  );
  blocks.forEach((block, index) => {
    const left = layout.blocks[2 * index] - block.width / 2;
    const top = layout.blocks[2 * index + 1] - block.height / 2;
    for (const cell of block.cells) {
      found.set(cell.node.id, [
        left + cell.x + cell.width / 2,
        top + cell.y + cell.height / 2
      ]);
    }
  });
  return found;
}
