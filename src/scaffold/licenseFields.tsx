import * as React from 'react';

import { ChoiceField, TextField } from './fields';
import type { IFieldsProps } from './form';

const LICENSES = ['MIT', 'BSD-3-Clause', 'Apache-2.0'];
const BACKENDS = [
  ['postgresql', 'PostgreSQL'],
  ['mysql', 'MySQL']
] as const;

/** What a new project and additions to an existing one both ask for. */
export interface ILicenseOptions {
  readonly author: string;
  readonly license: string;
}

/**
 * Who holds the copyright, and the licence.
 */
export function LicenseFields(
  props: IFieldsProps<ILicenseOptions>
): React.ReactElement {
  const { options, problem, change, trans } = props;
  return (
    <div className="djlab-Form-row">
      <TextField
        name="author"
        label={trans.__('Author')}
        problem={problem('author')}
        value={options.author}
        change={author => change({ author }, 'author')}
      />
      <ChoiceField
        name="license"
        label={trans.__('Licence')}
        problem=""
        value={options.license}
        choices={LICENSES.map(name => [name, name] as const)}
        change={license => change({ license }, 'license')}
      />
    </div>
  );
}

/**
 * The kind of database.
 */
export function BackendField(
  props: Omit<IFieldsProps<{ readonly backend: string }>, 'problem'>
): React.ReactElement {
  const { options, change, trans } = props;
  return (
    <ChoiceField
      name="backend"
      label={trans.__('Database')}
      problem=""
      value={options.backend}
      choices={BACKENDS}
      change={backend => change({ backend }, 'backend')}
    />
  );
}
