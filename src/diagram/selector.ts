import type { Table } from '../model';
import { tableName } from './drawing';
import { intersection, type ForeignKeyGraph } from './graph';
import { nearest } from './nearest';

/** What a selector's words can ask about, beside names. */
const METHODS = [
  'tier:',
  'module:',
  'schema:',
  'store:',
  'table:',
  'attribute:'
] as const;

/** Other words for a tier. */
const TIERS: Record<string, string> = {
  entry: 'manual',
  ingest: 'imported',
  compute: 'computed'
};

/** What a selector names. */
export interface ISelected {
  readonly tables: ReadonlySet<string>;
  /** Words that name nothing. */
  readonly unknown: ReadonlyArray<string>;
  /** Words between commas that have no table in common, though each names some. */
  readonly apart: ReadonlyArray<string>;
}

/**
 * The tables that a selector names, by the rules of `djlab diagram --select`: `+Session` with all that is upstream,
 * `Session+2` with two steps downstream, `tier:computed`, `module:ephys`, `schema:…`, `store:main`; a space is a
 * union, a comma an intersection.
 */
export function select(
  tables: ReadonlyArray<Table>,
  graph: ForeignKeyGraph,
  selector: string
): ISelected {
  const found = new Set<string>();
  const unknown: string[] = [];
  const apart: string[] = [];
  for (const union of selector.split(/\s+/).filter(word => word)) {
    let common: Set<string> | null = null;
    for (const word of union.split(',').filter(part => part)) {
      const selected = selectWord(tables, graph, word);
      if (!selected.size) {
        unknown.push(word);
      }
      common = common === null ? selected : intersection(common, selected);
    }
    if (common?.size === 0 && !unknown.length) {
      apart.push(union);
    }
    common?.forEach(id => found.add(id));
  }
  return { tables: found, unknown, apart: found.size ? [] : apart };
}

/** Words that could stand where the caret is. */
export function complete(
  tables: ReadonlyArray<Table>,
  word: string,
  limit = 12
): string[] {
  const { before, name } = parts(word.slice(word.lastIndexOf(',') + 1));
  const lead =
    word.slice(0, word.lastIndexOf(',') + 1) +
    (before === null ? '' : `${Number.isFinite(before) ? before : ''}+`);
  const needle = name.toLowerCase();
  const starting: string[] = [];
  const holding: string[] = [];
  for (const candidate of candidates(tables)) {
    const text = candidate.toLowerCase();
    if (text.startsWith(needle)) {
      starting.push(lead + candidate);
    } else if (needle && text.includes(needle)) {
      holding.push(lead + candidate);
    }
  }
  return [...starting, ...holding].slice(0, limit);
}

/** What was meant by a word that names nothing: selectors that are spelt like it, or name another kind of thing. */
export function meant(tables: ReadonlyArray<Table>, word: string): string[] {
  const { name } = parts(word);
  if (/[*?]/.test(name)) {
    return [];
  }
  const method = METHODS.find(prefix => name.startsWith(prefix)) ?? '';
  const values = method
    ? tables.flatMap(table => valuesOf(table, method))
    : tables.map(({ id }) => tableName(id));
  const value = name.slice(method.length);
  const near = nearest(value, values, 2).map(found => method + found);
  const elsewhere = METHODS.filter(other => other !== method)
    .map(other => other + value)
    .filter(other => tables.some(table => matches(table, other)));
  return [...near, ...elsewhere].slice(0, 3);
}

/** What a selector of a kind can name a table by. */
function valuesOf(table: Table, method: (typeof METHODS)[number]): string[] {
  switch (method) {
    case 'tier:':
      return ['manual', 'lookup', 'imported', 'computed', 'part'];
    case 'module:':
      return [
        table.module.slice(table.module.lastIndexOf('.') + 1),
        table.module
      ];
    case 'schema:':
      return table.schema ? [table.schema] : [];
    case 'store:':
      return table.attributes.flatMap(({ store }) =>
        store === null ? [] : [store || 'default']
      );
    case 'table:':
      return [table.table];
    case 'attribute:':
      return table.attributes.map(({ name }) => name);
  }
}

/** The name under which a selector finds this table and no other. */
export function selectorName(tables: ReadonlyArray<Table>, id: string): string {
  const name = tableName(id);
  return tables.filter(table => matches(table, name)).length > 1 ? id : name;
}

function* candidates(tables: ReadonlyArray<Table>): Iterable<string> {
  const names = new Set<string>();
  const words = new Set<string>();
  for (const table of tables) {
    names.add(tableName(table.id));
    words.add(`tier:${table.tier.toLowerCase()}`);
    words.add(
      `module:${table.module.slice(table.module.lastIndexOf('.') + 1)}`
    );
    for (const attribute of table.attributes) {
      if (attribute.store !== null) {
        words.add(`store:${attribute.store || 'default'}`);
      }
    }
  }
  yield* names;
  yield* words;
}

function selectWord(
  tables: ReadonlyArray<Table>,
  graph: ForeignKeyGraph,
  word: string
): Set<string> {
  const { before, name, after } = parts(word);
  const start = tables
    .filter(table => matches(table, name))
    .map(table => table.id);
  const found = new Set(start);
  if (before !== null) {
    graph
      .upstream(start, Number.isFinite(before) ? before : null)
      .forEach(id => found.add(id));
  }
  if (after !== null) {
    graph
      .downstream(start, Number.isFinite(after) ? after : null)
      .forEach(id => found.add(id));
  }
  return found;
}

/** `2+Name+1` taken apart; a plus without a number reaches to the end. */
function parts(word: string): {
  before: number | null;
  name: string;
  after: number | null;
} {
  const match = /^(?:(\d*)\+)?(.*?)(?:\+(\d*))?$/.exec(word)!;
  const depth = (digits: string | undefined): number | null =>
    digits === undefined ? null : digits === '' ? Infinity : Number(digits);
  return { before: depth(match[1]), name: match[2], after: depth(match[3]) };
}

function matches(table: Table, name: string): boolean {
  const method = METHODS.find(prefix => name.startsWith(prefix));
  if (!method) {
    const whole = table.id.replace(':', '.').toLowerCase();
    const dotted = name.replace(':', '.').toLowerCase();
    return (
      glob(name).test(table.class) ||
      glob(dotted).test(whole) ||
      whole === dotted ||
      whole.endsWith(`.${dotted}`)
    );
  }
  const value = name.slice(method.length).toLowerCase();
  const wanted = glob(value);
  switch (method) {
    case 'tier:':
      return glob(TIERS[value] ?? value).test(table.tier);
    case 'module:':
      return wanted.test(table.module) || glob(`*.${value}`).test(table.module);
    case 'schema:':
      return wanted.test(table.schema ?? '');
    case 'store:':
      return table.attributes.some(
        ({ store }) => store !== null && wanted.test(store || 'default')
      );
    case 'table:':
      return wanted.test(table.table);
    case 'attribute:':
      return table.attributes.some(attribute => wanted.test(attribute.name));
  }
}

/** A pattern in which `*` and `?` stand for any text and any character; the case does not matter. */
function glob(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i');
}
