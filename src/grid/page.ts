import { referenceOf, referenceText } from './reference';

/** The version of the page protocol that is understood here. */
export const PROTOCOL = 1;

export interface IColumn {
  readonly name: string;
  /** As declared. */
  readonly type: string;
  readonly kind: string;
  readonly key: boolean;
  readonly nullable: boolean;
  readonly comment: string;
}

/** `null` is NULL. Of a binary column: true for a value that was not read, false when nobody looked. */
export type Cell =
  null | boolean | number | string | { text: string; truncated: boolean };

export type Row = ReadonlyArray<Cell>;

/** Columns to order by; true means descending. */
export type Order = ReadonlyArray<readonly [string, boolean]>;

/** Rows of one page and how to go on from it. */
export interface IPage {
  readonly columns: ReadonlyArray<IColumn>;
  readonly rows: ReadonlyArray<Row>;
  readonly previous: string | null;
  readonly next: string | null;
}

export interface IPageRequest {
  readonly size: number;
  readonly order: Order;
  readonly cursor: string | null;
  readonly backwards: boolean;
  /** Where the page should begin, between 0 (first row) and 1 (last): an approximate place. */
  readonly at?: number;
}

/** Whoever gives rows: the server, or the kernel that displayed an expression. */
export interface IRowSource {
  /** Whether `at` of a request is understood. */
  readonly jumps: boolean;
  /** @throws PageError */
  page(request: IPageRequest, signal: AbortSignal): Promise<IPage>;
  /** The exact number of rows. @throws PageError */
  count(signal: AbortSignal): Promise<number>;
}

/** A request that could not be answered, in the words of whoever was asked. */
export class PageError extends Error {
  constructor(
    /** `gone`: what the rows belong to is not known (any more). */
    readonly reason: string,
    message: string
  ) {
    super(message);
    this.name = 'PageError';
  }
}

/** A page of rows as it arrived, or null when it is none. Nothing of it is taken for granted. */
export function readPage(data: unknown): IPage | null {
  if (
    !isObject(data) ||
    !Array.isArray(data.columns) ||
    !Array.isArray(data.rows)
  ) {
    return null;
  }
  const columns = data.columns.filter(isObject).map(readColumn);
  return {
    columns,
    rows: data.rows
      .filter((row): row is unknown[] => Array.isArray(row))
      .map(row => columns.map((_, at) => readCell(row[at]))),
    previous: typeof data.previous === 'string' ? data.previous : null,
    next: typeof data.next === 'string' ? data.next : null
  };
}

/** What stands for a cell: its text, or what is known of it. */
export function cellText(column: IColumn, value: Cell): string {
  if (value === null) {
    return 'NULL';
  }
  if (column.kind === 'binary') {
    return column.type.startsWith('<') ? column.type : `<${column.type}>`;
  }
  if (typeof value === 'object') {
    return `${value.text}…`;
  }
  const text = String(value);
  const reference = referenceOf(column, text);
  return reference ? referenceText(reference) : text;
}

/**
 * A text with its invisible characters written out: controls, and those that would turn the direction of what stands
 * beside them.
 */
export function visible(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    character =>
      character === '\n'
        ? '⏎'
        : character === '\t'
          ? '⇥'
          : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

/** A column in words: type, role, comment. */
export function describe(column: IColumn): string {
  const parts = [column.type];
  if (column.key) {
    parts.push('primary key');
  }
  if (column.nullable) {
    parts.push('nullable');
  }
  return parts.join(', ') + (column.comment ? `: ${column.comment}` : '');
}

/** The order after a click on a column: upwards, downwards, back to the key's own. */
export function nextOrder(order: Order, column: string): Order {
  const now = order.find(([name]) => name === column);
  if (now === undefined) {
    return [[column, false]];
  }
  return now[1] ? [] : [[column, true]];
}

function readColumn(data: Record<string, unknown>): IColumn {
  return {
    name: text(data.name),
    type: text(data.type),
    kind: text(data.kind),
    key: data.key === true,
    nullable: data.nullable === true,
    comment: text(data.comment)
  };
}

function readCell(value: unknown): Cell {
  if (
    value === null ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    typeof value === 'string'
  ) {
    return value;
  }
  if (isObject(value) && typeof value.text === 'string') {
    return { text: value.text, truncated: true };
  }
  return value === undefined ? null : '?';
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
