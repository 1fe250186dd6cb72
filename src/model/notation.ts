// Resolved from lib/model as well as from src/model: both lie two folders below the root of the repository.
import notation from '../../djlab/diagram/notation.json';

import type { Table } from './types';

export type Tier = Table['tier'];

/** Colours of one theme. */
export interface INodeColours {
  fill: string;
  stroke: string;
  text: string;
}

/** How a kind of node is drawn. */
export interface INodeNotation {
  label: string;
  meaning: string;
  /** A shape of Graphviz. */
  shape: string;
  rounded: boolean;
  /** Points. */
  fontSize: number;
  outline?: string;
  light: INodeColours;
  dark: INodeColours;
}

/** How a kind of edge is drawn. */
export interface IEdgeNotation {
  label: string;
  style: string;
  /** Points. */
  width: number;
  /** A key of the palette. */
  colour: string;
}

/** Colours of a theme that belong to no kind of node. */
export interface IPalette {
  background: string;
  edge: string;
  renamed: string;
  edgeOpacity: number;
  cycle: string;
  frame: string;
  frameText: string;
  entity: string;
}

/** DataJoint's notation: `djlab/diagram/notation.json`, which Python reads too. */
export interface INotation {
  font: string;
  nodes: Record<Tier | 'module' | 'external' | 'unresolved', INodeNotation>;
  edges: Record<string, IEdgeNotation>;
  palette: { light: IPalette; dark: IPalette };
}

export const NOTATION: INotation = notation;
