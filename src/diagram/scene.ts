import { Badges } from './badges';
import { overlap, type IBlock, type IRect } from './blocks';
import type { IDrawing, IEdge, INode, NodeKind } from './drawing';
import { drawEdge, drawLabel, type IPlaced } from './edges';
import { Frames } from './frames';
import { Layer } from './layer';
import type { ILayout } from './layoutJson';
import { drawBlock, drawShade } from './nodes';
import { inSlices } from './slices';
import type { ITableState } from './status';
import { svg } from './svg';
import { trans } from './translation';

/** Everything that a scene shows. */
export interface ISceneContent {
  readonly drawing: IDrawing;
  readonly blocks: ReadonlyArray<IBlock>;
  readonly layout: ILayout;
  readonly faded: ReadonlySet<string>;
  /** What the database says of the tables; null shows nothing of it. */
  readonly states: ReadonlyMap<string, ITableState> | null;
  readonly describe: (id: string) => string;
  readonly tiers: (module: string) => ReadonlyArray<[NodeKind, number]>;
}

/** How far what stays on the screen moved, so that it can glide there. */
export interface IGlide {
  readonly dx: number;
  readonly dy: number;
}

const GLIDE = 280;
/** More than this many moves at once are not animated: the eye could not follow. */
const GLIDES = 250;

/**
 * The SVG of a diagram. `show` changes only what differs from what is on the screen, in slices.
 */
export class Scene {
  constructor() {
    this.node = svg('svg', {
      class: 'djl-scene',
      role: 'group',
      'aria-label': trans.__('Diagram')
    });
    this.node.append(
      this._frames.boxes.node,
      this._shades.node,
      this._edges.node,
      this._blocks.node,
      this._labels.node,
      this._badges.layer.node,
      this._frames.names.node,
      this._frames.titles.node
    );
  }

  readonly node: SVGSVGElement;

  get content(): ISceneContent | null {
    return this._content;
  }

  /** The element of a node, or null while it is not drawn. */
  element(id: string): SVGGElement | null {
    return this._nodes.get(id) ?? null;
  }

  /** The centre of a node in pixels of the drawing. */
  centre(id: string): [number, number] | null {
    const placed = this._placed.get(id);
    const cell = placed?.block.cells.find(item => item.node.id === id);
    return placed && cell
      ? [
          placed.x + cell.x + cell.width / 2,
          placed.y + cell.y + cell.height / 2
        ]
      : null;
  }

  /** Whether a block or the frame of a module lies in a part of the drawing. */
  covers(rect: IRect): boolean {
    const { frames = [] } = this._content?.layout ?? {};
    for (let at = 0; at < frames.length; at += 4) {
      const [x, y, right, bottom] = frames.slice(at, at + 4);
      if (overlap(rect, { x, y, width: right - x, height: bottom - y })) {
        return true;
      }
    }
    return this._blocked(rect);
  }

  /** Shows what the database says; null shows nothing of it. */
  showBadges(states: ISceneContent['states']): void {
    this._badges.show(states, id => {
      const placed = this._placed.get(id);
      const cell = placed?.block.cells.find(item => item.node.id === id);
      return placed && cell
        ? [placed.x + cell.x + cell.width, placed.y + cell.y]
        : null;
    });
  }

  /** Shows the labels of the lines between two nodes although they found no room. */
  look(parent: string | null, child: string): void {
    const ends = `${parent}\n${child}`;
    if (ends === this._looked) {
      return;
    }
    this._looked = ends;
    for (const [key, { element }] of this._labels.entries()) {
      element.classList.toggle('djl-looked', key.startsWith(`${ends}\n`));
    }
  }

  /** Makes the titles readable at a scale at which the drawing is seen. */
  set scale(scale: number) {
    this._scale = scale;
    this._frames.arrange(scale);
  }

  /** Ids of all nodes in the order of the drawing. */
  get ids(): string[] {
    return this._content?.drawing.nodes.map(node => node.id) ?? [];
  }

