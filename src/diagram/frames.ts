import { moduleParts } from './blocks';
import { nodeColour, paletteColour } from './colours';
import type { IFrame } from './drawing';
import { Layer } from './layer';
import { FRAME_FONT } from './layoutDot';
import { FONT, textWidth } from './measure';
import { svg } from './svg';

/** Height of a title and how far it stands from the corner of its frame, in pixels at the scale 1. */
const HEIGHT = 18;
const INSET = 10;
const BASELINE = 19;
/** Width of the sign that closes the module, beside its name. */
const CHEVRON = 18;

/** Half the height of the box of a closed module, from its baseline. */
const BOX = 16;

/** A title grows when it is seen from afar, so that it stays about this large on the screen. */
const READABLE = 0.85;
const LARGEST = 10;
/** A title that would be smaller than this on the screen is left out. */
const SMALLEST = 0.42;

/** How far from its largest size a title may shrink to find room. */
const SHRINK = [1, 0.85, 0.7, 0.6, 0.5];

interface IRoom {
  /** The title's group: its first child is scaled. */
  readonly element: SVGGElement;
  /** Where the title is anchored: its right end, or its middle. */
  readonly x: number;
  readonly share: 1 | 0.5;
  /** Of the baseline. */
  readonly y: number;
  readonly width: number;
  /** The more, the sooner the title gets its place. */
  readonly rank: number;
  /** What is written, and the width of the box that it is written on; null for the title of a frame. */
  readonly on: { readonly name: string; readonly width: number } | null;
}

/** How a title stands at a scale of the drawing. */
interface ITitle {
  /** Null where it is left out. */
  readonly size: number | null;
  /** What is written of the name of a closed module; null for a title whose text stays. */
  readonly text: string | null;
  readonly box: IBox | null;
}

/**
 * The frames of the open modules, as DataJoint draws schemas: dashed, with the name in the upper right corner; and the
 * names of the closed modules where they stand in for those that are too small to read.
 */
export class Frames {
  readonly boxes = new Layer(svg('g', { 'aria-hidden': 'true' }));
  readonly titles = new Layer(svg('g', { 'aria-hidden': 'true' }));
  readonly names = new Layer(svg('g', { 'aria-hidden': 'true' }));

  /** Removes all but these open and closed modules. */
  sweep(open: ReadonlySet<string>, closed: ReadonlySet<string>): void {
    this.boxes.sweep(open);
    this.titles.sweep(open);
    this.names.sweep(closed);
    for (const module of [...this._rooms.keys()]) {
      if (!open.has(module) && !closed.has(module)) {
        this._rooms.delete(module);
      }
    }
  }

  /**
   * The name of a closed module, for the distance from which that inside of it cannot be read.
   *
   * @param room - width of the module's box
   */
  drawName(
    module: string,
    label: string,
    [x, y]: readonly [number, number],
    room: number
  ): void {
    const { name } = moduleParts(label);
    const signature = [x, y, name, room].join('\n');
    if (this.names.get(module)?.signature === signature) {
      return;
    }
    const element = svg(
      'g',
      {
        class: 'djl-title djl-farName',
        transform: `translate(${x} ${y + 4})`
      },
      svg('g', {}, titleText(name, 'middle', nodeColour('module', 'text')))
    );
    this.names.put(module, element, signature);
    const width = textWidth(name, FRAME_FONT, 600);
    this._rooms.set(module, {
      element,
      x,
      share: 0.5,
      y: y + 4,
      width,
      rank: width,
      on: { name, width: room }
    });
  }

