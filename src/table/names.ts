import type { Snapshot } from '../model/snapshot';
import type { Table } from '../model/types';
import type { ITableName } from './source';

/** The table of the project that has this name in the database, null where the source declares none. */
export function declaredAs(
  snapshot: Snapshot | null,
  { schema, table }: ITableName
): Table | null {
  const tables = snapshot?.project.tables ?? [];
  return (
    tables.find(one => one.schema === schema && one.table === table) ?? null
  );
}

/** The table as Python writes it after `from package import module`: `subject.Subject`, `ephys.Recording.Channel`. */
export function pythonName(id: string): string {
  const [module, path] = id.split(':');
  return `${module.slice(module.lastIndexOf('.') + 1)}.${path}`;
}

/** What imports the module of a table. */
export function importOf(id: string): string {
  const [module] = id.split(':');
  const at = module.lastIndexOf('.');
  return at < 0
    ? `import ${module}`
    : `from ${module.slice(0, at)} import ${module.slice(at + 1)}`;
}

/** A table for people: as Python writes it, or as the database spells it where the source declares none. */
export function nameFor(snapshot: Snapshot | null, name: ITableName): string {
  const declared = declaredAs(snapshot, name);
  return declared ? pythonName(declared.id) : `${name.schema}.${name.table}`;
}
