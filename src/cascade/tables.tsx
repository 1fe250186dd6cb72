import * as React from 'react';

import { CommandIDs } from '../tokens';
import type { ICascadeContext } from './content';
import { masterOf, nameOf, type ICascadeTable } from './model';

/** The tables with their numbers. */
export function CascadeTables({
  context
}: {
  context: ICascadeContext;
}): JSX.Element {
  const { cascade, trans } = context;
  const [all, setAll] = React.useState(false);
  const tables = cascade.tables ?? [];
  const isEmpty = (table: ICascadeTable) =>
    !table.first && cascade.count(table)?.count === 0;
  const empty = tables.filter(isEmpty).length;
  return (
    <>
      <table className="djlab-Cascade-tables">
        <caption>
          {cascade.question.direction === 'downstream'
            ? trans.__('Tables that would lose rows')
            : trans.__('Tables that the rows came from')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Table')}</th>
            <th scope="col">{trans.__('Tier')}</th>
            <th scope="col" className="djlab-mod-number">
              {trans.__('Rows')}
            </th>
            <th scope="col">{trans.__('Reached through')}</th>
          </tr>
        </thead>
        <tbody>
          {tables
            .filter(table => all || !isEmpty(table))
            .map(table => (
              <Line
                key={`${table.schema}.${table.table}`}
                context={context}
                table={table}
              />
            ))}
        </tbody>
      </table>
      {empty > 0 && (
        <label className="djlab-Cascade-all">
          <input
            type="checkbox"
            checked={all}
            onChange={event => setAll(event.target.checked)}
          />{' '}
          {trans._n(
            'Show %1 table without such rows',
            'Show %1 tables without such rows',
            empty
          )}
        </label>
      )}
    </>
  );
}

function Line({
  context: { cascade, commands, trans },
  table
}: {
  context: ICascadeContext;
  table: ICascadeTable;
}): JSX.Element {
  const { id } = table;
  const told = cascade.count(table);
  const isRefused =
    cascade.phase === 'done' && cascade.refusals.includes(table);
  return (
    <tr
      className={told?.count === 0 ? 'djlab-mod-empty' : undefined}
      data-table={`${table.schema}.${table.table}`}
    >
      <th scope="row">
        {id !== null ? (
          <button
            type="button"
            className="djlab-Link"
            title={trans.__('Show %1 in the panel', id)}
            onClick={() =>
              void commands.execute(CommandIDs.revealTable, { id })
            }
          >
            {nameOf(table)}
          </button>
        ) : (
          <code>{nameOf(table)}</code>
        )}{' '}
        {table.first && (
          <span className="djlab-Badge">{trans.__('asked about')}</span>
        )}
        {id === null && (
          <span className="djlab-Badge djlab-mod-warn">
            {trans.__('outside the project')}
          </span>
        )}
        {table.brought && (
          <span
            className="djlab-Badge"
            title={trans.__('Rows of its parts would go, so it goes with them')}
          >
            {trans.__('master, brought in')}
          </span>
        )}
        {isRefused && (
          <span className="djlab-Badge djlab-mod-error">
            {trans.__('without its master')}
          </span>
        )}
      </th>
      <td>
        {table.master !== null
          ? trans.__('Part of %1', masterOf(table))
          : table.tier}
      </td>
      <td className="djlab-mod-number">
        {told?.problem ? (
          <span className="djlab-Problems">{told.problem}</span>
        ) : (
          (told?.count?.toLocaleString() ?? '…')
        )}
      </td>
      <td>
        {[
          ...new Set(
            table.through.map(key => `${nameOf(key)} (${columnsOf(key)})`)
          )
        ].join(', ')}
      </td>
    </tr>
  );
}

/** The columns of a foreign key; renamed ones with both names. */
function columnsOf(key: {
  readonly columns: ReadonlyArray<string>;
  readonly target_columns: ReadonlyArray<string>;
}): string {
  return key.columns
    .map((name, at) =>
      name === key.target_columns[at]
        ? name
        : `${name} → ${key.target_columns[at]}`
    )
    .join(', ');
}
