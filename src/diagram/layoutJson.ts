/** Where everything stands, in pixels from the top left corner of the drawing. */
export interface ILayout {
  readonly width: number;
  readonly height: number;
  /** Centres of the blocks: x and y in turn. */
  readonly blocks: ReadonlyArray<number>;
  /** Left, top, right and bottom of each frame. */
  readonly frames: ReadonlyArray<number>;
  /** Control points of cubic Bézier curves, x and y in turn, by the number of the edge. */
  readonly edges: Readonly<Record<number, ReadonlyArray<number>>>;
  /** Centres of the labels for which there is room, by the number of the edge. */
  readonly labels: Readonly<Record<number, readonly [number, number]>>;
}

export interface IWorkerQuestion {
  id: number;
  dot: string;
}

export type IWorkerAnswer =
  | { id: number; layout: ILayout; error?: undefined }
  | { id: number; error: string };

/** Graphviz's `json` output, as far as it is read. */
export interface IGraphvizOutput {
  bb: string;
  objects?: { name: string; pos?: string; bb?: string }[];
  edges?: { id: string; pos?: string; lp?: string }[];
}

/** Graphviz counts points from the bottom; a point of it is a pixel here. */
export function readLayout(output: IGraphvizOutput): ILayout {
  const [left, bottom, right, top] = numbers(output.bb);
  const blocks: number[] = [];
  const frames: number[] = [];
  for (const item of output.objects ?? []) {
    const block = /^b(\d+)$/.exec(item.name);
    const frame = /^cluster_(\d+)$/.exec(item.name);
    if (block && item.pos) {
      const [x, y] = numbers(item.pos);
      blocks[2 * Number(block[1])] = x - left;
      blocks[2 * Number(block[1]) + 1] = top - y;
    } else if (frame && item.bb) {
      const [x0, y0, x1, y1] = numbers(item.bb);
      const index = 4 * Number(frame[1]);
      frames[index] = x0 - left;
      frames[index + 1] = top - y1;
      frames[index + 2] = x1 - left;
      frames[index + 3] = top - y0;
    }
  }
  const edges: Record<number, number[]> = {};
  const labels: Record<number, [number, number]> = {};
  for (const edge of output.edges ?? []) {
    if (edge.pos) {
      edges[Number(edge.id)] = curve(edge.pos, left, top);
    }
    if (edge.lp) {
      const [x, y] = numbers(edge.lp);
      labels[Number(edge.id)] = [round(x - left), round(top - y)];
    }
  }
  return {
    width: right - left,
    height: top - bottom,
    blocks,
    frames,
    edges,
    labels
  };
}

/** The control points of `[s,x,y] [e,x,y] x,y x,y …`; arrow ends are not drawn. */
function curve(pos: string, left: number, top: number): number[] {
  const points: number[] = [];
  for (const word of pos.split(' ')) {
    if (/^[-\d.]/.test(word)) {
      const [x, y] = numbers(word);
      points.push(round(x - left), round(top - y));
    }
  }
  return points;
}

function numbers(text: string): number[] {
  return text.split(',').map(Number);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
