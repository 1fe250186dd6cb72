import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { Rows } from './rows';

export interface IAttributeRow {
  /** Name, or name and default: `sex = 'U'`. */
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

const EMPTY: IAttributeRow = { name: '', type: '', comment: '' };

/** The core types of DataJoint 2. */
const TYPES = [
  'int32',
  'int64',
  'int16',
  'float64',
  'float32',
  'bool',
  'date',
  'datetime',
  'varchar(255)',
  "enum('a', 'b')",
  'decimal(9, 3)',
  'json'
];

/** Codecs that keep the value in a store. */
const CODECS = ['object', 'npy', 'blob', 'attach', 'filepath'];

const PLACEHOLDER = { name: 'session_id', type: 'int32' };

/** Rows that say something, as lines of a definition. */
export function attributeLines(
  rows: ReadonlyArray<IAttributeRow>
): ReadonlyArray<string> {
  return rows
    .filter(isFilled)
    .map(
      ({ name, type, comment }) =>
        `${name} : ${type}${comment ? `  # ${comment}` : ''}`
    );
}

function isFilled({ name, type, comment }: IAttributeRow): boolean {
  return Boolean(name || type || comment);
}

/**
 * Attributes as rows: name, type, comment.
 */
export function AttributeRows(props: {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** Names of the stores in which objects may be kept. */
  readonly stores: ReadonlyArray<string>;
  readonly rows: ReadonlyArray<IAttributeRow>;
  readonly trans: TranslationBundle;
  readonly problem: (field: string) => string;
  readonly change: (rows: ReadonlyArray<IAttributeRow>) => void;
}): React.ReactElement {
  const { name, rows, trans, problem } = props;
  const types = React.useId();
  // The server counts the rows that say something.
  const places = rows.map(
    (_, number) => rows.slice(0, number).filter(isFilled).length
  );
  return (
    <>
      <datalist id={types}>
        {TYPES.map(type => (
          <option key={type} value={type} />
        ))}
        {props.stores.flatMap(store =>
          CODECS.map(codec => {
            const type = `<${codec}@${store}>`;
            return <option key={type} value={type} />;
          })
        )}
      </datalist>
      <Rows
        name={name}
        label={props.label}
        hint={props.hint}
        addLabel={trans.__('Add attribute')}
        rows={rows}
        empty={EMPTY}
        trans={trans}
        problem={row =>
          row === null
            ? ''
            : isFilled(rows[row])
              ? problem(`${name}.${places[row]}`)
              : ''
        }
        change={props.change}
      >
        {(row, change, number, attributes) => (
          <>
            <input
              {...attributes}
              className="jp-mod-styled"
              aria-label={trans.__('Name')}
              placeholder={PLACEHOLDER.name}
              autoComplete="off"
              spellCheck={false}
              value={row.name}
              onChange={event => change({ name: event.target.value })}
            />
            <input
              {...attributes}
              className="jp-mod-styled"
              aria-label={trans.__('Type')}
              placeholder={PLACEHOLDER.type}
              list={types}
              autoComplete="off"
              spellCheck={false}
              value={row.type}
              onChange={event => change({ type: event.target.value })}
            />
            <input
              className="jp-mod-styled"
              aria-label={trans.__('Comment')}
              placeholder={trans.__('comment, with the unit')}
              autoComplete="off"
              value={row.comment}
              onChange={event => change({ comment: event.target.value })}
            />
          </>
        )}
      </Rows>
    </>
  );
}
