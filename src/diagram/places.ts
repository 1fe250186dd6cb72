import { overlap, type IBlock, type ICell, type IRect } from './blocks';
import type { IEdge } from './drawing';
import type { IPlaced } from './edges';
import type { ILayout } from './layoutJson';

/** The edges of a drawing by where they run. */
export interface IRouted {
  /** Inside of a block, by its id. */
  readonly inner: ReadonlyMap<string, ReadonlyArray<IEdge>>;
  /** Between blocks: a key that stays the same in the next drawing, and the number of the edge. */
  readonly outer: ReadonlyArray<readonly [string, number]>;
}

/** Where the blocks of a layout stand, in pixels of the drawing. */
export class Places {
  set(blocks: ReadonlyArray<IBlock>, layout: ILayout): void {
    this._placed.clear();
    blocks.forEach((block, index) => {
      const x = layout.blocks[2 * index] - block.width / 2;
      const y = layout.blocks[2 * index + 1] - block.height / 2;
      for (const cell of block.cells) {
        this._placed.set(cell.node.id, { block, x, y });
      }
    });
    this._frames = layout.frames;
  }

  /** The block that holds a node. */
  get(id: string): IPlaced | undefined {
    return this._placed.get(id);
  }

  centre(id: string): [number, number] | null {
    return this._point(id, 0.5, 0.5);
  }

  corner(id: string): [number, number] | null {
    return this._point(id, 1, 0);
  }

  /** Whether a block lies in a part of the drawing. */
  blocked(rect: IRect): boolean {
    for (const { block, x, y } of this._placed.values()) {
      if (overlap(rect, { x, y, width: block.width, height: block.height })) {
        return true;
      }
    }
    return false;
  }

  /** Whether a block or the frame of a module lies in a part of the drawing. */
  covers(rect: IRect): boolean {
    for (let at = 0; at < this._frames.length; at += 4) {
      const [x, y, right, bottom] = this._frames.slice(at, at + 4);
      if (overlap(rect, { x, y, width: right - x, height: bottom - y })) {
        return true;
      }
    }
    return this.blocked(rect);
  }

  route(edges: ReadonlyArray<IEdge>, layout: ILayout): IRouted {
    const inner = new Map<string, IEdge[]>();
    const outer: [string, number][] = [];
    const seen = new Map<string, number>();
    edges.forEach((edge, number) => {
      const block = this._placed.get(edge.parent)?.block;
      if (layout.edges[number]) {
        const ends = `${edge.parent}\n${edge.child}`;
        const ordinal = seen.get(ends) ?? 0;
        seen.set(ends, ordinal + 1);
        outer.push([`${ends}\n${ordinal}`, number]);
      } else if (block && block === this._placed.get(edge.child)?.block) {
        const within = inner.get(block.id) ?? [];
        within.push(edge);
        inner.set(block.id, within);
      }
    });
    return { inner, outer };
  }

  /** A point of a node, by its shares of width and height. */
  private _point(
    id: string,
    right: number,
    down: number
  ): [number, number] | null {
    const placed = this._placed.get(id);
    const cell: ICell | undefined = placed?.block.cells.find(
      ({ node }) => node.id === id
    );
    return placed && cell
      ? [
          placed.x + cell.x + cell.width * right,
          placed.y + cell.y + cell.height * down
        ]
      : null;
  }

  private _frames: ReadonlyArray<number> = [];
  private readonly _placed = new Map<string, IPlaced>();
}