  /** @param sides - left, top, right and bottom */
  draw({ module, label }: IFrame, sides: ReadonlyArray<number>): void {
    const [left, top, right, bottom] = sides;
    const signature = [...sides, label].join('\n');
    if (this.boxes.get(module)?.signature === signature) {
      return;
    }
    this.boxes.put(
      module,
      svg(
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
          'stroke-opacity': 0.75
        })
      ),
      signature
    );
    const width = textWidth(label, FRAME_FONT, 600) + CHEVRON;
    const element = drawTitle(module, label, width, right, top);
    this.titles.put(module, element, signature);
    this._rooms.set(module, {
      element,
      x: right - INSET,
      share: 1,
      y: top + BASELINE,
      width,
      rank: (right - left) * (bottom - top),
      on: null
    });
  }

  /**
   * Sizes the titles for a scale of the drawing: as large as can be read, the large modules first, and none on another.
   */
  arrange(scale: number): void {
    for (const [room, { size, text }] of this._arranged(scale)) {
      if (text !== null) {
        room.element.querySelector('text')!.textContent = text;
      }
      room.element.classList.toggle('djl-unread', size === null);
      room.element.firstElementChild!.setAttribute(
        'transform',
        `scale(${(size ?? 1).toFixed(2)})`
      );
    }
  }

  /** The sides of a drawing at a scale, moved outwards to where its titles end. */
  extent(scale: number, sides: IBox): IBox {
    return [...this._arranged(scale).values()].reduce(
      (found, { box }) =>
        box
          ? [
              Math.min(found[0], box[0]),
              Math.min(found[1], box[1]),
              Math.max(found[2], box[2]),
              Math.max(found[3], box[3])
            ]
          : found,
      sides
    );
  }

  private _arranged(scale: number): Map<IRoom, ITitle> {
    const wanted = Math.min(LARGEST, Math.max(1, READABLE / scale));
    const taken: IBox[] = [];
    const boxes: IOwnBox[] = [];
    for (const room of this._rooms.values()) {
      if (room.on) {
        const { x, y, on } = room;
        const half = on.width / 2;
        boxes.push({ room, box: [x - half, y - BOX, x + half, y + BOX] });
      }
    }
    const rooms = [...this._rooms.values()].sort(
      (one, other) => other.rank - one.rank
    );
    const titles = new Map<IRoom, ITitle>();
    for (const room of rooms) {
      let size =
        wanted === 1 ? 1 : this._size(room, wanted, scale, taken, boxes);
      let text = room.on?.name ?? null;
      let box = size === null ? null : boxOf(room, size);
      if (room.on && size === null) {
        // Better the beginning of a name than a box without one.
        size = wanted * SHRINK[1];
        const { name, width } = room.on;
        text = shortened(name, width / size);
        const place = boxOf({ ...room, width: width / size }, size);
        if (!text || taken.some(other => overlap(other, place))) {
          size = null;
        } else {
          box = place;
          taken.push(place);
        }
      }
      titles.set(room, { size, text, box });
    }
    return titles;
  }

  /** The largest size at which a title lies on no other, which is then taken; null when it would be too small. */
  private _size(
    room: IRoom,
    wanted: number,
    scale: number,
    taken: IBox[],
    boxes: ReadonlyArray<IOwnBox>
  ): number | null {
    for (const part of SHRINK) {
      const size = Math.max(1, wanted * part);
      if (size * scale < SMALLEST) {
        return null;
      }
      const box = boxOf(room, size);
      const isFree =
        !taken.some(other => overlap(other, box)) &&
        // A name may be wider than its own box, but hides no other.
        !(
          room.on &&
          boxes.some(other => other.room !== room && overlap(other.box, box))
        );
      if (isFree) {
        taken.push(box);
        return size;
      }
    }
    return null;
  }

  private readonly _rooms = new Map<string, IRoom>();
}

function drawTitle(
  module: string,
  label: string,
  width: number,
  right: number,
  top: number
): SVGGElement {
  return svg(
    'g',
    {
      class: 'djl-title djl-toggle',
      'data-toggle': module,
      transform: `translate(${right - INSET} ${top + BASELINE})`
    },
    svg(
      'g',
      {},
      // The ground around the letters is as easy to hit as they are.
      svg('rect', {
        x: -width - 2,
        y: 4 - HEIGHT,
        width: width + 4,
        height: HEIGHT,
        fill: 'transparent'
      }),
      svg('path', {
        d: `M${-width + 1} -7l4.5 4.5l4.5 -4.5`,
        fill: 'none',
        stroke: paletteColour('frameText'),
        'stroke-width': 1.75,
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round'
      }),
      titleText(label, 'end', paletteColour('frameText'))
    )
  );
}

function titleText(
  text: string,
  anchor: string,
  colour: string
): SVGTextElement {
  return svg(
    'text',
    {
      fill: colour,
      'font-family': FONT,
      'font-size': FRAME_FONT,
      'font-weight': 600,
      'text-anchor': anchor
    },
    text
  );
}

/** As much of the beginning of a name as fits into a width; empty where that would tell nothing. */
function shortened(name: string, width: number): string {
  for (let length = name.length - 1; length > 3; length--) {
    const text = `${name.slice(0, length)}…`;
    if (textWidth(text, FRAME_FONT, 600) <= width) {
      return text;
    }
  }
  return '';
}

/** Where a title stands at a size. */
function boxOf(
  { x, y, share, width }: Pick<IRoom, 'x' | 'y' | 'share' | 'width'>,
  size: number
): IBox {
  const left = x - width * size * share;
  const top = y - (HEIGHT - 4) * size;
  return [left, top, left + width * size, top + HEIGHT * size];
}

/** The box of a closed module. */
interface IOwnBox {
  readonly room: IRoom;
  readonly box: IBox;
}

/** Left, top, right and bottom. */
type IBox = readonly [number, number, number, number];

function overlap(one: IBox, other: IBox): boolean {
  return (
    one[0] < other[2] &&
    other[0] < one[2] &&
    one[1] < other[3] &&
    other[1] < one[3]
  );
}