  /**
   * Brings the scene to new content. Resolves to false when a later call took over.
   *
   * @param glide - shift between the old and the new places of what stays; null moves nothing visibly
   */
  async show(content: ISceneContent, glide: IGlide | null): Promise<boolean> {
    const turn = ++this._turn;
    this._content = content;
    this._place(content);
    this.node.setAttribute('width', String(Math.ceil(content.layout.width)));
    this.node.setAttribute('height', String(Math.ceil(content.layout.height)));
    // What is built from nothing is painted once, not anew with every slice.
    this.node.classList.toggle('djl-building', glide === null);
    const done = await inSlices(
      this._steps(content, glide),
      () => turn !== this._turn
    );
    if (done) {
      this.node.classList.remove('djl-building');
      this.node.dataset.painted = String(turn);
    }
    return done;
  }

  private _place(content: ISceneContent): void {
    this._placed.clear();
    content.blocks.forEach((block, index) => {
      const x = content.layout.blocks[2 * index] - block.width / 2;
      const y = content.layout.blocks[2 * index + 1] - block.height / 2;
      for (const cell of block.cells) {
        this._placed.set(cell.node.id, { block, x, y });
      }
    });
  }

  private *_steps(
    content: ISceneContent,
    glide: IGlide | null
  ): Iterable<() => void> {
    const { drawing, blocks, layout } = content;
    const inner = new Map<string, IEdge[]>();
    const outer: [string, number][] = [];
    const seen = new Map<string, number>();
    drawing.edges.forEach((edge, number) => {
      const points = layout.edges[number];
      const block = this._placed.get(edge.parent)?.block;
      if (points) {
        const ends = `${edge.parent}\n${edge.child}`;
        const ordinal = seen.get(ends) ?? 0;
        seen.set(ends, ordinal + 1);
        outer.push([`${ends}\n${ordinal}`, number]);
      } else if (block && block === this._placed.get(edge.child)?.block) {
        const edges = inner.get(block.id) ?? [];
        edges.push(edge);
        inner.set(block.id, edges);
      }
    });

    yield () =>
      this._sweep(blocks, drawing, new Set(outer.map(([key]) => key)));
    const budget = { left: glide && !reducedMotion() ? GLIDES : 0 };
    for (const [number, frame] of drawing.frames.entries()) {
      yield () =>
        this._frames.draw(
          frame,
          layout.frames.slice(4 * number, 4 * number + 4)
        );
    }
    for (const block of blocks) {
      yield () =>
        this._drawBlock(
          block,
          inner.get(block.id) ?? [],
          content,
          glide,
          budget
        );
    }
    for (const [key, number] of outer) {
      yield () => this._drawEdge(key, number, content, budget);
    }
    yield () => this._fade(content.faded);
    yield () => this.showBadges(content.states);
    for (const node of drawing.nodes.filter(isModule)) {
      yield () =>
        this._frames.drawName(
          node.id,
          node.label,
          this.centre(node.id)!,
          this._placed.get(node.id)!.block.width
        );
    }
    yield () => this._frames.arrange(this._scale);
  }

  private _sweep(
    blocks: ReadonlyArray<IBlock>,
    drawing: IDrawing,
    edges: ReadonlySet<string>
  ): void {
    const kept = new Set(blocks.map(block => block.id));
    this._blocks.sweep(kept);
    this._shades.sweep(
      new Set(blocks.filter(block => block.entity).map(block => block.id))
    );
    this._edges.sweep(edges);
    this._labels.sweep(edges);
    this._frames.sweep(
      new Set(drawing.frames.map(frame => frame.module)),
      new Set(drawing.nodes.filter(isModule).map(node => node.id))
    );
    const ids = new Set(drawing.nodes.map(node => node.id));
    for (const id of this._nodes.keys()) {
      if (!ids.has(id)) {
        this._nodes.delete(id);
      }
    }
  }

