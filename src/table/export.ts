import type { Cell, IColumn, IRowSource, Order } from '../grid/page';

const SIZE = 500;

/** What is told while rows are exported. */
export interface IExported {
  readonly rows: number;
  /** Cells that were longer than the server gives, or that hold binary values: what they hold is not in the file. */
  readonly incomplete: number;
}

/**
 * All rows of a source as CSV (RFC 4180), page after page. NULL is an empty field, an empty text is `""`.
 *
 * @param tell - called after each page
 */
export async function toCsv(
  source: IRowSource,
  order: Order,
  signal: AbortSignal,
  tell: (exported: IExported) => void
): Promise<{ readonly parts: string[] } & IExported> {
  const parts: string[] = [];
  let cursor: string | null = null;
  let rows = 0;
  let incomplete = 0;
  do {
    const page = await source.page(
      { size: SIZE, order, cursor, backwards: false },
      signal
    );
    if (!parts.length) {
      parts.push(
        page.columns.map(({ name }) => quoted(name)).join(',') + '\r\n'
      );
    }
    let text = '';
    for (const row of page.rows) {
      text += row.map((cell, at) => field(page.columns[at], cell)).join(',');
      text += '\r\n';
      incomplete += row.filter(
        (cell, at) =>
          cell !== null &&
          (typeof cell === 'object' || page.columns[at].kind === 'binary')
      ).length;
    }
    parts.push(text);
    rows += page.rows.length;
    cursor = page.next;
    tell({ rows, incomplete });
  } while (cursor !== null && !signal.aborted);
  return { parts, rows, incomplete };
}

function field(column: IColumn, cell: Cell): string {
  if (cell === null || column.kind === 'binary') {
    return '';
  }
  return quoted(typeof cell === 'object' ? cell.text : String(cell));
}

function quoted(text: string): string {
  return text === '' || /[",\r\n]/.test(text)
    ? `"${text.replace(/"/g, '""')}"`
    : text;
}
