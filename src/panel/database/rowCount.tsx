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

/** The number of rows of a table, in the tree; nothing while it is not known. */
export function RowCount({ id }: { id: string }): JSX.Element | null {
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
  const count = database?.rowCount(id);
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
