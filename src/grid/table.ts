import { cellText, describe, visible, type IColumn, type IPage } from './page';
import { SIZE, type RowWindow } from './window';

/** The page as an HTML table, which screen readers read. All values are text. */
export function htmlTable(
  page: Pick<IPage, 'columns' | 'rows'>,
  caption: string
): HTMLTableElement {
  const table = document.createElement('table');
  table.className = 'djlab-RowTable';
  table.createCaption().textContent = caption;
  const head = table.createTHead().insertRow();
  for (const column of page.columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.title = describe(column);
    cell.append(isolated(visible(column.name)));
    cell.classList.toggle('djlab-mod-key', column.key);
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of page.rows) {
    const line = body.insertRow();
    page.columns.forEach((column, at) => {
      const value = row[at] ?? null;
      const cell = line.insertCell();
      cell.append(isolated(visible(cellText(column, value))));
      cell.classList.toggle('djlab-mod-null', value === null);
      cell.classList.toggle('djlab-mod-unread', column.kind === 'binary');
    });
  }
  return table;
}

/** The rows that a window begins with, at most a page of them, as an HTML table of some of its columns. */
export function windowTable(
  rows: RowWindow,
  columns: ReadonlyArray<IColumn>,
  caption: string
): HTMLTableElement {
  const places = columns.map(({ name }) =>
    rows.columns.findIndex(column => column.name === name)
  );
  const to = Math.min(rows.end, rows.start + SIZE);
  const cells = Array.from({ length: to - rows.start }, (_, at) =>
    places.map(place => rows.row(rows.start + at)?.[place] ?? null)
  );
  return htmlTable({ columns, rows: cells }, caption);
}

/** A text whose writing direction does not reach beyond it. */
function isolated(text: string): HTMLElement {
  const node = document.createElement('bdi');
  node.textContent = text;
  return node;
}
