import type { Cell, IColumn, Row } from '../grid/page';
import { importOf, pythonName } from './names';
import type { ITableName } from './source';

/**
 * The source of a cell that reads one value in the user's kernel and shows it.
 *
 * @param id - the table, null where its module must not be imported: it is then read by its name in the database
 * @param key - the row's key in Python
 * @param column - its name and its type
 * @param bytes - the size of the value, where it was asked for
 */
export function valueSource(
  id: string | null,
  name: ITableName,
  dialect: 'mysql' | 'postgresql',
  key: string,
  column: Pick<IColumn, 'name' | 'type'>,
  bytes: number | null
): string {
  const mark = dialect === 'mysql' ? '`' : '"';
  const place = [name.schema, name.table]
    .map(one => mark + one.split(mark).join(mark + mark) + mark)
    .join('.');
  const table = id
    ? `${pythonName(id)}()`
    : `dj.FreeTable(dj.conn(), ${pythonText(place)})`;
  const size = bytes === null ? '' : `  # ${bytes.toLocaleString('en')} bytes`;
  const fetched = `(${table} & ${key}).fetch1(${JSON.stringify(column.name)})`;
  // DataJoint writes an attachment into a file and gives its path.
  const isFile = /^<?(attach|filepath)\b/.test(column.type);
  const imports = [
    ...(isFile ? ['from pathlib import Path'] : []),
    ...(key.includes('UUID(') ? ['from uuid import UUID'] : [])
  ];
  return [
    ...imports,
    ...(imports.length ? [''] : []),
    id ? importOf(id) : 'import datajoint as dj',
    '',
    `value = ${fetched}${size}`,
    ...(isFile
      ? ['value = Path(value) if isinstance(value, str) else value']
      : []),
    'try:',
    '    from djlab.notebook import show',
    'except ImportError:',
    '    print(repr(value)[:2000])',
    'else:',
    '    show(value)  # arrays as plots or images, files and folders by what they hold'
  ].join('\n');
}

/** A row's key as a dictionary in Python, null where a cell does not hold the whole of a value. */
export function pythonKey(
  columns: ReadonlyArray<IColumn>,
  row: Row
): string | null {
  const parts: string[] = [];
  for (const [at, column] of columns.entries()) {
    if (column.key) {
      const value = pythonValue(column, row[at] ?? null);
      if (value === null) {
        return null;
      }
      parts.push(`${JSON.stringify(column.name)}: ${value}`);
    }
  }
  return parts.length ? `{${parts.join(', ')}}` : null;
}

/** A value as Python writes it, null where a cell does not hold the whole of it. */
export function pythonValue(
  { kind }: Pick<IColumn, 'kind'>,
  value: Cell
): string | null {
  if (value === null || typeof value === 'object' || kind === 'binary') {
    return null;
  }
  if (typeof value === 'boolean') {
    return value ? '1' : '0';
  }
  if (typeof value === 'number' || /^[+-]?\d+$/.test(value)) {
    if (kind === 'integer' || kind === 'float') {
      return String(value);
    }
  }
  const text = JSON.stringify(String(value));
  return kind === 'uuid' ? `UUID(${text})` : text;
}

/** A text as Python writes it, with the quotes that need no escape where there are such. JSON's escapes are Python's too. */
function pythonText(text: string): string {
  return /^[\w."#~$ -]+$/.test(text) ? `'${text}'` : JSON.stringify(text);
}
