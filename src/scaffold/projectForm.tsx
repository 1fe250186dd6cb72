import * as React from 'react';

import { CheckField, ChoiceField, TextField } from './fields';
import type { IFieldsProps } from './form';
import {
  BackendField,
  LicenseFields,
  type ILicenseOptions
} from './licenseFields';
import { Rows } from './rows';

export interface IStoreRow {
  readonly name: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly location: string;
  /** Whether the server is reached by HTTPS; of s3. */
  readonly secure: boolean;
}

export interface IProjectOptions extends ILicenseOptions {
  /** Contents path of the folder that gets the project's folder. */
  readonly folder: string;
  readonly name: string;
  readonly package: string;
  readonly description: string;
  readonly backend: string;
  readonly profile: string;
  readonly docker: boolean;
  readonly kubernetes: boolean;
  readonly slurm: boolean;
  /** Names of the first modules; empty for the worked example. */
  readonly modules: string;
  readonly stores: ReadonlyArray<IStoreRow>;
}

export const DEFAULT_STORE: IStoreRow = {
  name: 'main',
  protocol: 'file',
  endpoint: '',
  bucket: '',
  location: 'data',
  secure: true
};

/** Names are the same in every language. */
const EXAMPLE = { name: 'my-pipeline', modules: 'subject, session, imaging' };
const HTTPS = 'HTTPS';
const PROTOCOLS = ['file', 's3', 'gcs', 'azure'];

/** The settings that a protocol has; `bucket` is called a container on Azure. */
function settingsOf(protocol: string): ('endpoint' | 'bucket' | 'location')[] {
  return protocol === 'file'
    ? ['location']
    : protocol === 's3'
      ? ['endpoint', 'bucket', 'location']
      : ['bucket', 'location'];
}

/** The options as the server takes them. */
export function projectRequest(options: IProjectOptions): object {
  const { modules, stores, name, description, author } = options;
  const { license, backend, profile, docker, kubernetes, slurm } = options;
  return {
    name,
    description,
    author,
    license,
    backend,
    profile,
    docker,
    kubernetes: docker && kubernetes,
    slurm,
    package: options.package || 'workflow',
    modules: modules.split(/[\s,]+/).filter(Boolean),
    stores: stores.map(store => ({
      name: store.name,
      protocol: store.protocol,
      ...Object.fromEntries(
        settingsOf(store.protocol).map(setting => [
          setting === 'bucket' && store.protocol === 'azure'
            ? 'container'
            : setting,
          store[setting]
        ])
      ),
      ...(store.protocol === 's3' && !store.secure ? { secure: 'false' } : {})
    }))
  };
}

/**
 * The fields of "New project".
 */
export function ProjectFields(
  props: IFieldsProps<IProjectOptions>
): React.ReactElement {
  const { options, problem, change, trans } = props;
  const text = (
    name: 'name' | 'folder' | 'package' | 'description' | 'modules',
    label: string,
    placeholder?: string,
    hint?: string
  ): React.ReactElement => (
    <TextField
      name={name}
      label={label}
      problem={problem(name)}
      value={options[name]}
      placeholder={placeholder}
      hint={hint}
      isFocused={name === 'name'}
      change={value => change({ [name]: value }, name)}
    />
  );
  return (
    <>
      {text('name', trans.__('Name'), EXAMPLE.name)}
      {text(
        'folder',
        trans.__('Folder'),
        '/',
        trans.__('The folder that gets the folder of the project')
      )}
      {text('description', trans.__('Description'))}
      <LicenseFields {...props} />
      <div className="djlab-Form-row">
        <ChoiceField
          name="profile"
          label={trans.__('Layout')}
          problem=""
          value={options.profile}
          choices={[
            ['book', trans.__('DataJoint Book')],
            ['datajoint-2', trans.__('DataJoint 2 documentation')],
            ['sub-package', trans.__('Sub-package')]
          ]}
          change={profile => change({ profile }, 'profile')}
        />
        <BackendField {...props} />
      </div>
      {text('package', trans.__('Package'), 'workflow')}
      {text(
        'modules',
        trans.__('First modules'),
        EXAMPLE.modules,
        trans.__('Upstream first; without any, a small working example')
      )}
      <Stores {...props} />
      <CheckField
        name="docker"
        label={trans.__('Deployment with Docker Compose')}
        value={options.docker}
        change={docker => change({ docker }, 'docker')}
      />
      {options.docker && (
        <CheckField
          name="kubernetes"
          label={trans.__('Workers on Kubernetes')}
          value={options.kubernetes}
          change={kubernetes => change({ kubernetes }, 'kubernetes')}
        />
      )}
      <CheckField
        name="slurm"
        label={trans.__('Workers on a Slurm cluster')}
        value={options.slurm}
        change={slurm => change({ slurm }, 'slurm')}
      />
    </>
  );
}

function Stores(props: IFieldsProps<IProjectOptions>): React.ReactElement {
  const { options, problem, change, trans } = props;
  const labels = {
    endpoint: trans.__('Endpoint'),
    bucket: trans.__('Bucket'),
    location: trans.__('Location')
  };
  return (
    <Rows
      name="stores"
      label={trans.__('Object stores')}
      addLabel={trans.__('Add store')}
      rows={options.stores}
      empty={{ ...DEFAULT_STORE, name: '' }}
      trans={trans}
      problem={row => (row === null ? problem('stores') : '')}
      change={stores => change({ stores }, 'stores')}
    >
      {(row, changeRow) => (
        <div className="djlab-Store">
          <input
            className="jp-mod-styled"
            aria-label={trans.__('Name of the store')}
            placeholder={DEFAULT_STORE.name}
            autoComplete="off"
            spellCheck={false}
            value={row.name}
            onChange={event => changeRow({ name: event.target.value })}
          />
          <select
            className="jp-mod-styled"
            aria-label={trans.__('Protocol')}
            value={row.protocol}
            onChange={event => changeRow({ protocol: event.target.value })}
          >
            {PROTOCOLS.map(protocol => (
              <option key={protocol}>{protocol}</option>
            ))}
          </select>
          {settingsOf(row.protocol).map(setting => (
            <input
              key={setting}
              className="jp-mod-styled"
              aria-label={labels[setting]}
              placeholder={labels[setting]}
              autoComplete="off"
              spellCheck={false}
              value={row[setting]}
              onChange={event => changeRow({ [setting]: event.target.value })}
            />
          ))}
          {row.protocol === 's3' && (
            <CheckField
              name="secure"
              label={HTTPS}
              value={row.secure}
              change={secure => changeRow({ secure })}
            />
          )}
        </div>
      )}
    </Rows>
  );
}
