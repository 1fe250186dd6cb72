import React from 'react';

import type { Attribute, Table } from '../../model';
import type { IPanelContext } from '../hooks';

/** The attributes of a table's heading, inherited ones too. */
export function Attributes({
  context: { trans },
  table,
  selected
}: {
  context: IPanelContext;
  table: Table;
  selected: string | null;
}): JSX.Element {
  return (
    <div
      className="djlab-Scroll"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Attributes of %1', table.class)}
    >
      <table className="djlab-Attributes">
        <thead>
          <tr>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Type')}</th>
            <th scope="col">{trans.__('Default')}</th>
            <th scope="col">{trans.__('Comment')}</th>
          </tr>
        </thead>
        <tbody>
          {table.attributes.map(attribute => (
            <tr
              key={attribute.name}
              className={
                attribute.name === selected ? 'djlab-mod-selected' : ''
              }
            >
              <th
                scope="row"
                className={[
                  attribute.key ? 'djlab-mod-key' : '',
                  attribute.from !== null ? 'djlab-mod-inherited' : ''
                ].join(' ')}
                title={
                  attribute.from === null
                    ? undefined
                    : trans.__('from %1', attribute.from)
                }
              >
                {attribute.name}
                {attribute.key && (
                  <span className="djlab-visually-hidden">
                    {` (${trans.__('primary key')})`}
                  </span>
                )}
              </th>
              <td>
                <code>{attribute.type}</code>
              </td>
              <td>{defaultText(attribute)}</td>
              <td>{attribute.comment}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function defaultText({ default: value, nullable }: Attribute): string {
  if (value !== null) {
    return value === '' ? '""' : value;
  }
  return nullable ? 'NULL' : '';
}
