import { NOTATION } from '../../model/notation';
import { edgeText, type IDrawing, type IEdge, type INode } from '../drawing';
import type { IFormatOptions } from './options';

/** A drawing as DOT; the same text as Python's `djlab.diagram.to_dot`. */
export function toDot(drawing: IDrawing, options: IFormatOptions): string {
  const colours = NOTATION.palette[options.theme];
  return [
    'digraph pipeline {',
    `  rankdir=${options.direction};`,
    `  bgcolor=${quote(colours.background)};`,
    `  node [fontname=${quote(NOTATION.font)}, margin=${quote('0.11,0.06')}];`,
    `  edge [fontname=${quote(NOTATION.font)}, fontsize=9, arrowhead=none];`,
    ...frames(drawing, options),
    ...drawing.nodes
      .filter(item => !item.module)
      .map(item => node(item, options, '  ')),
    ...drawing.edges.map(item => edge(item, options)),
    '}',
    ''
  ].join('\n');
}

/** A DOT string that stands for exactly this text. */
export function quote(text: string): string {
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/[\r\n]/g, ' ');
  return `"${escaped}"`;
}

function* frames(drawing: IDrawing, options: IFormatOptions): Iterable<string> {
  const colours = NOTATION.palette[options.theme];
  for (const [number, frame] of drawing.frames.entries()) {
    const members = drawing.nodes.filter(item => item.module === frame.module);
    yield `  subgraph cluster_${number} {`;
    yield `    label=${quote(frame.label)}; labeljust=r; style=${quote('rounded,dashed')};`;
    yield `    color=${quote(colours.frame)}; fontcolor=${quote(colours.frameText)};`;
    yield `    fontname=${quote(NOTATION.font)};`;
    const masters = new Set(members.map(item => item.master));
    for (const [index, item] of members.entries()) {
      if (masters.has(item.id)) {
        yield `    subgraph cluster_${number}_${index} {`;
        yield `      label=${quote('')}; style=${quote('rounded,filled')};`;
        yield `      fillcolor=${quote(colours.entity)}; color=${quote(colours.entity)};`;
        yield node(item, options, '      ');
        for (const part of members.filter(other => other.master === item.id)) {
          yield node(part, options, '      ');
        }
        yield '    }';
      } else if (!item.master) {
        yield node(item, options, '    ');
      }
    }
    yield '  }';
  }
}

function node(item: INode, options: IFormatOptions, indent: string): string {
  const style = NOTATION.nodes[item.kind];
  const colours = style[options.theme];
  const words = [
    ...(style.rounded ? ['rounded'] : []),
    'filled',
    ...(style.outline === 'dotted' ? ['dotted'] : [])
  ].join(',');
  return (
    `${indent}${quote(item.id)} [label=${label(item)}, shape=${style.shape}, style=${quote(words)}, ` +
    `fontsize=${style.fontSize}, fillcolor=${quote(colours.fill)}, color=${quote(colours.stroke)}, ` +
    `fontcolor=${quote(colours.text)}];`
  );
}

function label(item: INode): string {
  if (item.underline) {
    return `<<u>${escapeHtml(item.label)}</u>>`;
  }
  if (item.kind === 'module') {
    const tables = item.tables === 1 ? 'table' : 'tables';
    return `${quote(item.label).slice(0, -1)}\\n(${item.tables} ${tables})"`;
  }
  return quote(item.label);
}

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#x27;');
}

function edge(item: IEdge, options: IFormatOptions): string {
  const style = NOTATION.edges[item.kind];
  const colours = NOTATION.palette[options.theme];
  const base = item.cycle
    ? colours.cycle
    : item.renames.length
      ? colours.renamed
      : colours.edge;
  const alpha = Math.round(colours.edgeOpacity * 255)
    .toString(16)
    .toUpperCase();
  const text = edgeText(item);
  return (
    `  ${quote(item.parent)} -> ${quote(item.child)} ` +
    `[style=${style.style}, penwidth=${style.width}, color=${quote(item.cycle ? base : base + alpha)}` +
    (text ? `, label=${quote(text)}, fontcolor=${quote(base)}` : '') +
    '];'
  );
}
