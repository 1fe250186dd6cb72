import type { IBlock } from './blocks';
import { edgeText, type IDrawing, type Direction } from './drawing';
import { textWidth } from './measure';

export const FRAME_FONT = 13;
export const LABEL_FONT = 10;

/**
 * Above so many edges Graphviz is told to be content earlier, the largest number first: it needs up to a third less time
 * for drawings of about the same size and with no more crossings.
 */
const EFFORTS: ReadonlyArray<readonly [number, string]> = [
  [500, ',mclimit=0.1,nslimit=1,nslimit1=1'],
  [150, ',mclimit=0.1,nslimit=0.5,nslimit1=0.5']
];

/** In drawings with more blocks than this, labels take what room there is: making room for all would tear them apart. */
const ROOMY = 80;

/**
 * The blocks and edges of a drawing as DOT in which block `n` is `bn`, edge `n` has the id `n`, frame `n` is `cluster_n`.
 *
 * Edges between cells of the same block are left out: they are drawn inside of it.
 */
export function toLayoutDot(
  drawing: IDrawing,
  blocks: ReadonlyArray<IBlock>,
  direction: Direction
): string {
  const places = new Map<string, [number, number]>();
  blocks.forEach((block, index) =>
    block.cells.forEach((cell, row) => places.set(cell.node.id, [index, row]))
  );
  const members = new Map<string | null, number[]>();
  blocks.forEach(({ module }, index) => {
    const indices = members.get(module);
    if (indices) {
      indices.push(index);
    } else {
      members.set(module, [index]);
    }
  });
  const [, effort] =
    EFFORTS.find(([many]) => drawing.edges.length > many) ?? [];
  const lines = [
    'digraph{',
    // What nothing joins is packed side by side: one below the other it would become a tower.
    `graph[rankdir=${direction},nodesep=${direction === 'LR' ? 0.14 : 0.25},ranksep=0.6,remincross=false,pack=24,packmode=array_c${effort ?? ''}]`,
    'node[shape=box,fixedsize=true,label="",margin=0]',
    'edge[arrowhead=none]'
  ];
  drawing.frames.forEach((frame, number) => {
    const width = Math.ceil(textWidth(frame.label, FRAME_FONT, 600) + 30);
    lines.push(
      `subgraph cluster_${number}{margin=14;labeljust=l;label=${blank(width, 18)}`
    );
    for (const index of members.get(frame.module) ?? []) {
      lines.push(nodeStatement(blocks[index], index));
    }
    lines.push('}');
  });
  for (const index of members.get(null) ?? []) {
    lines.push(nodeStatement(blocks[index], index));
  }
  drawing.edges.forEach((edge, number) => {
    const tail = places.get(edge.parent);
    const head = places.get(edge.child);
    if (tail && head && (tail[0] !== head[0] || edge.parent === edge.child)) {
      const weight = edge.kind === 'primaryOneToOne' ? ',weight=3' : '';
      const label =
        edge.renames.length && blocks.length <= ROOMY
          ? `,label=${blank(labelWidth(edgeText(edge)), 16)}`
          : '';
      lines.push(
        `${end(tail, blocks, direction, 'tail')}->${end(head, blocks, direction, 'head')}[id=${number}${weight}${label}]`
      );
    }
  });
  lines.push('}');
  return lines.join('\n');
}

function nodeStatement(block: IBlock, index: number): string {
  if (block.cells.length === 1) {
    return `b${index}[width=${inches(block.width)},height=${inches(block.height)}]`;
  }
  // A table whose rows are as high as the cells: its ports are where the edges of the parts begin and end.
  const width = Math.round(block.width);
  const rows: string[] = [];
  let y = 0;
  block.cells.forEach((cell, row) => {
    const next = block.cells[row + 1];
    const bottom = next ? next.y - 3 : block.height;
    rows.push(
      `<TR><TD PORT="p${row}" FIXEDSIZE="TRUE" WIDTH="${width}" HEIGHT="${Math.round(bottom - y)}"></TD></TR>`
    );
    y = bottom;
  });
  return `b${index}[shape=plain,fixedsize=false,label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">${rows.join('')}</TABLE>>]`;
}

function end(
  [index, row]: [number, number],
  blocks: ReadonlyArray<IBlock>,
  direction: Direction,
  which: 'tail' | 'head'
): string {
  const single = blocks[index].cells.length === 1;
  const sideways = which === 'tail' ? 'e' : 'w';
  if (single) {
    return `b${index}:${direction === 'LR' ? sideways : which === 'tail' ? 's' : 'n'}`;
  }
  if (direction === 'TB' && which === 'head' && row === 0) {
    return `b${index}:p0:n`;
  }
  return `b${index}:p${row}:${sideways}`;
}

/** Room that something is drawn in later. */
function blank(width: number, height: number): string {
  return `<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD FIXEDSIZE="TRUE" WIDTH="${Math.ceil(width)}" HEIGHT="${height}"></TD></TR></TABLE>>`;
}

/** Width of the label of an edge in pixels. */
export function labelWidth(text: string): number {
  return textWidth(text, LABEL_FONT, 600) + 10;
}

function inches(pixels: number): string {
  return (pixels / 72).toFixed(3);
}
