import { cellText, describe, visible, type IPage } from './page';

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

/** A text whose writing direction does not reach beyond it. */
function isolated(text: string): HTMLElement {
  const node = document.createElement('bdi');
  node.textContent = text;
  return node;
}
