import React from 'react';

import { CommandIDs } from '../../tokens';
import { CommandButton } from '../button';
import { useSignal, useSnapshot, type IPanelContext } from '../hooks';
import { countTables } from './rows';
import type { TreeState } from './state';
import { ModuleTree } from './tree';

/**
 * The section *Modules*: a filter and the tree below it.
 */
export function ModulesSection({
  context,
  state
}: {
  context: IPanelContext;
  state: TreeState;
}): JSX.Element | null {
  const { model, trans } = context;
  const snapshot = useSnapshot(model);
  const text = useSignal(state.changed, () => state.filterText);
  const body = React.useRef<HTMLDivElement>(null);
  if (!snapshot) {
    return null;
  }
  if (!snapshot.pipelineModules.length) {
    return (
      <div className="djlab-Section-hint">
        <p>
          {trans.__(
            'No schema module yet. A schema module is a Python file with a dj.Schema and its tables.'
          )}
        </p>
        <CommandButton context={context} id={CommandIDs.newModule} />
      </div>
    );
  }
  return (
    <div className="djlab-Modules" ref={body}>
      <div className="djlab-Filter">
        <input
          type="search"
          className="djlab-Filter-input"
          placeholder={trans.__('Filter names and comments')}
          aria-label={trans.__('Filter modules, tables and attributes')}
          value={text}
          onChange={event => {
            state.filterText = event.target.value;
          }}
          onKeyDown={event => {
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              body.current
                ?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')
                ?.focus();
            } else if (event.key === 'Escape') {
              state.filterText = '';
            }
          }}
        />
      </div>
      <ModuleTree context={context} state={state} />
      <FilterStatus context={context} state={state} />
    </div>
  );
}

/** Says how many tables the filter lets through, also to a screen reader. */
function FilterStatus({
  context,
  state
}: {
  context: IPanelContext;
  state: TreeState;
}): JSX.Element {
  const { model, trans } = context;
  const filter = useSignal(state.changed, () => state.filter);
  const snapshot = useSnapshot(model);
  const found = React.useMemo(
    () => (snapshot && !filter.isEmpty ? countTables(snapshot, filter) : null),
    [snapshot, filter]
  );
  return (
    <div className="djlab-Filter-status" role="status">
      {found !== null && trans._n('%1 table matches', '%1 tables match', found)}
    </div>
  );
}
