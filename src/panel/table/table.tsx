import React from 'react';

import type { Snapshot, Table } from '../../model';
import { CommandIDs } from '../../tokens';
import { CommandButton } from '../button';
import type { IPanelContext } from '../hooks';
import { TierIcon } from '../tierIcon';
import { Attributes } from './attributes';
import { Definition } from './definition';
import { References, ReferencedBy } from './references';

/** What the source says about one table. */
export function TableDetails({
  context,
  snapshot,
  table,
  attribute
}: {
  context: IPanelContext;
  snapshot: Snapshot;
  table: Table;
  /** Name of the attribute that is selected. */
  attribute: string | null;
}): JSX.Element {
  const { trans } = context;
  const args = { id: table.id };
  return (
    <div className="djlab-Details">
      <div className="djlab-Details-title">
        <TierIcon tier={table.tier} />
        <h3>{table.class}</h3>
        <span className="djlab-Details-tier">{table.tier}</span>
      </div>
      {table.comment && <p>{table.comment}</p>}
      <p className="djlab-Details-place">
        <code>
          {table.schema !== null
            ? `${table.schema}.${table.table}`
            : table.table}
        </code>
      </p>
      <div className="djlab-Details-buttons">
        <CommandButton
          context={context}
          id={CommandIDs.openSource}
          args={args}
          label={trans.__('Source')}
          minor
        />
        <CommandButton
          context={context}
          id={CommandIDs.previewTable}
          args={args}
          label={trans.__('Preview')}
          minor
        />
        <CommandButton
          context={context}
          id={CommandIDs.openDiagram}
          args={{ focus: table.id, mode: 'tables' }}
          label={trans.__('Diagram')}
          minor
        />
      </div>
      {table.warnings.length > 0 && (
        <ul className="djlab-Problems" aria-label={trans.__('Warnings')}>
          {table.warnings.map((warning, index) => (
            <li key={index}>
              {warning.line > 0 && `${trans.__('line %1', warning.line)}: `}
              {warning.message}
            </li>
          ))}
        </ul>
      )}
      <h4>{trans.__('Definition')}</h4>
      {table.definition.trim() ? (
        <Definition
          text={table.definition}
          label={trans.__('Definition of %1', table.class)}
        />
      ) : (
        <p>{trans.__('Made at run time: the source does not tell it.')}</p>
      )}
      {table.attributes.length > 0 && (
        <>
          <h4>{trans.__('Attributes')}</h4>
          <Attributes context={context} table={table} selected={attribute} />
        </>
      )}
      <References context={context} snapshot={snapshot} table={table} />
      <ReferencedBy context={context} snapshot={snapshot} table={table} />
    </div>
  );
}
