import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Snapshot } from '../model';
import {
  AttributeRows,
  attributeLines,
  type IAttributeRow
} from './attributeRows';
import { ChoiceField, TextField, TIERS } from './fields';
import type { IFieldsProps } from './form';
import {
  ForeignKeyRows,
  foreignKeys,
  type IForeignKeyRow
} from './foreignKeyRows';

export interface ITableOptions {
  /** Module of a new table. */
  readonly module: string;
  /** Table id of the master of a new part; empty for a table. */
  readonly master: string;
  readonly name: string;
  readonly tier: string;
  readonly comment: string;
  readonly foreignKeys: ReadonlyArray<IForeignKeyRow>;
  readonly key: ReadonlyArray<IAttributeRow>;
  readonly attributes: ReadonlyArray<IAttributeRow>;
  /** Names of parts, separated by blanks or commas. */
  readonly parts: string;
  readonly make: string;
}

/** Names are the same in every language. */
const EXAMPLE = { table: 'Session', part: 'Channel', parts: 'Channel, Event' };

export function isAutoPopulated(options: ITableOptions): boolean {
  return ['Imported', 'Computed'].includes(options.tier) && !options.master;
}

/** The options as the server takes them. */
export function tableRequest(options: ITableOptions): object {
  const { module, master, name, tier, comment, parts } = options;
  return {
    name,
    comment,
    foreign_keys: foreignKeys(options.foreignKeys),
    key: attributeLines(options.key),
    attributes: attributeLines(options.attributes),
    ...(master
      ? { master }
      : {
          module,
          tier,
          parts: parts.split(/[\s,]+/).filter(Boolean),
          make: isAutoPopulated(options) ? options.make : 'make'
        })
  };
}

/**
 * The fields of "New table" and "New part".
 */
export function tableFields(
  snapshot: Snapshot,
  isPart: boolean
): React.ComponentType<IFieldsProps<ITableOptions>> {
  return function TableFields(props) {
    const { options, problem, change, trans } = props;
    return (
      <>
        {isPart ? (
          <ChoiceField
            name="master"
            label={trans.__('Master')}
            problem={problem('master')}
            value={options.master}
            choices={masters(snapshot)}
            change={master => change({ master }, 'master')}
          />
        ) : (
          <ChoiceField
            name="module"
            label={trans.__('Schema module')}
            problem={problem('module')}
            value={options.module}
            choices={modules(snapshot)}
            change={module => change({ module }, 'module')}
          />
        )}
        <div className="djlab-Form-row">
          <TextField
            name="name"
            label={isPart ? trans.__('Part') : trans.__('Table')}
            problem={problem('name')}
            value={options.name}
            placeholder={isPart ? EXAMPLE.part : EXAMPLE.table}
            isFocused={true}
            change={name => change({ name }, 'name')}
          />
          {!isPart && (
            <ChoiceField
              name="tier"
              label={trans.__('Tier')}
              problem={problem('tier')}
              value={options.tier}
              choices={TIERS}
              change={tier => change({ tier }, 'foreign_keys')}
            />
          )}
        </div>
        <TextField
          name="comment"
          label={trans.__('What a row is')}
          problem={problem('comment')}
          value={options.comment}
          change={comment => change({ comment }, 'comment')}
        />
        <ForeignKeyRows
          snapshot={snapshot}
          rows={options.foreignKeys}
          problem={problem}
          trans={trans}
          change={foreignKeys => change({ foreignKeys }, 'foreign_keys')}
        />
        {!isAutoPopulated(options) && (
          <AttributeRows
            name="key"
            label={trans.__('Key attributes')}
            hint={trans.__(
              'Without one, and without a foreign key in the key, the table gets a number as its key.'
            )}
            stores={[]}
            rows={options.key}
            problem={problem}
            trans={trans}
            change={key => change({ key }, 'key')}
          />
        )}
        <AttributeRows
          name="attributes"
          label={trans.__('Other attributes')}
          hint={trans.__(
            'More can be written in the definition, which opens afterwards.'
          )}
          stores={snapshot.project.stores.map(({ name }) => name)}
          rows={options.attributes}
          problem={problem}
          trans={trans}
          change={attributes => change({ attributes }, 'attributes')}
        />
        {!isPart && <Rest options={options} {...{ problem, change, trans }} />}
      </>
    );
  };
}

/** What only tables have. */
function Rest(
  props: IFieldsProps<ITableOptions> & { readonly trans: TranslationBundle }
): React.ReactElement {
  const { options, problem, change, trans } = props;
  return (
    <div className="djlab-Form-row">
      <TextField
        name="parts"
        label={trans.__('Parts')}
        problem={problem('parts')}
        value={options.parts}
        placeholder={EXAMPLE.parts}
        change={parts => change({ parts }, 'parts')}
      />
      {isAutoPopulated(options) && (
        <ChoiceField
          name="make"
          label={trans.__('Skeleton')}
          problem=""
          value={options.make}
          choices={[
            ['make', trans.__('make')],
            ['three-part', trans.__('fetch, compute, insert')]
          ]}
          change={make => change({ make }, 'make')}
        />
      )}
    </div>
  );
}

function modules(snapshot: Snapshot): (readonly [string, string])[] {
  return snapshot.modules
    .filter(({ schemas, writable }) => schemas.length > 0 && writable)
    .map(({ name }) => [name, name] as const);
}

function masters(snapshot: Snapshot): (readonly [string, string])[] {
  return snapshot.project.tables
    .filter(({ master }) => master === null)
    .map(({ id }) => [id, id] as const);
}
