import type { Cell, IColumn } from '../grid/page';

const PLAIN = /^[a-z_][a-z0-9_]*$/i;
const NUMBERS = new Set(['integer', 'float', 'decimal']);
const WORDS = new Set([
  'and',
  'or',
  'not',
  'in',
  'like',
  'is',
  'null',
  'between',
  'true',
  'false'
]);

/** A column's name in a restriction. */
export function nameOf(column: string): string {
  return PLAIN.test(column) && !WORDS.has(column.toLowerCase())
    ? column
    : `"${column.replace(/"/g, '""')}"`;
}

/** A value of a column in a restriction, null where a cell does not hold the whole of one that can be compared. */
export function literalOf(
  column: Pick<IColumn, 'kind'>,
  value: Cell
): string | null {
  if (
    value === null ||
    typeof value === 'object' ||
    column.kind === 'binary' ||
    column.kind === 'json'
  ) {
    return null;
  }
  if (typeof value === 'boolean') {
    return value ? 'TRUE' : 'FALSE';
  }
  if (
    NUMBERS.has(column.kind) &&
    /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(`${value}`)
  ) {
    return String(value);
  }
  return `'${String(value).replace(/'/g, "''")}'`;
}

/** One comparison; null where the cell's value cannot be compared. */
export function comparison(
  column: IColumn,
  operator: '=' | '<>' | '>=' | '<=',
  value: Cell
): string | null {
  if (value === null) {
    return operator === '=' || operator === '<>'
      ? `${nameOf(column.name)} IS ${operator === '=' ? '' : 'NOT '}NULL`
      : null;
  }
  const literal = literalOf(column, value);
  return literal === null
    ? null
    : `${nameOf(column.name)} ${operator} ${literal}`;
}

/** Both restrictions together. */
export function both(first: string, second: string): string {
  const one = first.trim();
  if (!one) {
    return second;
  }
  return / or /i.test(one) ? `(${one}) AND ${second}` : `${one} AND ${second}`;
}
