import type { Cell, IColumn } from '../grid/page';

/** Whose SQL a restriction is: DataJoint hands its text to the server as it is. */
export type Dialect = 'mysql' | 'postgresql';

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
export function nameOf(column: string, dialect: Dialect): string {
  if (PLAIN.test(column) && !WORDS.has(column.toLowerCase())) {
    return column;
  }
  const mark = dialect === 'mysql' ? '`' : '"';
  return mark + column.split(mark).join(mark + mark) + mark;
}

/** A text in a restriction. */
export function textOf(text: string, dialect: Dialect): string {
  const inner = dialect === 'mysql' ? text.replace(/\\/g, '\\\\') : text;
  return `'${inner.replace(/'/g, "''")}'`;
}

/** What LIKE takes for these very characters. */
export function patternOf(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** A value of a column in a restriction, null where a cell does not hold the whole of one that can be compared. */
export function literalOf(
  column: Pick<IColumn, 'kind'>,
  value: Cell,
  dialect: Dialect
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
  // MySQL keeps a UUID as 16 bytes, and DataJoint hands a restriction on as it is.
  return column.kind === 'uuid' && dialect === 'mysql'
    ? `X'${String(value).replace(/-/g, '')}'`
    : textOf(String(value), dialect);
}

/** One comparison; null where the cell's value cannot be compared. */
export function comparison(
  column: IColumn,
  operator: '=' | '<>' | '>=' | '<=',
  value: Cell,
  dialect: Dialect
): string | null {
  const name = nameOf(column.name, dialect);
  if (value === null) {
    return operator === '=' || operator === '<>'
      ? `${name} IS ${operator === '=' ? '' : 'NOT '}NULL`
      : null;
  }
  const literal = literalOf(column, value, dialect);
  return literal === null ? null : `${name} ${operator} ${literal}`;
}

/** Both restrictions together. */
export function both(first: string, second: string): string {
  const one = first.trim();
  if (!one || !second) {
    return one || second;
  }
  return / or /i.test(one) ? `(${one}) AND ${second}` : `${one} AND ${second}`;
}
