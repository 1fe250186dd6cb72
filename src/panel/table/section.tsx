import React from 'react';

import { useSelection, useSnapshot, type IPanelContext } from '../hooks';
import { ModuleDetails } from './module';
import { TableDetails } from './table';

/**
 * The section *Selection*: all that the source says about the selected table or module.
 */
export function DetailsSection({
  context
}: {
  context: IPanelContext;
}): JSX.Element {
  const { model, trans } = context;
  const snapshot = useSnapshot(model);
  const selection = useSelection(model);
  const table = selection?.table ? snapshot?.table(selection.table) : null;
  const module = selection ? snapshot?.module(selection.module) : null;
  if (snapshot && table) {
    return (
      <TableDetails
        context={context}
        snapshot={snapshot}
        table={table}
        attribute={selection?.attribute ?? null}
      />
    );
  }
  if (snapshot && module) {
    return (
      <ModuleDetails context={context} snapshot={snapshot} module={module} />
    );
  }
  return (
    <div className="djlab-Section-hint">
      <p>
        {selection
          ? trans.__(
              '%1 is not in the project any more. It is shown again when it comes back.',
              selection.table ?? selection.module
            )
          : trans.__(
              'Select a table to see its definition, attributes and foreign keys.'
            )}
      </p>
    </div>
  );
}
