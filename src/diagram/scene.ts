import { JSONExt, type ReadonlyPartialJSONValue } from '@lumino/coreutils';

import { Badges } from './badges';
import type { IBlock, IRect } from './blocks';
import type { IDrawing, IEdge, INode, NodeKind } from './drawing';
import { drawEdge, drawLabel, edgePath, moveEdge, widening } from './edges';
import { Frames } from './frames';
import { Layer } from './layer';
import type { ILayout } from './layoutJson';
import { fadeIn, glide as glideTo, GLIDES, reducedMotion } from './motion';
import { drawBlock, drawShade } from './nodes';
import { Places } from './places';
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

/** What one step changes of the document. */
type Change = () => void;

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

  /** What was asked for last, which may still be made. */
  get content(): ISceneContent | null {
    return this._content;
  }

  /** What is on the screen, at least in parts. */
  get shown(): ISceneContent | null {
    return this._shown;
  }

  /** The element of a node, or null while it is not drawn. */
  element(id: string): SVGGElement | null {
    return this._nodes.get(id) ?? null;
  }

  /** The centre of a node in pixels of the drawing. */
  centre(id: string): [number, number] | null {
    return this._places.centre(id);
  }

  /** Whether a block or the frame of a module lies in a part of the drawing. */
  covers(rect: IRect): boolean {
    return this._places.covers(rect);
  }

  /** What a drawing covers at a scale, with the names that hang over it. */
  extent({ width, height }: ILayout, scale: number): IRect {
    const [left, top, right, bottom] = this._frames.extent(scale, [
      0,
      0,
      width,
      height
    ]);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }

  /** Shows what the database says; null shows nothing of it. */
  showBadges(states: ISceneContent['states']): void {
    this._badges.show(states, id => this._places.corner(id));
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

  /** Makes titles and lines readable at a scale at which the drawing is seen. */
  set scale(scale: number) {
    this._scale = scale;
    this._frames.arrange(scale);
    const wider = `${widening(scale).toFixed(2)}px`;
    this.node.style.setProperty('--djl-wider', wider);
  }

  /** Ids of all nodes in the order of the drawing. */
  get ids(): string[] {
    return this._content?.drawing.nodes.map(node => node.id) ?? [];
  }

  /**
   * Brings the scene to new content. Resolves to false when a later call took over.
   *
   * @param glide - shift between the old and the new places of what stays; null moves nothing visibly
   * @param first - runs just before the first change of the document
   */
  async show(
    content: ISceneContent,
    glide: IGlide | null,
    first: Change = () => undefined
  ): Promise<boolean> {
    const turn = ++this._turn;
    this._content = content;
    this._places.set(content.blocks, content.layout);
    const stop = (): boolean => turn !== this._turn;
    // First all is made ready beside the document: the browser paints between slices, and would paint each in vain.
    const ready: Change[] = [first, () => this._begin(content, !glide)];
    const done =
      (await inSlices(this._making(content, glide, ready), stop)) &&
      (await inSlices(ready, stop));
    if (done) {
      this._end();
      this.node.dataset.painted = String(turn);
    }
    return done;
  }

  private _begin(content: ISceneContent, anew: boolean): void {
    const { width, height } = content.layout;
    this._shown = content;
    // What is not displayed, or made anew, loses the keyboard focus.
    const { activeElement } = document;
    if (this.node.contains(activeElement)) {
      this._focused = (activeElement as SVGElement).dataset.id ?? null;
    }
    // What is built from nothing is painted once, not anew with every slice.
    this.node.classList.toggle('djl-building', anew);
    this.node.setAttribute('width', String(Math.ceil(width)));
    this.node.setAttribute('height', String(Math.ceil(height)));
  }

  private _end(): void {
    this.node.classList.remove('djl-building');
    if (this._focused !== null && document.activeElement === document.body) {
      // The keys go on working where the node is gone, as when its module closed.
      const element = this.element(this._focused) ?? this.node.parentElement;
      element?.focus({ preventScroll: true });
    }
    this._focused = null;
  }

  /** Steps that make what changes the document; the changes come into `ready`, in the order in which they belong. */
  private *_making(
    content: ISceneContent,
    glide: IGlide | null,
    ready: Change[]
  ): Iterable<() => void> {
    const { drawing, blocks, layout } = content;
    const { inner, outer } = this._places.route(drawing.edges, layout);
    ready.push(
      ...this._sweeps(blocks, drawing, new Set(outer.map(([key]) => key)))
    );
    const budget = { left: glide && !reducedMotion() ? GLIDES : 0 };
    for (const [number, frame] of drawing.frames.entries()) {
      const sides = layout.frames.slice(4 * number, 4 * number + 4);
      ready.push(() => this._frames.draw(frame, sides));
    }
    for (const block of blocks) {
      const edges = inner.get(block.id) ?? [];
      yield () =>
        ready.push(this._makeBlock(block, edges, content, glide, budget));
    }
    const moved: SVGGElement[] = [];
    for (const [key, number] of outer) {
      yield () => {
        const change = this._makeEdge(key, number, content, moved);
        if (change) {
          ready.push(change);
        }
      };
    }
    ready.push(() => {
      if (budget.left > 0) {
        fadeIn(moved, this._edges.node);
      }
      this._fade(content.faded);
    });
    ready.push(() => this.showBadges(content.states));
    for (const node of drawing.nodes.filter(isModule)) {
      const { width } = this._places.get(node.id)!.block;
      const centre = this.centre(node.id)!;
      ready.push(() =>
        this._frames.drawName(node.id, node.label, centre, width)
      );
    }
    ready.push(() => this._frames.arrange(this._scale));
  }

  /** What takes away all that is no longer drawn. */
  private _sweeps(
    blocks: ReadonlyArray<IBlock>,
    drawing: IDrawing,
    edges: ReadonlySet<string>
  ): Change[] {
    const shades = blocks.filter(block => block.entity);
    const ids = new Set(drawing.nodes.map(node => node.id));
    return [
      ...this._blocks.sweeps(new Set(blocks.map(block => block.id))),
      ...this._shades.sweeps(new Set(shades.map(block => block.id))),
      ...this._edges.sweeps(edges),
      ...this._labels.sweeps(edges),
      () =>
        this._frames.sweep(
          new Set(drawing.frames.map(frame => frame.module)),
          new Set(drawing.nodes.filter(isModule).map(node => node.id))
        ),
      () =>
        [...this._nodes.keys()]
          .filter(id => !ids.has(id))
          .forEach(id => this._nodes.delete(id))
    ];
  }

  private _makeBlock(
    block: IBlock,
    inner: ReadonlyArray<IEdge>,
    content: ISceneContent,
    glide: IGlide | null,
    budget: { left: number }
  ): Change {
    const { x, y } = this._places.get(block.id)!;
    const { describe, tiers } = content;
    const words = block.cells.map(cell => describe(cell.node.id));
    const signature = { block, inner, words };
    const old = this._blocks.get(block.id);
    const fresh =
      old && isSame(old.signature, signature)
        ? null
        : drawBlock(block, { inner, describe, tiers });
    const from: [number, number] | null =
      old && glide ? [old.x + glide.dx, old.y + glide.dy] : null;
    return () => {
      const item = fresh
        ? this._blocks.put(block.id, fresh, signature)
        : this._blocks.get(block.id)!;
      for (const node of fresh?.querySelectorAll<SVGGElement>('[data-id]') ??
        []) {
        this._nodes.set(node.dataset.id!, node);
      }
      const elements = [item.element, ...this._shade(block)];
      if (fresh || item.x !== x || item.y !== y) {
        for (const element of elements) {
          element.setAttribute('transform', `translate(${x} ${y})`);
        }
      }
      if (
        from &&
        budget.left > 0 &&
        Math.abs(from[0] - x) + Math.abs(from[1] - y) > 1
      ) {
        budget.left--;
        for (const element of elements) {
          glideTo(element, from, [x, y]);
        }
      }
      item.x = x;
      item.y = y;
    };
  }

  /** The shade of a block, where it has one. */
  private _shade(block: IBlock): SVGGElement[] {
    if (!block.entity) {
      return [];
    }
    const size = `${block.width} ${block.height}`;
    const shade = this._shades.get(block.id);
    return [
      shade?.signature === size
        ? shade.element
        : this._shades.put(block.id, drawShade(block), size).element
    ];
  }

  private _makeEdge(
    key: string,
    number: number,
    { drawing, layout }: ISceneContent,
    moved: SVGGElement[]
  ): Change | null {
    const edge = drawing.edges[number];
    const points = layout.edges[number];
    const room = layout.labels[number];
    const parent = this._places.get(edge.parent)!;
    const child = this._places.get(edge.child)!;
    const path = edgePath(edge, points, parent, child);
    const old = this._edges.get(key);
    const signature = { edge, path, room };
    if (old && isSame(old.signature, signature)) {
      return null;
    }
    // Lines move with every new table: what else they are stays.
    const fresh =
      old && isSame((old.signature as { edge: IEdge }).edge, edge)
        ? null
        : drawEdge(edge, path);
    const label = drawLabel(edge, points, room, rect =>
      this._places.blocked(rect)
    );
    return () => {
      const item = fresh
        ? this._edges.put(key, fresh, signature)
        : this._edges.get(key)!;
      if (!fresh) {
        moveEdge(item.element, path);
        item.signature = signature;
      }
      if (label) {
        this._labels.put(key, label, signature);
      } else {
        this._labels.remove(key);
      }
      moved.push(item.element);
    };
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
  private _shown: ISceneContent | null = null;
  private _turn = 0;
  private _focused: string | null = null;
  private _looked = '';
  private _scale = 1;
  private readonly _frames = new Frames();
  private readonly _shades = new Layer(svg('g', { 'aria-hidden': 'true' }));
  private readonly _edges = new Layer(svg('g', { 'aria-hidden': 'true' }));
  private readonly _badges = new Badges();
  private readonly _blocks = new Layer(svg('g'));
  private readonly _labels = new Layer(svg('g', { 'aria-hidden': 'true' }));
  private readonly _nodes = new Map<string, SVGGElement>();
  private readonly _places = new Places();
}

/** Whether two things show the same; they are plain data. */
function isSame(one: unknown, other: unknown): boolean {
  return JSONExt.deepEqual(
    one as ReadonlyPartialJSONValue,
    other as ReadonlyPartialJSONValue
  );
}

function isModule(node: INode): boolean {
  return node.kind === 'module';
}
