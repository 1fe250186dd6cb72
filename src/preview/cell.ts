import type { Table } from '../model/types';
import { DEFAULT_SETTINGS } from '../settings';

/** Lines that load djlab's display, and say how many rows the notebook's file keeps where that is not the default. */
function load(storedRows: number): string[] {
  return [
    'try:',
    '    %load_ext djlab.notebook',
    ...(storedRows === DEFAULT_SETTINGS.previewStoredRows
      ? []
      : [`    %config DJLabNotebook.stored_rows = ${storedRows}`]),
    'except ModuleNotFoundError:',
    "    pass  # without djlab, tables show in DataJoint's own form"
  ];
}

/** The source of a cell that shows a table. */
export function previewSource(
  table: Table,
  restriction = '',
  storedRows = DEFAULT_SETTINGS.previewStoredRows
): string {
  const [module, path] = table.id.split(':');
  const at = module.lastIndexOf('.');
  const name = module.slice(at + 1);
  const statement =
    at < 0 ? `import ${name}` : `from ${module.slice(0, at)} import ${name}`;
  const rows = `${name}.${path}()`;
  return [
    ...load(storedRows),
    statement,
    '',
    restriction ? `${rows} & ${pythonText(restriction)}` : rows
  ].join('\n');
}

/** A text as Python writes it. JSON's escapes are Python's too. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

/** The source of a cell that shows a table without importing its module. */
export function freeSource(
  schema: string,
  table: string,
  backend: 'mysql' | 'postgresql' | null,
  restriction = '',
  storedRows = DEFAULT_SETTINGS.previewStoredRows
): string {
  const [quoted, mark] = backend === 'postgresql' ? ["'", '"'] : ['"', '`'];
  const name = `${mark}${schema}${mark}.${mark}${table}${mark}`;
  return [
    ...load(storedRows),
    'import datajoint as dj',
    '',
    `dj.FreeTable(dj.conn(), ${quoted}${name}${quoted})` +
      (restriction ? ` & ${pythonText(restriction)}` : '')
  ].join('\n');
}

/** The source of a cell that makes the project's package importable, in a notebook in the folder `cwd`. */
export function installSource(root: string, cwd: string): string {
  const from = cwd.split('/').filter(Boolean);
  const to = root.split('/').filter(Boolean);
  let same = 0;
  while (same < from.length && from[same] === to[same]) {
    same++;
  }
  const steps = [...from.slice(same).map(() => '..'), ...to.slice(same)];
  return `%pip install -e "${steps.join('/') || '.'}"`;
}

/** Whether an error says that a module of this package cannot be imported. */
export function isMissingPackage(
  name: string,
  message: string,
  packages: ReadonlyArray<string>
): boolean {
  return (
    (name === 'ModuleNotFoundError' || name === 'ImportError') &&
    packages.some(item =>
      new RegExp(`named '${item.replace(/\W/g, '\\$&')}[.']`).test(message)
    )
  );
}
