import type { IBlock, ICell, IRect } from './blocks';
import { edgeText, type IEdge } from './drawing';
import { LABEL_FONT, labelWidth } from './layoutDot';
import { FONT } from './measure';
import { edgeColour, edgePaint } from './nodes';
import { paletteColour } from './colours';
import { svg } from './svg';

/** A block and where its top left corner stands. */
export interface IPlaced {
  readonly block: IBlock;
  readonly x: number;
  readonly y: number;
}

/** The curve of an edge, as an SVG path says it. */
export function edgePath(
  edge: IEdge,
  points: ReadonlyArray<number>,
  parent: IPlaced,
  child: IPlaced
): string {
  return pathOf(points, lead(parent, edge.parent), lead(child, edge.child));
}

/** Gives the line of an edge another curve. */
export function moveEdge(element: SVGGElement, path: string): void {
  for (const line of element.children) {
    line.setAttribute('d', path);
  }
}

/**
 * By how many pixels of the drawing a line has to be widened to be seen at a scale. In steps: a change styles every line
 * anew.
 */
export function widening(scale: number): number {
  const step = 1.5 ** Math.round(Math.log(scale) / Math.log(1.5));
  return 0.35 * (1 / Math.min(1, step) - 1);
}

/** The line of an edge. */
export function drawEdge(edge: IEdge, path: string): SVGGElement {
  const group = svg('g', {
    class: 'djl-edgeGroup',
    'data-parent': edge.parent,
    'data-child': edge.child
  });
  group.append(
    svg('path', { ...edgePaint(edge), class: 'djl-edge', d: path }),
    // A thin line is hard to hit: this one is wide and not seen.
    svg('path', {
      class: 'djl-hit',
      d: path,
      fill: 'none',
      stroke: 'transparent',
      'stroke-width': 12
    })
  );
  return group;
}

/**
 * The label of an edge, or null when it says nothing.
 *
 * @param room - the centre of the room that the layout keeps for it; else it is put where it lies on no block, and
 *   hidden until its line is looked at when there is no such place
 */
export function drawLabel(
  edge: IEdge,
  points: ReadonlyArray<number>,
  room: readonly [number, number] | undefined,
  blocked: (rect: IRect) => boolean
): SVGGElement | null {
  const text = edgeText(edge);
  if (!text) {
    return null;
  }
  const width = labelWidth(text);
  if (room) {
    return label(edge, text, width, room);
  }
  for (const share of PLACES) {
    const [x, y] = along(points, share);
    const rect = { x: x - width / 2, y: y - 8, width, height: 16 };
    if (!blocked(rect)) {
      return label(edge, text, width, [x, y]);
    }
  }
  const crowded = label(edge, text, width, along(points, PLACES[0]));
  crowded.classList.add('djl-crowded');
  return crowded;
}

/** Shares of a curve at which its label may stand, the best first. */
const PLACES = [0.5, 0.42, 0.58, 0.35, 0.65, 0.27, 0.73, 0.2, 0.8];

function label(
  edge: IEdge,
  text: string,
  width: number,
  [x, y]: readonly [number, number]
): SVGGElement {
  return svg(
    'g',
    {
      class: 'djl-edgeLabel',
      'data-parent': edge.parent,
      'data-child': edge.child,
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`
    },
    svg('rect', {
      x: -width / 2,
      y: -8,
      width,
      height: 16,
      rx: 8,
      fill: paletteColour('background'),
      stroke: edgeColour(edge),
      'stroke-opacity': 0.6,
      'stroke-width': 0.75
    }),
    svg(
      'text',
      {
        'font-family': FONT,
        'font-size': LABEL_FONT,
        'font-weight': 600,
        'text-anchor': 'middle',
        dy: '0.35em',
        fill: edge.cycle ? paletteColour('cycle') : paletteColour('frameText')
      },
      text
    )
  );
}

/** The outline of a node inside of its block. */
interface ILead {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly block: IPlaced;
}

function lead(placed: IPlaced, id: string): ILead {
  const cell = placed.block.cells.find(item => item.node.id === id) as ICell;
  return {
    left: placed.x + cell.x,
    right: placed.x + cell.x + cell.width,
    top: placed.y + cell.y,
    bottom: placed.y + cell.y + cell.height,
    block: placed
  };
}

/**
 * The curve, with straight ends from the side of a block to the node inside of it; where it comes in at the height of the
 * attributes it ends at the side, else it would run through their names.
 */
function pathOf(
  points: ReadonlyArray<number>,
  parent: ILead,
  child: ILead
): string {
  const [x0, y0] = points;
  const [x1, y1] = points.slice(-2);
  const beside = (y: number, { top, bottom }: ILead): boolean =>
    y >= top && y <= bottom;
  const start =
    Math.abs(x0 - (parent.block.x + parent.block.block.width)) < 8 &&
    parent.right < x0 &&
    beside(y0, parent)
      ? `M${round(parent.right)} ${y0}H${x0}`
      : `M${x0} ${y0}`;
  const end =
    Math.abs(x1 - child.block.x) < 8 && child.left > x1 && beside(y1, child)
      ? `H${round(child.left)}`
      : '';
  return `${start}C${points.slice(2).join(' ')}${end}`;
}

/** The point of the curve at a share of its pieces. */
function along(points: ReadonlyArray<number>, share: number): [number, number] {
  const pieces = (points.length / 2 - 1) / 3;
  const piece = Math.min(pieces - 1, Math.floor(pieces * share));
  const t = pieces * share - piece;
  const at = (axis: number): number => {
    const p = [0, 1, 2, 3].map(
      i => points[Math.min(2 * (3 * piece + i), points.length - 2) + axis]
    );
    const u = 1 - t;
    return (
      u ** 3 * p[0] +
      3 * u * u * t * p[1] +
      3 * u * t * t * p[2] +
      t ** 3 * p[3]
    );
  };
  return [at(0), at(1)];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
