import * as React from 'react';

import { Action } from './buttons';
import type { DiagramCanvas } from './canvas';
import { trans } from './translation';

/** Whose numbers the diagram shows, what of them it cannot show, and how to be rid of them. */
export function ReachedBar({
  canvas
}: {
  canvas: DiagramCanvas;
}): JSX.Element | null {
  const { reached } = canvas;
  if (!reached) {
    return null;
  }
  const counts = [...reached.tables.values()];
  const rows = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return (
    <div
      className="djl-group djl-Neighbourhood djl-Reached"
      role="group"
      aria-label={trans.__('Counted rows')}
    >
      <strong role="status">
        {trans.__(
          '%1 %2 rows in %3 tables',
          reached.title,
          rows.toLocaleString(),
          counts.length
        )}
      </strong>
      {reached.outside.length > 0 && (
        <span>
          {trans.__('outside the project: %1', reached.outside.join(', '))}
        </span>
      )}
      <Action
        label={trans.__('Clear')}
        title={trans.__('Show the diagram as usual')}
        onClick={() => canvas.reach(null)}
      />
    </div>
  );
}
