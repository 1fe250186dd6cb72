import type { IBlock, IRect } from './blocks';
import { paletteColour } from './colours';
import type { IDrawing, IEdge, NodeKind } from './drawing';
import { drawEdge, drawLabel, type IPlaced } from './edges';
import { FRAME_FONT } from './layoutDot';
import type { ILayout } from './layoutJson';
import { FONT, textWidth } from './measure';
import { drawBlock } from './nodes';
import { inSlices } from './slices';
import { svg } from './svg';
import { trans } from './translation';

/** Everything that a scene shows. */
export interface ISceneContent {
  readonly drawing: IDrawing;
  readonly blocks: ReadonlyArray<IBlock>;
  readonly layout: ILayout;
  readonly faded: ReadonlySet<string>;
  readonly describe: (id: string) => string;
  readonly tiers: (module: string) => ReadonlyArray<[NodeKind, number]>;
}

/** How far what stays on the screen moved, so that it can glide there. */
export interface IGlide {
  readonly dx: number;
  readonly dy: number;
}

interface IItem {
  element: SVGGElement;
  /** What the element shows: as long as it is the same, the element is kept. */
  signature: string;
  x: number;
  y: number;
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
      this._frames,
      this._edges,
      this._blocks,
      this._labels,
      this._titles
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

