/** Of what the kernel displays. `djlab/notebook/preview.py` writes it. */
export const MIME_TYPE = 'application/vnd.djlab.preview.v1+json';

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

/** Rows of one page and how to go on from it. */
export interface IPage {
  readonly columns: ReadonlyArray<IColumn>;
  readonly rows: ReadonlyArray<Row>;
  readonly previous: string | null;
  readonly next: string | null;
}

export interface IPayload {
  readonly title: string;
  readonly comment: string;
  readonly columns: ReadonlyArray<IColumn>;
  readonly columnCount: number;
  readonly rows: ReadonlyArray<Row>;
  /** Whether there are rows beyond those that are stored. */
  readonly more: boolean;
  /** What the expression is called in the kernel that displayed it; means nothing elsewhere. */
  readonly handle: string | null;
}

/**
 * What a stored output says, or null when it is not of a form known here.
 *
 * A notebook may come from anybody, so nothing of it is taken for granted.
 */
export function readPayload(data: unknown): IPayload | null {
  const page = readPage(data);
  if (page === null || !isObject(data) || data.protocol !== PROTOCOL) {
    return null;
  }
  const count = data.column_count;
  return {
    title: text(data.title),
    comment: text(data.comment),
    columns: page.columns,
    columnCount: typeof count === 'number' ? count : page.columns.length,
    rows: page.rows,
    more: data.more === true,
    handle: typeof data.handle === 'string' ? data.handle : null
  };
}

/** A page of rows as the kernel sends it, or null. */
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

/** What is shown for a cell that is not NULL. */
export function cellText(column: IColumn, value: Cell): string {
  if (value === null) {
    return 'NULL';
  }
  if (column.kind === 'binary') {
    return column.type.startsWith('<') ? column.type : `<${column.type}>`;
  }
  return typeof value === 'object' ? `${value.text}…` : String(value);
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
