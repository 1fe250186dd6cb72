import { NOTATION } from '../model/notation';
import {
  CIRCLE,
  ROW_FONT,
  moduleParts,
  rowBaseline,
  shorten,
  tablesText,
  type IBlock,
  type ICell
} from './blocks';
import { nodeColour, paletteColour } from './colours';
import type { EdgeKind, IEdge, NodeKind } from './drawing';
import { FONT } from './measure';
import { svg } from './svg';

/** The letter that tells the tiers apart where colours cannot. */
const LETTERS: Partial<Record<NodeKind, string>> = {
  Manual: 'M',
  Lookup: 'L',
  Imported: 'I',
  Computed: 'C'
};

const DEPTH = 6;

export interface IBlockOptions {
  /** Edges that run inside the block, from the master to its parts and among these. */
  readonly inner: ReadonlyArray<IEdge>;
  /** What a screen reader says of a node. */
  readonly describe: (id: string) => string;
  /** Number of tables of each tier in a closed module. */
  readonly tiers: (module: string) => ReadonlyArray<[NodeKind, number]>;
}

/** A block with its cells, drawn from its own top left corner. */
export function drawBlock(block: IBlock, options: IBlockOptions): SVGGElement {
  const group = svg('g', { class: 'djl-block' });
  for (const edge of options.inner) {
    group.append(connector(block, edge));
  }
  for (const cell of block.cells) {
    group.append(drawCell(cell, options));
  }
  return group;
}

/** The ground of a block that encloses several cells; lines run over it to the node that they belong to. */
export function drawShade(block: IBlock): SVGGElement {
  return svg(
    'g',
    {},
    svg('rect', {
      width: block.width,
      height: block.height,
      rx: 10,
      fill: paletteColour('entity')
    })
  );
}

function drawCell(cell: ICell, options: IBlockOptions): SVGGElement {
  const { node, width, height } = cell;
  const group = svg(
    'g',
    {
      class: `djl-node djl-kind-${node.kind}`,
      'data-id': node.id,
      transform: `translate(${cell.x} ${cell.y})`,
      role: 'button',
      tabindex: -1,
      'aria-label': options.describe(node.id)
    },
    ...shape(node.kind, width, height)
  );
  if (node.kind === 'module') {
    group.append(...closedModule(cell, options));
  } else {
    group.append(...name(cell));
  }
  if (cell.list) {
    group.append(attributes(cell));
  }
  return group;
}

/** The outline of a kind of node: Graphviz's shape of the notation. */
export function shape(
  kind: NodeKind,
  width: number,
  height: number
): SVGElement[] {
  const notation = NOTATION.nodes[kind];
  const paint = {
    class: 'djl-shape',
    fill: nodeColour(kind, 'fill'),
    stroke: nodeColour(kind, 'stroke'),
    'stroke-width': 1,
    'stroke-dasharray': notation.outline === 'dotted' ? '1 3' : undefined
  };
  switch (notation.shape) {
    case 'circle':
      return [
        svg('circle', {
          ...paint,
          cx: height / 2,
          cy: height / 2,
          r: height / 2
        })
      ];
    case 'ellipse':
      return [
        svg('ellipse', {
          ...paint,
          cx: width / 2,
          cy: height / 2,
          rx: width / 2,
          ry: height / 2
        })
      ];
    case 'box3d': {
      const [w, h] = [width - DEPTH, height];
      return [
        svg('path', {
          ...paint,
          d: `M0 ${DEPTH}L${DEPTH} 0H${width}V${h - DEPTH}L${w} ${h}H0Z`,
          'stroke-linejoin': 'round'
        }),
        svg('path', {
          d: `M0 ${DEPTH}H${w}V${h}M${w} ${DEPTH}L${width} 0`,
          fill: 'none',
          stroke: paint.stroke
        })
      ];
    }
    default:
      return [
        svg('rect', { ...paint, width, height, rx: notation.rounded ? 6 : 0 })
      ];
  }
}

function name(cell: ICell): SVGElement[] {
  const { node, width, height, fontSize } = cell;
  const beside = NOTATION.nodes[node.kind].shape === 'circle';
  const left = node.kind === 'Part' ? 11 : beside ? CIRCLE + 6 : null;
  const letter = LETTERS[node.kind];
  const ellipse = NOTATION.nodes[node.kind].shape === 'ellipse';
  return [
    svg(
      'text',
      {
        class: 'djl-name',
        x: left ?? width / 2,
        y: height / 2,
        dy: '0.35em',
        fill: nodeColour(node.kind, 'text'),
        'font-family': FONT,
        'font-size': fontSize,
        'text-anchor': left === null ? 'middle' : 'start',
        'text-decoration': node.underline ? 'underline' : undefined
      },
      node.label
    ),
    ...(letter
      ? [tierLetter(node.kind, letter, ellipse ? 10 : 7, height)]
      : []),
    ...(beside ? [tierLetter(node.kind, '?', CIRCLE / 2, height)] : [])
  ];
}

function tierLetter(
  kind: NodeKind,
  letter: string,
  x: number,
  height: number
): SVGElement {
  const box = NOTATION.nodes[kind].shape === 'box';
  return svg(
    'text',
    {
      class: 'djl-letter',
      x,
      y: box ? 10 : height / 2,
      dy: box ? undefined : '0.35em',
      fill: nodeColour(kind, 'text'),
      'font-family': FONT,
      'font-size': letter === '?' ? 13 : 8,
      'font-weight': 700,
      'text-anchor': 'middle'
    },
    letter
  );
}