  /** Whether a block lies in a part of the drawing. */
  covers(rect: IRect): boolean {
    return this._blocked(rect);
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
    const done = await inSlices(
      this._steps(content, glide),
      () => turn !== this._turn
    );
    if (done) {
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
    const outer: [string, IEdge, ReadonlyArray<number>][] = [];
    const seen = new Map<string, number>();
    drawing.edges.forEach((edge, number) => {
      const points = layout.edges[number];
      const block = this._placed.get(edge.parent)?.block;
      if (points) {
        const ends = `${edge.parent}\n${edge.child}`;
        const ordinal = seen.get(ends) ?? 0;
        seen.set(ends, ordinal + 1);
        outer.push([`${ends}\n${ordinal}`, edge, points]);
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
      yield () => this._drawFrame(number, frame.module, frame.label, layout);
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
    for (const [key, edge, points] of outer) {
      yield () => this._drawEdge(key, edge, points, budget.left > 0);
    }
    yield () => this._fade(content.faded);
  }

  private _sweep(
    blocks: ReadonlyArray<IBlock>,
    drawing: IDrawing,
    edges: ReadonlySet<string>
  ): void {
    sweep(this._blockItems, new Set(blocks.map(block => block.id)));
    sweep(this._edgeItems, edges);
    sweep(this._labelItems, edges);
    const frames = new Set(drawing.frames.map(frame => frame.module));
    sweep(this._frameItems, frames);
    sweep(this._titleItems, frames);
    const ids = new Set(drawing.nodes.map(node => node.id));
    for (const id of this._nodes.keys()) {
      if (!ids.has(id)) {
        this._nodes.delete(id);
      }
    }
  }

  private _drawFrame(
    number: number,
    module: string,
    label: string,
    layout: ILayout
  ): void {
    const [left, top, right, bottom] = layout.frames.slice(
      4 * number,
      4 * number + 4
    );
    const signature = [left, top, right, bottom, label].join('\n');
    if (this._frameItems.get(module)?.signature === signature) {
      return;
    }
    const box = svg(
      'g',
      { class: 'djl-frame', 'data-frame': module },
      svg('rect', {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
        rx: 12,
        fill: 'none',
        stroke: paletteColour('frame'),
        'stroke-dasharray': '5 4',
        'stroke-opacity': 0.55
      })
    );
    const title = svg(
      'g',
      {
        class: 'djl-title djl-toggle',
        'data-toggle': module,
        transform: `translate(${left + 10} ${top + 19})`,
        // From afar a title grows, but not far beyond the frame that it names.
        style: `--djl-most: ${Math.max(1, ((right - left) * 1.25) / (textWidth(label, FRAME_FONT, 600) + 26)).toFixed(2)}`
      },
      svg('path', {
        d: 'M1 -7l4.5 4.5l4.5 -4.5',
        fill: 'none',
        stroke: paletteColour('frameText'),
        'stroke-width': 1.75,
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round'
      }),
      svg(
        'text',
        {
          x: 16,
          fill: paletteColour('frameText'),
          'font-family': FONT,
          'font-size': FRAME_FONT,
          'font-weight': 600
        },
        label
      )
    );
    put(this._frames, this._frameItems, module, box, signature);
    put(this._titles, this._titleItems, module, title, signature);
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
    const old = this._blockItems.get(block.id);
    let element = old?.element;
    if (!element || old?.signature !== signature) {
      element = drawBlock(block, {
        inner,
        describe: content.describe,
        tiers: content.tiers
      });
      carryOver(old?.element, element);
      put(this._blocks, this._blockItems, block.id, element, signature);
      for (const node of element.querySelectorAll<SVGGElement>('[data-id]')) {
        this._nodes.set(node.dataset.id!, node);
      }
    }
    element.setAttribute('transform', `translate(${x} ${y})`);
    const item = this._blockItems.get(block.id)!;
    if (old && glide && budget.left > 0) {
      const from = [old.x + glide.dx, old.y + glide.dy];
      if (Math.abs(from[0] - x) + Math.abs(from[1] - y) > 1) {
        budget.left--;
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
    edge: IEdge,
    points: ReadonlyArray<number>,
    appear: boolean
  ): void {
    const parent = this._placed.get(edge.parent) as IPlaced;
    const child = this._placed.get(edge.child) as IPlaced;
    const signature = JSON.stringify([edge, points, parent.x, child.x]);
    const old = this._edgeItems.get(key);
    if (old?.signature === signature) {
      return;
    }
    const element = drawEdge(edge, points, parent, child);
    carryOver(old?.element, element);
    put(this._edges, this._edgeItems, key, element, signature);
    this._labelItems.get(key)?.element.remove();
    this._labelItems.delete(key);
    const label = drawLabel(edge, points, rect => this._blocked(rect));
    if (label) {
      put(this._labels, this._labelItems, key, label, signature);
    }
    if (appear) {
      element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: GLIDE });
    }
  }

  private _blocked(rect: IRect): boolean {
    for (const { block, x, y } of this._placed.values()) {
      if (
        rect.x < x + block.width &&
        rect.x + rect.width > x &&
        rect.y < y + block.height &&
        rect.y + rect.height > y
      ) {
        return true;
      }
    }
    return false;
  }

  private _fade(faded: ReadonlySet<string>): void {
    for (const [id, element] of this._nodes) {
      element.classList.toggle('djl-faded', faded.has(id));
    }
    for (const { element } of this._edgeItems.values()) {
      const { parent, child } = element.dataset;
      element.classList.toggle(
        'djl-faded',
        faded.has(parent!) || faded.has(child!)
      );
    }
  }

  private _content: ISceneContent | null = null;
  private _turn = 0;
  private readonly _frames = svg('g', { 'aria-hidden': 'true' });
  private readonly _edges = svg('g', { 'aria-hidden': 'true' });
  private readonly _blocks = svg('g');
  private readonly _labels = svg('g', { 'aria-hidden': 'true' });
  private readonly _titles = svg('g', { 'aria-hidden': 'true' });
  private readonly _frameItems = new Map<string, IItem>();
  private readonly _titleItems = new Map<string, IItem>();
  private readonly _blockItems = new Map<string, IItem>();
  private readonly _edgeItems = new Map<string, IItem>();
  private readonly _labelItems = new Map<string, IItem>();
  private readonly _nodes = new Map<string, SVGGElement>();
  private readonly _placed = new Map<string, IPlaced>();
}

export function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function put(
  layer: SVGGElement,
  items: Map<string, IItem>,
  key: string,
  element: SVGGElement,
  signature: string
): void {
  const old = items.get(key);
  if (old) {
    const focused = old.element.contains(document.activeElement)
      ? (document.activeElement as SVGElement).dataset.id
      : undefined;
    old.element.replaceWith(element);
    if (focused !== undefined) {
      for (const node of element.querySelectorAll<SVGGElement>('[data-id]')) {
        if (node.dataset.id === focused) {
          node.focus({ preventScroll: true });
        }
      }
    }
  } else {
    layer.append(element);
  }
  items.set(key, { element, signature, x: old?.x ?? 0, y: old?.y ?? 0 });
}

function sweep(items: Map<string, IItem>, keep: ReadonlySet<string>): void {
  for (const [key, item] of items) {
    if (!keep.has(key)) {
      item.element.remove();
      items.delete(key);
    }
  }
}

/** Marks such as the selection outlive the element that carries them. */
function carryOver(old: SVGGElement | undefined, fresh: SVGGElement): void {
  if (!old) {
    return;
  }
  const marks = ['djl-selected', 'djl-related', 'djl-located'];
  const copy = (from: Element, to: Element): void => {
    for (const mark of marks) {
      to.classList.toggle(mark, from.classList.contains(mark));
    }
    const tabindex = from.getAttribute('tabindex');
    if (tabindex !== null) {
      to.setAttribute('tabindex', tabindex);
    }
  };
  copy(old, fresh);
  const before = new Map(
    [...old.querySelectorAll<SVGGElement>('[data-id]')].map(node => [
      node.dataset.id,
      node
    ])
  );
  for (const node of fresh.querySelectorAll<SVGGElement>('[data-id]')) {
    const same = before.get(node.dataset.id);
    if (same) {
      copy(same, node);
    }
  }
}
