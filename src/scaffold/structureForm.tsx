import * as React from 'react';

import type { StructureItem } from '../model';
import { CheckField } from './fields';
import type { IFieldsProps } from './form';
import {
  BackendField,
  LicenseFields,
  type ILicenseOptions
} from './licenseFields';

export interface IStructureOptions extends ILicenseOptions {
  /** Paths of the additions that are wanted. */
  readonly only: ReadonlyArray<string>;
  readonly backend: string;
}

/**
 * The fields of "Add what is missing": the additions, and what their texts name.
 */
export function structureFields(
  missing: ReadonlyArray<StructureItem>
): React.ComponentType<IFieldsProps<IStructureOptions>> {
  return function StructureFields(props) {
    const { options, problem, change, trans } = props;
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
        <LicenseFields {...props} />
        <BackendField {...props} />
      </>
    );
  };
}
