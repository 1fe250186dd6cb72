import * as React from 'react';

import { CheckField, ChoiceField, TextField } from './fields';
import type { IFieldsProps } from './form';

export interface IStoreOptions {
  readonly name: string;
  readonly protocol: string;
  /** Texts of the settings, by DataJoint's names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly isDefault: boolean;
}

/** The settings that the form has a field for, per protocol; `secure` is one that is on or off. */
export const SETTINGS: Readonly<Record<string, ReadonlyArray<string>>> = {
  file: ['location'],
  s3: ['endpoint', 'bucket', 'location', 'secure'],
  gcs: ['bucket', 'location', 'project'],
  azure: ['container', 'location']
};

/** What the server takes: the settings of the protocol alone, and of those that were there before all. */
export function storeRequest(
  options: IStoreOptions,
  before: Readonly<Record<string, string>>
): object {
  const { name, protocol, settings, isDefault } = options;
  const known = new Set(SETTINGS[protocol] ?? []);
  const chosen = Object.entries(settings).filter(
    ([key, text]) => known.has(key) && (text !== '' || key in before)
  );
  if (protocol !== 'file' && !chosen.some(([key]) => key === 'location')) {
    chosen.push(['location', '']);
  }
  return {
    name,
    protocol,
    settings: Object.fromEntries(chosen),
    default: isDefault
  };
}

/**
 * The fields of a store.
 *
 * @param isNew - whether its name can be chosen
 */
export function storeFields(
  isNew: boolean
): React.ComponentType<IFieldsProps<IStoreOptions>> {
  return function StoreFields({ options, problem, change, trans }) {
    const labels: Record<string, string> = {
      location: trans.__('Location'),
      endpoint: trans.__('Endpoint'),
      bucket: trans.__('Bucket'),
      container: trans.__('Container'),
      project: trans.__('Project'),
      secure: trans.__('By HTTPS')
    };
    const hints: Record<string, string> = {
      location:
        options.protocol === 'file'
          ? trans.__('A folder; a relative one lies below the project’s')
          : trans.__('Path inside the bucket; may be empty'),
      endpoint: trans.__('Host and port, such as s3.lab.org:9000')
    };
    const set = (key: string, text: string) =>
      change(
        { settings: { ...options.settings, [key]: text } },
        `settings.${key}`
      );
    return (
      <>
        {isNew && (
          <TextField
            name="name"
            label={trans.__('Name')}
            hint={trans.__('Attributes name it: <object@name>')}
            problem={problem('name')}
            value={options.name}
            isFocused={true}
            change={name => change({ name }, 'name')}
          />
        )}
        <ChoiceField
          name="protocol"
          label={trans.__('Protocol')}
          problem={problem('protocol')}
          value={options.protocol}
          choices={Object.keys(SETTINGS).map(name => [name, name] as const)}
          isFocused={!isNew}
          change={protocol => change({ protocol }, 'protocol')}
        />
        {(SETTINGS[options.protocol] ?? []).map(key =>
          key === 'secure' ? (
            <CheckField
              key={key}
              name={key}
              label={labels[key]}
              value={options.settings[key] === 'true'}
              change={isOn => set(key, String(isOn))}
            />
          ) : (
            <TextField
              key={key}
              name={`settings.${key}`}
              label={labels[key]}
              hint={hints[key]}
              problem={problem(`settings.${key}`)}
              value={options.settings[key] ?? ''}
              change={text => set(key, text)}
            />
          )
        )}
        <CheckField
          name="default"
          label={trans.__('The default store')}
          hint={trans.__('The one that stores.default names')}
          value={options.isDefault}
          change={isDefault => change({ isDefault }, 'default')}
        />
      </>
    );
  };
}
