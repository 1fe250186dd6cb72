import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { DriftKind, ITableDrift } from '../../model/database';
import { Button } from '../database/parts';
import { useSignal, useSnapshot, type IPanelContext } from '../hooks';
import { TableLink } from '../table/references';
import type { DriftModel } from './model';

/** The gravest first; what is the same is only counted. */
const KINDS: ReadonlyArray<DriftKind> = [
  'not-alterable',
  'alterable',
  'comment',
  'only-in-code',
  'only-in-database',
  'unknown'
];

/**
 * The section *Drift*: where the tables of the source and those of the database differ, by what can be done about it.
 */
export function DriftSection({
  context,
  drift
}: {
  context: IPanelContext;
  drift: DriftModel;
}): JSX.Element {
  const { trans } = context;
  useSignal(drift.changed, () => drift.revision);
  const { tables } = drift;
  const same = tables?.filter(({ kind }) => kind === 'same').length ?? 0;
  return (
    <div className="djlab-Drift">
      <p role="status">
        {drift.isReading
          ? trans.__('Comparing…')
          : tables
            ? trans.__(
                '%1 of %2 tables are the same, compared at %3.',
                same,
                tables.length,
                new Date(drift.readAt * 1000).toLocaleTimeString()
              )
            : drift.isConnected
              ? trans.__(
                  'Compares what the source declares with what the database has. It only reads.'
                )
              : trans.__('Connect the database to compare it with the source.')}
      </p>
      <Button
        label={trans.__('Compare')}
        disabled={!drift.isConnected || drift.isReading}
        onClick={() => void drift.compare()}
      />
      {drift.error && (
        <div className="djlab-Notice djlab-mod-error" role="alert">
          {drift.error}
        </div>
      )}
      {tables &&
        KINDS.map(kind => (
          <Kind
            key={kind}
            context={context}
            kind={kind}
            tables={tables.filter(table => table.kind === kind)}
          />
        ))}
    </div>
  );
}

function Kind({
  context,
  kind,
  tables
}: {
  context: IPanelContext;
  kind: DriftKind;
  tables: ReadonlyArray<ITableDrift>;
}): JSX.Element | null {
  const { trans } = context;
  if (tables.length === 0) {
    return null;
  }
  return (
    <details className="djlab-Drift-kind" data-kind={kind} open>
      <summary>{`${title(kind, trans)} (${tables.length})`}</summary>
      <p className="djlab-Card-reason">{meaning(kind, trans)}</p>
      <ul className="djlab-Cards">
        {tables.map(table => (
          <li key={`${table.schema}.${table.table}`} className="djlab-Card">
            <TableCard context={context} table={table} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function TableCard({
  context,
  table
}: {
  context: IPanelContext;
  table: ITableDrift;
}): JSX.Element {
  const { trans, model } = context;
  const snapshot = useSnapshot(model);
  const statements = table.alter.map(text => `${text};`).join('\n');
  return (
    <>
      {table.id !== null && snapshot ? (
        <TableLink
          context={context}
          snapshot={snapshot}
          id={table.id}
          fallback={table.id}
        />
      ) : (
        <code>{`${table.schema}.${table.table}`}</code>
      )}
      {table.differences.length > 0 && (
        <ul className="djlab-Drift-differences">
          {table.differences.map(({ message }, index) => (
            <li key={index}>{message}</li>
          ))}
        </ul>
      )}
      {statements && (
        <>
          <pre
            className="djlab-Drift-alter"
            tabIndex={0}
            aria-label={trans.__('Statements for %1', table.table)}
          >
            {statements}
          </pre>
          <Button
            label={trans.__('Copy')}
            title={trans.__('Copy the statements')}
            minor
            onClick={() => Clipboard.copyToSystem(statements)}
          />
        </>
      )}
    </>
  );
}

function title(kind: DriftKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'not-alterable':
      return trans.__('Not alterable');
    case 'alterable':
      return trans.__('Alterable');
    case 'comment':
      return trans.__('Comments only');
    case 'only-in-code':
      return trans.__('Only in the source');
    case 'only-in-database':
      return trans.__('Only in the database');
    default:
      return trans.__('Not compared');
  }
}

function meaning(kind: DriftKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'not-alterable':
      return trans.__(
        'Keys, foreign keys and indexes: DataJoint’s alter() cannot change them.'
      );
    case 'alterable':
    case 'comment':
      return trans.__(
        'What would bring the database to the source, for you to look at. djlab runs none of it.'
      );
    case 'only-in-code':
      return trans.__('Importing the module would create them.');
    case 'only-in-database':
      return trans.__(
        'No class of the source declares them; hidden tables are left aside.'
      );
    default:
      return trans.__('Known only when the project runs.');
  }
}
