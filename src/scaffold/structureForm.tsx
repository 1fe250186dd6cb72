import * as React from 'react';

import type { StructureItem } from '../model';
import { CheckField, ChoiceField, TextField } from './fields';
import type { IFieldsProps } from './form';
import { BACKENDS, LICENSES } from './projectForm';

export interface IStructureOptions {
  /** Paths of the additions that are wanted. */
  readonly only: ReadonlyArray<string>;
  readonly license: string;
  readonly author: string;
  readonly backend: string;
}

/**
 * The fields of "Add what is missing": the additions, and what their texts name.
 */
export function structureFields(
  missing: ReadonlyArray<StructureItem>
): React.ComponentType<IFieldsProps<IStructureOptions>> {
  return function StructureFields({ options, problem, change, trans }) {
    const chosen = new Set(options.only);
    const toggle = (path: string, isChosen: boolean) => {
      const only = missing
        .map(item => item.path)
        .filter(other => (other === path ? isChosen : chosen.has(other)));
      change({ only }, 'only');
    };
    return (
      <>
        <fieldset className="djlab-RowList" data-djlab-field="only">
          <legend>{trans.__('Missing from the standard structure')}</legend>
          {missing.map(({ path, purpose }, number) => (
            <CheckField
              key={path}
              name={path}
              label={path}
              hint={purpose}
              value={chosen.has(path)}
              isFocused={number === 0}
              change={isChosen => toggle(path, isChosen)}
            />
          ))}
          <div className="djlab-Form-problem">{problem('only')}</div>
        </fieldset>
        <TextField
          name="author"
          label={trans.__('Author')}
          problem={problem('author')}
          value={options.author}
          change={author => change({ author }, 'author')}
        />
        <div className="djlab-Form-row">
          <ChoiceField
            name="license"
            label={trans.__('Licence')}
            problem=""
            value={options.license}
            choices={LICENSES.map(name => [name, name] as const)}
            change={license => change({ license }, 'license')}
          />
          <ChoiceField
            name="backend"
            label={trans.__('Database')}
            problem=""
            value={options.backend}
            choices={BACKENDS}
            change={backend => change({ backend }, 'backend')}
          />
        </div>
      </>
    );
  };
}
