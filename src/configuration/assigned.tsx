import React from 'react';

import type { IAssigned, IConfiguration } from '../model/configuration';
import { CommandIDs } from '../tokens';
import { CommandAction, type IViewContext } from './view';

/** What the project's code gives to `dj.config`: once it has run, it wins over files and variables. */
export function Assigned({
  context,
  configuration: { assigned }
}: {
  context: IViewContext;
  configuration: IConfiguration;
}): JSX.Element | null {
  const { trans } = context;
  if (assigned.length === 0) {
    return null;
  }
  return (
    <section aria-label={trans.__('Set by code')}>
      <h3>{trans.__('Set by the project’s code')}</h3>
      <p>
        {trans.__(
          'These win over files and variables once the code has run. djlab reads the code and does not run it.'
        )}
      </p>
      <table className="djlab-Configuration-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Setting')}</th>
            <th scope="col">{trans.__('Value')}</th>
            <th scope="col">{trans.__('Where')}</th>
            <th scope="col">{trans.__('When')}</th>
          </tr>
        </thead>
        <tbody>
          {assigned.map((one, index) => (
            <Row key={index} context={context} one={one} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({
  context,
  one: { key, value, path, line, scope, more, note }
}: {
  context: IViewContext;
  one: IAssigned;
}): JSX.Element {
  const { trans } = context;
  return (
    <tr>
      <th scope="row">
        {key === '*' ? trans.__('several settings') : <code>{key}</code>}
      </th>
      <td>
        {value === null ? (
          <span className="djlab-Configuration-none">
            {trans.__('only the run tells')}
          </span>
        ) : (
          <code>{value}</code>
        )}
        {note && <p>{note}</p>}
      </td>
      <td>
        <CommandAction
          context={context}
          id={CommandIDs.openSource}
          args={{ path, line }}
          label={`${path}:${line}`}
          isLink
        />
        {more > 0 &&
          ` ${trans._n('and %1 other place', 'and %1 other places', more)}`}
      </td>
      <td>
        {scope === 'module'
          ? trans.__('when the file is imported')
          : trans.__('when a function of it is called')}
      </td>
    </tr>
  );
}
