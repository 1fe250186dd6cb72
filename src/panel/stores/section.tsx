import React from 'react';

import type { Snapshot, Store } from '../../model';
import { CommandIDs } from '../../tokens';
import { CommandButton } from '../button';
import { useSnapshot, type IPanelContext } from '../hooks';
import { TableLink } from '../table/references';

/**
 * The section *Stores*: which stores the project names, and which of them DataJoint will really have.
 */
export function StoresSection({
  context
}: {
  context: IPanelContext;
}): JSX.Element | null {
  const snapshot = useSnapshot(context.model);
  const { trans } = context;
  if (!snapshot) {
    return null;
  }
  const { stores } = snapshot.project;
  if (!stores.length) {
    return (
      <div className="djlab-Section-hint">
        <p>
          {trans.__(
            'No store is configured and no attribute needs one. A store is named in pyproject.toml, as [tool.datajoint.stores.NAME], or in datajoint.json.'
          )}
        </p>
        <StoreActions context={context} />
      </div>
    );
  }
  return (
    <>
      <ul className="djlab-Cards">
        {stores.map((store, index) => (
          <li key={`${store.name}:${index}`} className="djlab-Card">
            <StoreCard context={context} snapshot={snapshot} store={store} />
          </li>
        ))}
      </ul>
      <StoreActions context={context} />
    </>
  );
}

/** Testing and editing a store is a matter of the configuration, which has a place of its own. */
function StoreActions({ context }: { context: IPanelContext }): JSX.Element {
  return (
    <div className="djlab-Section-actions">
      <CommandButton context={context} id={CommandIDs.newStore} minor />
      <CommandButton
        context={context}
        id={CommandIDs.showConfiguration}
        minor
      />
    </div>
  );
}

function StoreCard({
  context,
  snapshot,
  store
}: {
  context: IPanelContext;
  snapshot: Snapshot;
  store: Store;
}): JSX.Element {
  const { trans } = context;
  const facts: [string, string | null][] = [
    [trans.__('Endpoint'), store.endpoint],
    [trans.__('Bucket'), store.bucket],
    [trans.__('Location'), store.location],
    [trans.__('From'), store.source]
  ];
  const problems = store.problems.filter(problem => problem !== store.reason);
  const known = facts.filter(([, value]) => value !== null && value !== '');
  return (
    <>
      <div className="djlab-Card-title">
        <h3>{store.name}</h3>
        {store.protocol && <code>{store.protocol}</code>}
        <StoreState context={context} store={store} />
      </div>
      {store.reason && <p className="djlab-Card-reason">{store.reason}</p>}
      {known.length > 0 && (
        <dl>
          {known.map(([name, value]) => (
            <React.Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </React.Fragment>
          ))}
        </dl>
      )}
      {problems.length > 0 && (
        <ul className="djlab-Problems">
          {problems.map((problem, index) => (
            <li key={index}>{problem}</li>
          ))}
        </ul>
      )}
      {store.used_by.length > 0 && (
        <details>
          <summary>
            {trans._n(
              'Used by %1 attribute',
              'Used by %1 attributes',
              store.used_by.length
            )}
          </summary>
          <ul className="djlab-References">
            {store.used_by.map(use => (
              <li key={`${use.table}.${use.attribute}`}>
                <TableLink
                  context={context}
                  snapshot={snapshot}
                  id={use.table}
                  fallback={use.table}
                />
                <code>{use.attribute}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function StoreState({
  context: { trans },
  store
}: {
  context: IPanelContext;
  store: Store;
}): JSX.Element {
  if (store.source === null) {
    return (
      <span
        className={`djlab-Badge ${store.effective === null ? '' : 'djlab-mod-error'}`}
      >
        {trans.__('used but not configured')}
      </span>
    );
  }
  if (store.effective === null) {
    return <span className="djlab-Badge">{trans.__('set in code')}</span>;
  }
  return (
    <>
      <span
        className={`djlab-Badge ${store.effective ? 'djlab-mod-good' : 'djlab-mod-warn'}`}
      >
        {store.effective
          ? trans.__('effective')
          : trans.__('DataJoint will not have it')}
      </span>
      {store.used_by.length === 0 && (
        <span className="djlab-Badge">{trans.__('configured but unused')}</span>
      )}
    </>
  );
}

/** How much the stores need a person's attention: `error` where DataJoint would fail. */
export function storesCare(
  stores: ReadonlyArray<Store>
): 'none' | 'warn' | 'error' {
  if (
    stores.some(store => store.used_by.length > 0 && store.effective === false)
  ) {
    return 'error';
  }
  return stores.some(store => store.problems.length > 0) ? 'warn' : 'none';
}
