import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Snapshot } from '../model';
import { Rows } from './rows';

export interface IForeignKeyRow {
  readonly target: string;
  readonly key: boolean;
  readonly nullable: boolean;
  readonly unique: boolean;
  /** New names by the names of the target's key attributes; an empty one keeps the name. */
  readonly renames: Readonly<Record<string, string>>;
}

export const EMPTY_FOREIGN_KEY: IForeignKeyRow = {
  target: '',
  key: true,
  nullable: false,
  unique: false,
  renames: {}
};

/** The rows as the server takes them. */
export function foreignKeys(
  rows: ReadonlyArray<IForeignKeyRow>
): ReadonlyArray<object> {
  return rows.map(({ target, key, nullable, unique, renames }) => ({
    target,
    key,
    nullable,
    unique,
    renames: Object.fromEntries(
      Object.entries(renames)
        .filter(([, renamed]) => renamed)
        .map(([old, renamed]) => [renamed, old])
    )
  }));
}

/**
 * Foreign keys as rows: the table, whether the key is part of the primary key, nullable, unique, and other names for
 * its attributes.
 */
export function ForeignKeyRows(props: {
  readonly snapshot: Snapshot;
  readonly rows: ReadonlyArray<IForeignKeyRow>;
  readonly trans: TranslationBundle;
  readonly problem: (field: string) => string;
  readonly change: (rows: ReadonlyArray<IForeignKeyRow>) => void;
}): React.ReactElement {
  const { snapshot, trans, problem } = props;
  const choices = React.useMemo(() => choicesOf(snapshot), [snapshot]);
  return (
    <Rows
      name="foreign_keys"
      label={trans.__('Foreign keys')}
      addLabel={trans.__('Add foreign key')}
      rows={props.rows}
      empty={EMPTY_FOREIGN_KEY}
      trans={trans}
      problem={row =>
        problem(row === null ? 'foreign_keys' : `foreign_keys.${row}`)
      }
      change={props.change}
    >
      {(row, change, number, attributes) => {
        const flag = (
          name: 'key' | 'nullable' | 'unique',
          label: string
        ): React.ReactElement => (
          <label className="djlab-Check">
            <input
              type="checkbox"
              checked={row[name]}
              onChange={event => change({ [name]: event.target.checked })}
            />
            {label}
          </label>
        );
        const key = snapshot.table(row.target)?.primary_key ?? [];
        return (
          <div className="djlab-ForeignKey">
            <select
              {...attributes}
              className="jp-mod-styled"
              aria-label={trans.__('Table that is referred to')}
              value={row.target}
              onChange={event =>
                change({ target: event.target.value, renames: {} })
              }
            >
              <option value="">{trans.__('Choose a table')}</option>
              {choices}
            </select>
            <div className="djlab-ForeignKey-flags">
              {flag('key', trans.__('in the primary key'))}
              {flag('nullable', trans.__('nullable'))}
              {flag('unique', trans.__('unique'))}
            </div>
            {key.length > 0 && (
              <details className="djlab-ForeignKey-renames">
                <summary>{trans.__('Rename attributes')}</summary>
                {key.map(name => (
                  <label key={name}>
                    <code>{name}</code>
                    <input
                      className="jp-mod-styled"
                      aria-label={trans.__('New name of %1', name)}
                      placeholder={name}
                      autoComplete="off"
                      spellCheck={false}
                      value={row.renames[name] ?? ''}
                      onChange={event =>
                        change({
                          renames: {
                            ...row.renames,
                            [name]: event.target.value
                          }
                        })
                      }
                    />
                  </label>
                ))}
              </details>
            )}
          </div>
        );
      }}
    </Rows>
  );
}

/** The tables of the project, those of each module together. */
function choicesOf(snapshot: Snapshot): React.ReactElement[] {
  return snapshot.modules.map(module => (
    <optgroup key={module.name} label={module.name}>
      {snapshot.project.tables
        .filter(table => table.module === module.name)
        .map(table => (
          <option key={table.id} value={table.id}>
            {table.class}
          </option>
        ))}
    </optgroup>
  ));
}