  private _drawBlock(
    block: IBlock,
    inner: ReadonlyArray<IEdge>,
    content: ISceneContent,
    glide: IGlide | null,
    budget: { left: number }
  ): void {
    const { x, y } = this._placed.get(block.id)!;
    const signature = JSON.stringify([
      block,
      inner,
      block.cells.map(cell => content.describe(cell.node.id))
    ]);
    const old = this._blocks.get(block.id);
    const from = old && glide ? [old.x + glide.dx, old.y + glide.dy] : null;
    let item = old;
    if (!item || item.signature !== signature) {
      item = this._blocks.put(
        block.id,
        drawBlock(block, {
          inner,
          describe: content.describe,
          tiers: content.tiers
        }),
        signature
      );
      for (const node of item.element.querySelectorAll<SVGGElement>(
        '[data-id]'
      )) {
        this._nodes.set(node.dataset.id!, node);
      }
    }
    const elements = [item.element];
    if (block.entity) {
      const size = `${block.width} ${block.height}`;
      const shade = this._shades.get(block.id);
      elements.push(
        shade?.signature === size
          ? shade.element
          : this._shades.put(block.id, drawShade(block), size).element
      );
    }
    for (const element of elements) {
      element.setAttribute('transform', `translate(${x} ${y})`);
    }
    if (
      from &&
      budget.left > 0 &&
      Math.abs(from[0] - x) + Math.abs(from[1] - y) > 1
    ) {
      budget.left--;
      for (const element of elements) {
        element.animate(
          [
            { transform: `translate(${from[0]}px,${from[1]}px)` },
            { transform: `translate(${x}px,${y}px)` }
          ],
          { duration: GLIDE, easing: 'ease-in-out' }
        );
      }
    }
    item.x = x;
    item.y = y;
  }

  private _drawEdge(
    key: string,
    number: number,
    { drawing, layout }: ISceneContent,
    budget: { left: number }
  ): void {
    const edge = drawing.edges[number];
    const points = layout.edges[number];
    const room = layout.labels[number];
    const parent = this._placed.get(edge.parent) as IPlaced;
    const child = this._placed.get(edge.child) as IPlaced;
    const signature = JSON.stringify([edge, points, room, parent.x, child.x]);
    if (this._edges.get(key)?.signature === signature) {
      return;
    }
    const element = drawEdge(edge, points, parent, child);
    this._edges.put(key, element, signature);
    const label = drawLabel(edge, points, room, rect => this._blocked(rect));
    if (label) {
      this._labels.put(key, label, signature);
    } else {
      this._labels.remove(key);
    }
    if (budget.left > 0) {
      budget.left--;
      element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: GLIDE });
    }
  }

  private _blocked(rect: IRect): boolean {
    for (const { block, x, y } of this._placed.values()) {
      if (overlap(rect, { x, y, width: block.width, height: block.height })) {
        return true;
      }
    }
    return false;
  }

  private _fade(faded: ReadonlySet<string>): void {
    for (const [id, element] of this._nodes) {
      element.classList.toggle('djl-faded', faded.has(id));
    }
    for (const [, { element }] of this._edges.entries()) {
      const { parent, child } = element.dataset;
      element.classList.toggle(
        'djl-faded',
        faded.has(parent!) || faded.has(child!)
      );
    }
  }

  private _content: ISceneContent | null = null;
  private _turn = 0;
  private _looked = '';
  private _scale = 1;
  private readonly _frames = new Frames();
  private readonly _shades = new Layer(svg('g', { 'aria-hidden': 'true' }));
  private readonly _edges = new Layer(svg('g', { 'aria-hidden': 'true' }));
  private readonly _badges = new Badges();
  private readonly _blocks = new Layer(svg('g'));
  private readonly _labels = new Layer(svg('g', { 'aria-hidden': 'true' }));
  private readonly _nodes = new Map<string, SVGGElement>();
  private readonly _placed = new Map<string, IPlaced>();
}

export function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function isModule(node: INode): boolean {
  return node.kind === 'module';
}
