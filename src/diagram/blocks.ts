import type { Attribute } from '../model';
import { NOTATION } from '../model/notation';
import type { IDrawing, INode } from './drawing';
import { textWidth } from './measure';
import { trans } from './translation';

/** Pixels of the drawing per point of the notation. */
const SCALE = 13 / 12;
/** Diameter of the circle of a reference whose table was not found. */
export const CIRCLE = 24;

const MODULE_FONT = 15;
const PART_INDENT = 22;
const ROW_HEIGHT = 16;
const ROW_FONT = 11;
const GAP = 6;

/** A node with its place inside its block; sizes and places are pixels. */
export interface ICell {
  readonly node: INode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** The attributes that the node shows below its name. */
  readonly rows: ReadonlyArray<Attribute>;
  /** Where the list of attributes begins, and how wide and high it is; null without one. */
  readonly list: IRect | null;
}

export interface IRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function overlap(one: IRect, other: IRect): boolean {
  return (
    one.x < other.x + other.width &&
    one.x + one.width > other.x &&
    one.y < other.y + other.height &&
    one.y + one.height > other.y
  );
}

/** What the layout moves as one: a node, or a master with its parts inside. */
export interface IBlock {
  readonly id: string;
  readonly module: string | null;
  readonly width: number;
  readonly height: number;
  readonly cells: ReadonlyArray<ICell>;
  /** Whether a shade encloses the cells: a master with parts, or a node with its attributes. */
  readonly entity: boolean;
}

/** The blocks of a drawing in its order. */
export function toBlocks(
  drawing: IDrawing,
  attributes: (id: string) => ReadonlyArray<Attribute>
): IBlock[] {
  const parts = new Map<string, INode[]>();
  for (const node of drawing.nodes) {
    if (node.master !== null) {
      const others = parts.get(node.master);
      if (others) {
        others.push(node);
      } else {
        parts.set(node.master, [node]);
      }
    }
  }
  return drawing.nodes
    .filter(node => node.master === null)
    .map(node => toBlock(node, parts.get(node.id) ?? [], attributes));
}

function toBlock(
  master: INode,
  parts: ReadonlyArray<INode>,
  attributes: (id: string) => ReadonlyArray<Attribute>
): IBlock {
  const nodes = [master, ...parts];
  const rows = nodes.map(node => attributes(node.id));
  const entity = parts.length > 0 || rows[0].length > 0;
  const margin = entity ? 10 : 0;
  const sizes = nodes.map(node => size(node));
  const indent = (index: number): number => (index ? PART_INDENT : 0);
  const inner = Math.max(
    ...nodes.map(
      (_, index) =>
        indent(index) + Math.max(sizes[index].width, listWidth(rows[index]))
    )
  );

  const cells: ICell[] = [];
  let y = entity ? 8 : 0;
  for (const [index, node] of nodes.entries()) {
    const { width, height, fontSize } = sizes[index];
    const x = margin + indent(index);
    const cell = {
      node,
      x: index || !entity ? x : margin + (inner - width) / 2,
      y,
      width: index ? inner - PART_INDENT : width,
      height,
      fontSize,
      rows: rows[index]
    };
    y += height;
    if (rows[index].length) {
      const list = {
        x,
        y: y + 4,
        width: inner - indent(index),
        height: rows[index].length * ROW_HEIGHT + 8
      };
      cells.push({ ...cell, list });
      y = list.y + list.height;
    } else {
      cells.push({ ...cell, list: null });
    }
    y += index < nodes.length - 1 ? GAP : 0;
  }
  return {
    id: master.id,
    module: master.module,
    width: inner + 2 * margin,
    height: y + (entity ? 10 : 0),
    cells,
    entity
  };
}

function size(node: INode): {
  width: number;
  height: number;
  fontSize: number;
} {
  const notation = NOTATION.nodes[node.kind];
  const fontSize = Math.round(notation.fontSize * SCALE);
  const text = textWidth(node.label, fontSize);
  switch (notation.shape) {
    case 'ellipse':
      return { width: text * 1.12 + 34, height: 36, fontSize };
    case 'circle':
      // The name stands beside the circle: around it, the circle would outshine every table.
      return { width: CIRCLE + 6 + text, height: CIRCLE, fontSize };
    case 'box3d': {
      const { name } = moduleParts(node.label);
      const widest = Math.max(
        textWidth(name, MODULE_FONT, 600),
        textWidth(tablesText(node.tables), 11)
      );
      return { width: widest + 56, height: 58, fontSize: MODULE_FONT };
    }
    default:
      return {
        width: text + 24,
        height: node.kind === 'Part' ? 22 : 32,
        fontSize
      };
  }
}

/** The name of a module without and with its package. */
export function moduleParts(label: string): { name: string; within: string } {
  const dot = label.lastIndexOf('.');
  return { name: label.slice(dot + 1), within: label.slice(0, dot + 1) };
}

/** As much of a text as fits into a width, without its beginning. */
export function shorten(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) {
    return text;
  }
  let rest = text;
  while (rest && textWidth(`…${rest}`, size) > width) {
    rest = rest.slice(1);
  }
  return `…${rest}`;
}

export function tablesText(count: number): string {
  return trans._n('%1 table', '%1 tables', count);
}

/** Where the row of an attribute stands in its list: its baseline. */
export function rowBaseline(index: number): number {
  return 4 + index * ROW_HEIGHT + 12;
}

export { ROW_FONT };

function listWidth(rows: ReadonlyArray<Attribute>): number {
  return rows.reduce(
    (widest, row) =>
      Math.max(
        widest,
        textWidth(row.name, ROW_FONT) + textWidth(row.type, ROW_FONT) + 40
      ),
    0
  );
}
