import type { Direction } from './drawing';

/**
 * What a diagram shows, as plain data: it is kept in the workspace, put into links and copied as code.
 */
export interface IDiagramView {
  /** Whether modules are drawn closed; `auto` closes them when there are too many tables to read. */
  base: 'auto' | 'modules' | 'tables';
  /** Modules that are the other way round than `base` says. */
  toggled: ReadonlyArray<string>;
  /** A table whose neighbourhood is shown. */
  focus: string | null;
  /** How far to follow foreign keys; null follows them to the end. */
  upstream: number | null;
  downstream: number | null;
  /** Two tables: all that lies on a path between them is shown. */
  path: readonly [string, string] | null;
  /** A selector, such as `+Session tier:computed`. */
  select: string;
  /** Whether what is outside of focus, path and selector vanishes instead of fading. */
  hideOthers: boolean;
  /** Modules and tables that were taken out by hand. */
  hidden: ReadonlyArray<string>;
  /** Tables that show their attributes; `*` stands for all. */
  attributes: ReadonlyArray<string>;
  direction: Direction;
  /** Whether tables bear what the database says of them, where djlab is connected to it. */
  badges: boolean;
}

export const DEFAULT_VIEW: IDiagramView = {
  base: 'auto',
  toggled: [],
  focus: null,
  upstream: 1,
  downstream: 1,
  path: null,
  select: '',
  hideOthers: true,
  hidden: [],
  attributes: [],
  direction: 'LR',
  badges: true
};

/** The fields that show the whole pipeline again. */
export const WHOLE: Partial<IDiagramView> = {
  focus: null,
  path: null,
  select: '',
  hidden: []
};

/** What of a view leaves out tables by a rule; with more than one, what all of them name is shown. */
export function restrictions(
  view: IDiagramView
): ReadonlyArray<'focus' | 'path' | 'select'> {
  return (['focus', 'path', 'select'] as const).filter(key =>
    key === 'select' ? view.select.trim() !== '' : view[key] !== null
  );
}

/** Changes of these fields show another part of the pipeline: the view is fitted instead of anchored. */
const REFIT: ReadonlyArray<keyof IDiagramView> = [
  'base',
  'focus',
  'upstream',
  'downstream',
  'path',
  'select',
  'hideOthers',
  'direction'
];

/** Whether the second view shows another part of the pipeline than the first. */
export function refits(one: IDiagramView, other: IDiagramView): boolean {
  return REFIT.some(
    key => JSON.stringify(one[key]) !== JSON.stringify(other[key])
  );
}

/** Above this many tables, `auto` shows modules. */
export const READABLE_TABLES = 60;

/**
 * A view out of stored or linked data: what is not a view's field, or not of its type, is left at its default.
 */
export function toView(data: unknown): IDiagramView {
  const given: Record<string, unknown> =
    typeof data === 'object' && data !== null
      ? (data as Record<string, unknown>)
      : {};
  const view = { ...DEFAULT_VIEW };
  view.base = oneOf(given.base, ['auto', 'modules', 'tables'], view.base);
  view.direction = oneOf(given.direction, ['LR', 'TB'], view.direction);
  view.toggled = strings(given.toggled);
  view.hidden = strings(given.hidden);
  view.attributes = strings(given.attributes);
  view.focus = typeof given.focus === 'string' ? given.focus : null;
  view.select = typeof given.select === 'string' ? given.select : '';
  view.upstream = depth(given.upstream, view.upstream);
  view.downstream = depth(given.downstream, view.downstream);
  const path = strings(given.path);
  view.path = path.length === 2 ? [path[0], path[1]] : null;
  view.hideOthers = given.hideOthers !== false;
  view.badges = given.badges !== false;
  return view;
}

/** The fields of a view that are not the default: what a link has to hold. */
export function compact(view: IDiagramView): Partial<IDiagramView> {
  const entries = Object.entries(view).filter(
    ([key, value]) =>
      JSON.stringify(value) !==
      JSON.stringify(DEFAULT_VIEW[key as keyof IDiagramView])
  );
  return Object.fromEntries(entries);
}

function oneOf<T extends string>(
  value: unknown,
  allowed: ReadonlyArray<T>,
  otherwise: T
): T {
  return allowed.includes(value as T) ? (value as T) : otherwise;
}

function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

function depth(value: unknown, otherwise: number | null): number | null {
  if (value === null) {
    return null;
  }
  return Number.isInteger(value) && (value as number) >= 0
    ? (value as number)
    : otherwise;
}
