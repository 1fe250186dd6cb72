import type { Direction, IDrawing } from './drawing';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export type Point = readonly [number, number];

/**
 * The node that an arrow key leads to, or null when there is none that way.
 *
 * Along the flow of the diagram the way is an edge, to the parent or the child that lies nearest; across the flow it is
 * the next node in that direction.
 */
export function walk(
  drawing: IDrawing,
  direction: Direction,
  centre: (id: string) => Point | null,
  from: string,
  arrow: Arrow
): string | null {
  const start = centre(from);
  if (!start) {
    return null;
  }
  const back = direction === 'LR' ? 'ArrowLeft' : 'ArrowUp';
  const along = direction === 'LR' ? 0 : 1;
  const across = 1 - along;
  const way = arrow === back ? -1 : 1;
  const forth = direction === 'LR' ? 'ArrowRight' : 'ArrowDown';
  if (arrow === back || arrow === forth) {
    const neighbours = drawing.edges.flatMap(edge =>
      arrow === back
        ? edge.child === from
          ? [edge.parent]
          : []
        : edge.parent === from
          ? [edge.child]
          : []
    );
    const others = neighbours.filter(id => id !== from);
    // A part stands below its master, not beside it: the way to it leads across the flow.
    const masters = new Map(drawing.nodes.map(node => [node.id, node.master]));
    const block = (id: string): string => masters.get(id) ?? id;
    const beside = others.filter(id => {
      const point = centre(id);
      return (
        block(id) !== block(from) &&
        point !== null &&
        (point[along] - start[along]) * way > 0
      );
    });
    return nearest(beside.length ? beside : others, centre, start);
  }
  const sign = arrow === 'ArrowDown' || arrow === 'ArrowRight' ? 1 : -1;
  const ahead = drawing.nodes
    .map(node => node.id)
    .filter(id => {
      const point = centre(id);
      return point && id !== from && (point[across] - start[across]) * sign > 4;
    });
  // What lies beside the way counts more than what lies along it, so that a column is walked node by node.
  return nearest(ahead, centre, start, across === 1 ? [3, 1] : [1, 3]);
}

function nearest(
  ids: ReadonlyArray<string>,
  centre: (id: string) => Point | null,
  start: Point,
  weights: Point = [1, 1]
): string | null {
  let best: string | null = null;
  let distance = Infinity;
  for (const id of ids) {
    const point = centre(id);
    if (!point) {
      continue;
    }
    const away = Math.hypot(
      (point[0] - start[0]) * weights[0],
      (point[1] - start[1]) * weights[1]
    );
    if (away < distance) {
      distance = away;
      best = id;
    }
  }
  return best;
}
