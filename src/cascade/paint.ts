import type { TranslationBundle } from '@jupyterlab/translation';

import type { CascadeModel } from './model';

/** Arguments of the command that paints numbers on the diagram. */
export interface IPaint {
  readonly title: string;
  /** Numbers of rows by table id; null where it is not known. */
  readonly tables: Record<string, number | null>;
  /** Tables that the diagram does not have. */
  readonly outside: string[];
  /** The table that was asked about. */
  readonly first: string;
  readonly [key: string]: string | string[] | Record<string, number | null>;
}

/** What the diagram shows of a cascade: tables with rows, and those whose number is not known. */
export function paintOf(
  cascade: CascadeModel,
  trans: TranslationBundle
): IPaint {
  const { direction, restriction } = cascade.question;
  const tables: Record<string, number | null> = {};
  const outside: string[] = [];
  let first = '';
  for (const table of cascade.tables ?? []) {
    const told = cascade.count(table);
    const count = told?.count ?? null;
    if (told && count === 0) {
      continue;
    }
    if (table.id !== null) {
      tables[table.id] = count;
      first = table.first ? table.id : first;
    } else {
      outside.push(
        `${table.schema}.${table.table}: ${count?.toLocaleString() ?? '?'}`
      );
    }
  }
  const name = `${first.slice(first.indexOf(':') + 1) || cascade.question.table}${restriction ? ` & ${JSON.stringify(restriction)}` : ''}`;
  return {
    title:
      direction === 'downstream'
        ? trans.__('A delete of %1 would take', name)
        : trans.__('%1 came from', name),
    tables,
    outside,
    first
  };
}
