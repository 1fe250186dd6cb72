import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { ITableStatus } from '../../model/database';
import { Button } from '../database/parts';
import { useSignal, useSnapshot, type IPanelContext } from '../hooks';
import { TableLink } from '../table/references';
import { Errors } from './errors';
import { Help } from './help';
import type { StatusModel } from './model';

/**
 * The section *Status*: how far the Imported and Computed tables are, their jobs, and what went wrong.
 */
export function StatusSection({
  context,
  status
}: {
  context: IPanelContext;
  status: StatusModel;
}): JSX.Element {
  const { trans } = context;
  useSignal(status.changed, () => status.revision);
  const found = status.status;
  React.useEffect(() => status.refresh(), [status]);
  const populated = (found?.tables ?? []).filter(
    table => table.tier === 'Imported' || table.tier === 'Computed'
  );
  return (
    <div className="djlab-Status">
      {status.error && (
        <div className="djlab-Notice djlab-mod-error" role="alert">
          {status.error}
        </div>
      )}
      {!found && !status.error && (
        <p role="status">
          {status.isReading || status.isConnected
            ? trans.__('Reading the database…')
            : trans.__('Connect the database to see progress and jobs.')}
        </p>
      )}
      {found && (
        <>
          {populated.length === 0 && (
            <p>{trans.__('The pipeline has no Imported or Computed table.')}</p>
          )}
          <ul className="djlab-Cards">
            {populated.map(table => (
              <li key={table.id} className="djlab-Card">
                <TableState context={context} table={table} />
              </li>
            ))}
          </ul>
          <Errors context={context} status={found} api={status.api} />
          <p className="djlab-Status-foot">
            {trans.__(
              'Read at %1',
              new Date(found.read_at * 1000).toLocaleTimeString()
            )}{' '}
            <Button
              label={trans.__('Read again')}
              disabled={status.isReading}
              minor
              onClick={() => status.refresh()}
            />
          </p>
          <Help trans={trans} />
        </>
      )}
    </div>
  );
}

function TableState({
  context,
  table
}: {
  context: IPanelContext;
  table: ITableStatus;
}): JSX.Element {
  const { trans, model } = context;
  const snapshot = useSnapshot(model);
  const done =
    table.total !== null && table.remaining !== null
      ? table.total - table.remaining
      : null;
  return (
    <>
      <div className="djlab-Card-title">
        {snapshot && (
          <TableLink
            context={context}
            snapshot={snapshot}
            id={table.id}
            fallback={table.id}
          />
        )}
        {!table.declared && (
          <span className="djlab-Badge djlab-mod-warn">
            {trans.__('not in the database')}
          </span>
        )}
        {table.custom && (
          <span
            className="djlab-Badge"
            title={trans.__(
              'The class overrides key_source: what remains is known in a kernel only, by progress().'
            )}
          >
            {trans.__('own key_source')}
          </span>
        )}
      </div>
      {done !== null && table.total !== null && (
        <div className="djlab-Status-progress">
          <progress
            max={Math.max(table.total, 1)}
            value={table.total ? done : 1}
            aria-label={trans.__('Progress of %1', table.id)}
          />
          <span>
            {trans.__(
              '%1 of %2',
              done.toLocaleString(),
              table.total.toLocaleString()
            )}
          </span>
          {table.eta_seconds !== null && (table.remaining ?? 0) > 0 && (
            <span>
              {trans.__('%1 to go', duration(table.eta_seconds, trans))}
            </span>
          )}
        </div>
      )}
      <Jobs context={context} table={table} />
      {table.problem && <p className="djlab-Problems">{table.problem}</p>}
    </>
  );
}

function Jobs({
  context: { trans },
  table: { jobs, mean_seconds }
}: {
  context: IPanelContext;
  table: ITableStatus;
}): JSX.Element | null {
  if (!jobs) {
    return null;
  }
  const names: [string, string][] = [
    ['pending', trans.__('pending')],
    ['reserved', trans.__('reserved')],
    ['success', trans.__('done')],
    ['error', trans.__('failed')],
    ['ignore', trans.__('ignored')]
  ];
  return (
    <p className="djlab-Status-jobs">
      {names
        .filter(([status]) => jobs.counts[status])
        .map(([status, name]) => (
          <span
            key={status}
            className={`djlab-Badge${status === 'error' ? ' djlab-mod-error' : ''}`}
          >
            {`${jobs.counts[status].toLocaleString()} ${name}`}
          </span>
        ))}
      {jobs.stale > 0 && (
        <span
          className="djlab-Badge djlab-mod-warn"
          title={trans.__(
            'Reserved for longer than jobs.stale_timeout: the worker may be dead.'
          )}
        >
          {trans._n(
            '%1 stale reservation',
            '%1 stale reservations',
            jobs.stale
          )}
        </span>
      )}
      {mean_seconds !== null && (
        <span>{trans.__('%1 each', duration(mean_seconds, trans))}</span>
      )}
    </p>
  );
}

/** A duration for people: two figures at most. */
export function duration(seconds: number, trans: TranslationBundle): string {
  if (seconds < 1) {
    return trans.__('%1 ms', Math.round(seconds * 1000));
  }
  if (seconds < 90) {
    return trans.__('%1 s', Math.round(seconds));
  }
  if (seconds < 5400) {
    return trans.__('%1 min', Math.round(seconds / 60));
  }
  if (seconds < 172_800) {
    return trans.__('%1 h', Math.round(seconds / 3600));
  }
  return trans.__('%1 days', Math.round(seconds / 86_400));
}
