import { NOTATION } from '../model/notation';
import type { NodeKind } from './drawing';

/** The custom property that holds a colour of a kind of node. */
export function nodeColour(
  kind: NodeKind,
  part: 'fill' | 'stroke' | 'text'
): string {
  return `var(${property(`${kind}-${part}`)})`;
}

/** The custom property that holds a colour of the palette. */
export function paletteColour(
  name:
    | 'edge'
    | 'renamed'
    | 'cycle'
    | 'frame'
    | 'frameText'
    | 'entity'
    | 'background'
): string {
  return `var(${property(name)})`;
}

/**
 * The custom properties of a theme. The drawing names colours only through them, so that a change of the theme paints
 * anew and builds nothing.
 */
export function customProperties(
  theme: 'light' | 'dark'
): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [kind, notation] of Object.entries(NOTATION.nodes)) {
    for (const part of ['fill', 'stroke', 'text'] as const) {
      properties[property(`${kind}-${part}`)] = notation[theme][part];
    }
  }
  for (const [name, value] of Object.entries(NOTATION.palette[theme])) {
    properties[property(name)] = String(value);
  }
  return properties;
}

/** Paints an element, and all that it holds, in the colours of a theme. */
export function paint(element: HTMLElement, theme: 'light' | 'dark'): void {
  for (const [name, value] of Object.entries(customProperties(theme))) {
    element.style.setProperty(name, value);
  }
  element.dataset.theme = theme;
}

function property(name: string): string {
  return `--djl-${name.replace(/\B[A-Z]/g, letter => `-${letter}`).toLowerCase()}`;
}
