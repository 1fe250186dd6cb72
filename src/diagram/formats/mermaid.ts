import { NOTATION } from '../../model/notation';
import {
  edgeText,
  type IDrawing,
  type IEdge,
  type INode,
  type NodeKind
} from '../drawing';
import type { IFormatOptions } from './options';

const BRACKETS: Partial<Record<NodeKind, [string, string]>> = {
  Imported: ['([', '])'],
  Computed: ['([', '])'],
  module: ['[[', ']]'],
  unresolved: ['((', '))']
};

const DASHES: Record<string, string> = {
  dashed: ',stroke-dasharray:5 3',
  dotted: ',stroke-dasharray:1 3'
};

/** A drawing as a Mermaid flowchart; the same text as Python's `djlab.diagram.to_mermaid`. */
export function toMermaid(drawing: IDrawing, options: IFormatOptions): string {
  const ids = new Map(
    drawing.nodes.map((item, index) => [item.id, `n${index}`])
  );
  return [
    `flowchart ${options.direction}`,
    ...classes(options),
    ...frames(drawing, ids),
    ...drawing.nodes
      .filter(item => !item.module)
      .map(item => node(item, ids, '  ')),
    ...drawing.edges.map(item => edge(item, ids)),
    ...drawing.edges.map((item, index) => linkStyle(index, item, options)),
    ''
  ].join('\n');
}

/** Text for a quoted Mermaid label: a character that could mean something becomes `#number;`. */
export function escape(text: string): string {
  return text
    .split(/\s+/)
    .filter(word => word)
    .join(' ')
    .replace(/[#&<>"'`\\;{}|]/g, character => `#${character.charCodeAt(0)};`);
}

function* classes(options: IFormatOptions): Iterable<string> {
  for (const [kind, style] of Object.entries(NOTATION.nodes)) {
    const colours = style[options.theme];
    const dotted = style.outline === 'dotted' ? ',stroke-dasharray:1 3' : '';
    yield `  classDef ${kind} fill:${colours.fill},stroke:${colours.stroke},color:${colours.text}${dotted}`;
  }
  yield '  classDef newDimension text-decoration:underline';
}

function* frames(
  drawing: IDrawing,
  ids: Map<string, string>
): Iterable<string> {
  for (const [number, frame] of drawing.frames.entries()) {
    const members = drawing.nodes.filter(item => item.module === frame.module);
    yield `  subgraph m${number}["${escape(frame.label)}"]`;
    const masters = new Set(members.map(item => item.master));
    for (const item of members) {
      if (masters.has(item.id)) {
        yield `    subgraph e${ids.get(item.id)}[" "]`;
        yield node(item, ids, '      ');
        for (const part of members.filter(other => other.master === item.id)) {
          yield node(part, ids, '      ');
        }
        yield '    end';
      } else if (!item.master) {
        yield node(item, ids, '    ');
      }
    }
    yield '  end';
  }
}

function node(item: INode, ids: Map<string, string>, indent: string): string {
  const id = ids.get(item.id);
  const [opening, closing] = BRACKETS[item.kind] ?? ['[', ']'];
  const count = `<br/>${item.tables} ${item.tables === 1 ? 'table' : 'tables'}`;
  const label = escape(item.label) + (item.kind === 'module' ? count : '');
  const line = `${indent}${id}${opening}"${label}"${closing}:::${item.kind}`;
  return item.underline ? `${line}\n${indent}class ${id} newDimension` : line;
}

function edge(item: IEdge, ids: Map<string, string>): string {
  const label = edgeText(item);
  const middle = label ? `|"${escape(label)}"|` : '';
  return `  ${ids.get(item.parent)} -->${middle} ${ids.get(item.child)}`;
}

function linkStyle(
  index: number,
  item: IEdge,
  options: IFormatOptions
): string {
  const style = NOTATION.edges[item.kind];
  const colours = NOTATION.palette[options.theme];
  const colour = item.cycle
    ? colours.cycle
    : item.renames.length
      ? colours.renamed
      : colours.edge;
  return `  linkStyle ${index} stroke:${colour},stroke-width:${style.width}px${DASHES[style.style] ?? ''}`;
}
