import * as React from 'react';

import type { ICascadeContext } from './content';
import { masterOf, nameOf, type ICascadeTable } from './model';

/** How far the counting is, what it comes to, and whether DataJoint would do it. */
export function Summary({
  context: { cascade, trans }
}: {
  context: ICascadeContext;
}): JSX.Element | null {
  const { phase, tables, counted, refusals } = cascade;
  if (phase === 'failed' && !tables) {
    return null;
  }
  const known = (tables ?? []).map(table => cascade.count(table)?.count ?? 0);
  const rows = known.reduce((sum, count) => sum + count, 0);
  const filled = known.filter(Boolean).length;
  const outside = (tables ?? []).filter(
    (table, at) => table.id === null && known[at]
  ).length;
  return (
    <section className="djlab-Cascade-summary">
      {(phase === 'reading' || phase === 'counting') && (
        <progress
          max={tables?.length}
          value={tables ? counted : undefined}
          aria-label={trans.__('Tables that are counted')}
        />
      )}
      <p role="status">
        {phase === 'reading' && trans.__('Following the foreign keys…')}
        {phase === 'counting' &&
          trans.__('%1 of %2 tables counted', counted, tables?.length ?? 0)}
        {phase === 'cancelled' &&
          trans.__('Cancelled: what is not counted shows no number.')}
        {phase === 'done' && (
          <>
            {trans._n(
              '%2 row in %3 tables',
              '%2 rows in %3 tables',
              rows,
              rows.toLocaleString(),
              filled
            )}
            {outside > 0 &&
              trans.__(', %1 of them outside the project', outside)}
          </>
        )}
      </p>
      {(phase === 'done' || phase === 'cancelled') && refusals.length > 0 && (
        <div className="djlab-Notice djlab-mod-warn" role="alert">
          {refusals.map(part => (
            <p key={part.table}>{refusal(part)}</p>
          ))}
        </div>
      )}
    </section>
  );

  function refusal(part: ICascadeTable): string {
    const master = masterOf(part);
    return part.first
      ? trans.__(
          'DataJoint refuses to delete from a part: delete from its master %1.',
          master
        )
      : trans.__(
          'DataJoint would refuse: rows of the part %1 would go, and none of its master %2.',
          nameOf(part),
          master
        );
  }
}
