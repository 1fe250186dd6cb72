import React from 'react';

import type { IConfiguration, ISetting } from '../model/configuration';
import { groupSettings } from './groups';
import type { IViewContext } from './view';

/** The settings by kind, each with its value, the source that wins, and those that it shadows. */
export function Settings({
  context,
  configuration,
  everything
}: {
  context: IViewContext;
  configuration: IConfiguration;
  everything: boolean;
}): JSX.Element {
  const { trans } = context;
  const groups = groupSettings(configuration.settings, everything);
  const titles: Record<string, string> = {
    database: trans.__('Database'),
    connection: trans.__('Connection'),
    jobs: trans.__('Jobs'),
    display: trans.__('Display'),
    '': trans.__('Other settings')
  };
  return (
    <section aria-label={trans.__('Settings')}>
      <h3>{trans.__('Settings')}</h3>
      {groups.length === 0 && (
        <p>{trans.__('Nobody set anything: DataJoint has its defaults.')}</p>
      )}
      {groups.map(({ name, settings }) => (
        <table key={name} className="djlab-Configuration-table">
          <caption>{titles[name] ?? name}</caption>
          <thead>
            <tr>
              <th scope="col">{trans.__('Setting')}</th>
              <th scope="col">{trans.__('What it does')}</th>
              <th scope="col">{trans.__('Value')}</th>
              <th scope="col">{trans.__('From')}</th>
              <th scope="col">{trans.__('Not taken')}</th>
            </tr>
          </thead>
          <tbody>
            {settings.map(setting => (
              <Row key={setting.key} context={context} setting={setting} />
            ))}
          </tbody>
        </table>
      ))}
    </section>
  );
}

function Row({
  context: { trans },
  setting: {
    key,
    explanation,
    value,
    usual,
    source,
    shadowed,
    verdict,
    problem
  }
}: {
  context: IViewContext;
  setting: ISetting;
}): JSX.Element {
  return (
    <tr data-verdict={verdict}>
      <th scope="row">
        <code>{key}</code>
      </th>
      <td className="djlab-Configuration-help">{explanation}</td>
      <td>
        {value === null ? (
          <span className="djlab-Configuration-none">
            {trans.__('not set')}
          </span>
        ) : value === '' ? (
          <span className="djlab-Configuration-none">
            {trans.__('an empty text')}
          </span>
        ) : (
          <code>{value}</code>
        )}
        {problem && <p className="djlab-Problems">{problem}</p>}
      </td>
      <td>
        {source === 'default'
          ? trans.__('default')
          : usual
            ? trans.__('%1, as the default', source)
            : source}
      </td>
      <td>
        {shadowed.length > 0 && (
          <ul>
            {shadowed.map((other, index) => (
              <li key={index}>
                {other.source}
                {other.value !== null && (
                  <>
                    {' '}
                    <code>{other.value}</code>
                  </>
                )}
                {other.note && `: ${other.note}`}
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}
