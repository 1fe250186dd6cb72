import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { DatabaseModel, IRowCount } from './model';

/** The live database for the rows of the tree; null where there is none. */
export const DatabaseContext = React.createContext<DatabaseModel | null>(null);

const shortForm = new Intl.NumberFormat(undefined, {
  notation: 'compact',
  maximumFractionDigits: 1
});
const longForm = new Intl.NumberFormat();

/** A number of rows as it stands beside a table: estimates short and marked, exact ones whole. */
export function formatRows({ rows, exact }: IRowCount): string {
  if (rows === null) {
    return '?';
  }
  if (exact) {
    return longForm.format(rows);
  }
  return rows === 0 ? '0' : `≈ ${shortForm.format(rows)}`;
}

/** The same in words, as a screen reader says it. */
export function describeRows(
  { declared, rows, exact }: IRowCount,
  trans: TranslationBundle
): string {
  if (!declared) {
    return trans.__('not in the database');
  }
  if (rows === null) {
    return trans.__('number of rows unknown');
  }
  const number = longForm.format(rows);
  return exact
    ? trans._n('%2 row', '%2 rows', rows, number)
    : trans._n('about %2 row', 'about %2 rows', rows, number);
}

/** What is known of the numbers of rows; whoever uses it is rendered again when that changes. */
export function useRowCounts(): (id: string) => IRowCount | null {
  const database = React.useContext(DatabaseContext);
  const subscribe = React.useCallback(
    (notify: () => void) => {
      database?.changed.connect(notify);
      return () => {
        database?.changed.disconnect(notify);
      };
    },
    [database]
  );
  React.useSyncExternalStore(subscribe, () => database?.revision ?? 0);
  return id => database?.rowCount(id) ?? null;
}

/** The number of rows of a table, in the tree; nothing while it is not known. */
export function RowCount({
  count
}: {
  count: IRowCount | null;
}): JSX.Element | null {
  if (!count) {
    return null;
  }
  return (
    <span
      className={`djlab-Tree-rows${count.declared ? '' : ' djlab-mod-missing'}`}
      data-exact={count.exact}
    >
      {count.declared ? formatRows(count) : '–'}
    </span>
  );
}