function closedModule(cell: ICell, options: IBlockOptions): SVGElement[] {
  const { node, width, height, fontSize } = cell;
  const parts = moduleParts(node.label);
  const text = {
    'font-family': FONT,
    fill: nodeColour('module', 'text')
  };
  return [
    svg(
      'g',
      { class: 'djl-toggle', 'data-toggle': node.id },
      svg('rect', {
        x: 2,
        y: 14,
        width: 24,
        height: 34,
        fill: 'transparent'
      }),
      svg('path', {
        d: 'M11 25l6 6l-6 6',
        fill: 'none',
        stroke: nodeColour('module', 'text'),
        'stroke-width': 1.75,
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round'
      })
    ),
    svg(
      'text',
      { ...text, class: 'djl-detail', x: 28, y: 18, 'font-size': 10 },
      shorten(parts.within, 10, width - DEPTH - 34)
    ),
    svg(
      'text',
      {
        ...text,
        class: 'djl-name',
        x: 28,
        y: 33,
        'font-size': fontSize,
        'font-weight': 600
      },
      parts.name
    ),
    svg(
      'text',
      { ...text, class: 'djl-detail', x: 28, y: 47, 'font-size': 11 },
      tablesText(node.tables)
    ),
    ...tierBar(options.tiers(node.id), 0.5, height - 4.5, width - DEPTH - 1)
  ];
}

/** How the tables of a closed module share among the tiers. */
function tierBar(
  tiers: ReadonlyArray<[NodeKind, number]>,
  x: number,
  y: number,
  width: number
): SVGElement[] {
  const total = tiers.reduce((sum, [, count]) => sum + count, 0);
  const bars: SVGElement[] = [];
  for (const [kind, count] of tiers) {
    const part = (width * count) / total;
    bars.push(
      svg('rect', {
        class: 'djl-detail djl-bar',
        x,
        y,
        width: part,
        height: 4,
        fill: nodeColour(kind, 'stroke')
      })
    );
    x += part;
  }
  return bars;
}

function attributes(cell: ICell): SVGGElement {
  const list = cell.list!;
  const group = svg('g', {
    class: 'djl-attributes djl-detail',
    transform: `translate(${list.x - cell.x} ${list.y - cell.y})`
  });
  group.append(
    svg('rect', {
      width: list.width,
      height: list.height,
      rx: 4,
      fill: paletteColour('background'),
      'fill-opacity': 0.75
    })
  );
  const text = {
    'font-family': FONT,
    'font-size': ROW_FONT,
    fill: nodeColour('Part', 'text')
  };
  const lastKey = cell.rows.reduce(
    (last, row, index) => (row.key ? index : last),
    -1
  );
  cell.rows.forEach((row, index) => {
    const y = rowBaseline(index);
    group.append(
      svg(
        'text',
        {
          ...text,
          x: 8,
          y,
          'font-weight': row.key ? 700 : 400,
          'font-style': row.from === null ? undefined : 'italic'
        },
        row.name
      ),
      svg(
        'text',
        { ...text, x: list.width - 8, y, 'text-anchor': 'end' },
        row.type
      )
    );
    if (index === lastKey && index < cell.rows.length - 1) {
      group.append(
        svg('path', {
          d: `M8 ${y + 4.5}H${list.width - 8}`,
          stroke: nodeColour('Part', 'stroke')
        })
      );
    }
  });
  return group;
}

/** An edge inside a block: from under the master to its part, or between two parts on the right. */
function connector(block: IBlock, edge: IEdge): SVGPathElement {
  const parent = block.cells.find(cell => cell.node.id === edge.parent)!;
  const child = block.cells.find(cell => cell.node.id === edge.child)!;
  const middle = child.y + child.height / 2;
  const trunk = block.cells[0].list?.x ?? block.cells[0].x;
  const x = Math.min(trunk + 8, child.x - 8);
  const path =
    parent === block.cells[0]
      ? `M${x} ${parent.y + parent.height / 2 + 8}V${middle - 6}q0 6 6 6H${child.x}`
      : `M${parent.x + parent.width} ${parent.y + parent.height / 2}q7 0 7 7V${middle - 7}q0 7 -7 7`;
  return svg('path', {
    ...edgePaint(edge),
    class: 'djl-edge djl-inner',
    'data-parent': edge.parent,
    'data-child': edge.child,
    d: path
  });
}

const DASHES: Record<string, string> = { dashed: '6 4', dotted: '1.5 3.5' };

/** How the line of an edge is painted. */
export function edgePaint(
  edge: Pick<IEdge, 'kind' | 'cycle' | 'lazy' | 'renames'>
): Record<string, string | number | undefined> {
  const line = linePaint(edge.kind);
  const width = edge.cycle ? (edge.lazy ? LAZY : CYCLE) : line['stroke-width'];
  return {
    fill: 'none',
    stroke: edgeColour(edge),
    'stroke-opacity': edge.cycle ? 1 : 'var(--djl-edge-opacity)',
    ...line,
    'stroke-width': width,
    // The style sheet widens a line that is seen from afar.
    style: `--djl-width: ${width}px`
  };
}

/** Widths of lines that close a cycle: one that breaks the imports is hard to overlook. */
const CYCLE = 3;
const LAZY = 1.25;

export function linePaint(
  kind: EdgeKind
): Record<string, string | number | undefined> {
  const { style, width } = NOTATION.edges[kind];
  return {
    'stroke-width': width,
    'stroke-dasharray': DASHES[style],
    'stroke-linecap': style === 'dotted' ? 'round' : undefined
  };
}

export function edgeColour(edge: Pick<IEdge, 'cycle' | 'renames'>): string {
  if (edge.cycle) {
    return paletteColour('cycle');
  }
  return paletteColour(edge.renames.length ? 'renamed' : 'edge');
}
