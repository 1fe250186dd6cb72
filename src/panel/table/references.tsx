import React from 'react';

import type { ForeignKey, Snapshot, Table } from '../../model';
import { CommandIDs } from '../../tokens';
import { LinkButton } from '../button';
import type { IPanelContext } from '../hooks';

interface IProps {
  context: IPanelContext;
  snapshot: Snapshot;
  table: Table;
}

/** The foreign keys of a table. */
export function References(props: IProps): JSX.Element | null {
  const { context, snapshot, table } = props;
  const { trans } = context;
  if (!table.foreign_keys.length) {
    return null;
  }
  return (
    <>
      <h4>{trans.__('Foreign keys')}</h4>
      <ul className="djlab-References">
        {table.foreign_keys.map((foreignKey, index) => (
          <li key={index}>
            <TableLink
              context={context}
              snapshot={snapshot}
              id={foreignKey.target}
              fallback={foreignKey.expression}
            />
            <Traits context={context} foreignKey={foreignKey} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** The foreign keys that point at a table. */
export function ReferencedBy(props: IProps): JSX.Element | null {
  const { context, snapshot, table } = props;
  const { trans } = context;
  const references = snapshot.referencesTo(table.id);
  if (!references.length) {
    return null;
  }
  return (
    <>
      <h4>{trans.__('Referenced by')}</h4>
      <ul className="djlab-References">
        {references.map((reference, index) => (
          <li key={index}>
            <TableLink
              context={context}
              snapshot={snapshot}
              id={reference.table.id}
              fallback={reference.table.id}
            />
            <Traits context={context} foreignKey={reference.foreignKey} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** A table's name that selects it; plain text for a table that the project does not hold. */
export function TableLink({
  context,
  snapshot,
  id,
  fallback
}: {
  context: IPanelContext;
  snapshot: Snapshot;
  id: string | null;
  fallback: string;
}): JSX.Element {
  const { commands } = context;
  if (id === null || !snapshot.table(id)) {
    return <code>{id ?? fallback}</code>;
  }
  return (
    <LinkButton
      title={id}
      onClick={() => void commands.execute(CommandIDs.revealTable, { id })}
    >
      {shortName(id)}
    </LinkButton>
  );
}

/** `subject.Subject` for `workflow.subject:Subject`: as a definition would name it. */
export function shortName(id: string): string {
  const [module, name] = id.split(':');
  return `${module.slice(module.lastIndexOf('.') + 1)}.${name}`;
}

function Traits({
  context: { trans },
  foreignKey
}: {
  context: IPanelContext;
  foreignKey: ForeignKey;
}): JSX.Element {
  const renamed = Object.entries(foreignKey.renames).map(
    ([here, there]) => `${here} = ${there}`
  );
  const traits = [
    foreignKey.key ? trans.__('primary') : trans.__('secondary'),
    foreignKey.one_to_one && trans.__('one to one'),
    foreignKey.nullable && trans.__('nullable'),
    foreignKey.unique && trans.__('unique'),
    foreignKey.resolution === 'external' && trans.__('outside the project'),
    foreignKey.resolution === 'linked' && trans.__('linked at run time'),
    ...renamed
  ].filter(Boolean);
  return (
    <>
      <span className="djlab-References-traits">{traits.join(', ')}</span>
      {foreignKey.resolution === 'unresolved' && (
        <span className="djlab-mod-error">
          {foreignKey.reason || trans.__('not found')}
        </span>
      )}
    </>
  );
}
