import * as React from 'react';

import type { Snapshot } from '../model';
import { CheckField, ChoiceField, TextField, TIERS } from './fields';
import type { IFieldsProps } from './form';

export interface IModuleOptions {
  readonly name: string;
  readonly schema: string;
  readonly upstream: ReadonlyArray<string>;
  readonly tableName: string;
  readonly tier: string;
  readonly notebook: boolean;
}

/** The options as the server takes them. */
export function moduleRequest(options: IModuleOptions): object {
  const { name, schema, upstream, tableName, tier, notebook } = options;
  return {
    name,
    schema,
    upstream,
    table: tableName ? { name: tableName, tier } : null,
    notebook
  };
}

/** Names are the same in every language. */
const EXAMPLE = { module: 'ephys', table: 'Recording' };

/**
 * The fields of "New schema module".
 */
export function moduleFields(
  snapshot: Snapshot
): React.ComponentType<IFieldsProps<IModuleOptions>> {
  return function ModuleFields(props) {
    const { options, problem, change, trans } = props;
    return (
      <>
        <TextField
          name="name"
          label={trans.__('Module')}
          problem={problem('name')}
          value={options.name}
          placeholder={EXAMPLE.module}
          isFocused={true}
          change={name => change({ name }, 'name')}
        />
        <TextField
          name="schema"
          label={trans.__('Database schema')}
          problem={problem('schema')}
          value={options.schema}
          placeholder={options.name || EXAMPLE.module}
          hint={trans.__('As the module, unless you give another name.')}
          change={schema => change({ schema }, 'schema')}
        />
        <Upstream {...props} snapshot={snapshot} />
        <div className="djlab-Form-row">
          <TextField
            name="table.name"
            label={trans.__('First table')}
            hint={trans.__('May stay empty.')}
            problem={problem('table.name')}
            value={options.tableName}
            placeholder={EXAMPLE.table}
            change={tableName => change({ tableName }, 'table.name')}
          />
          <ChoiceField
            name="table.tier"
            label={trans.__('Tier')}
            problem=""
            value={options.tier}
            choices={TIERS}
            change={tier => change({ tier }, 'upstream')}
          />
        </div>
        <CheckField
          name="notebook"
          label={trans.__('Starter notebook')}
          value={options.notebook}
          change={notebook => change({ notebook }, 'notebook')}
        />
      </>
    );
  };
}

/**
 * The modules to import and the tables to refer to, as a list that can be filtered.
 */
function Upstream(
  props: IFieldsProps<IModuleOptions> & { readonly snapshot: Snapshot }
): React.ReactElement {
  const { options, change, trans, snapshot } = props;
  const [filter, setFilter] = React.useState('');
  // A project may have hundreds of tables: they are one stop of the Tab key, and arrows go through them.
  const [reached, setReached] = React.useState(0);
  const list = React.useRef<HTMLDivElement>(null);
  const id = React.useId();
  const problem = props.problem('upstream');
  const chosen = new Set(options.upstream);
  const toggle = (name: string) => {
    const upstream = chosen.has(name)
      ? options.upstream.filter(item => item !== name)
      : [...options.upstream, name];
    change({ upstream }, 'upstream');
  };
  const wanted = filter.toLowerCase();
  const all = React.useMemo(() => upstreamOf(snapshot), [snapshot]);
  const items = all.filter(
    item => chosen.has(item.name) || item.name.toLowerCase().includes(wanted)
  );
  const stop = Math.min(reached, items.length - 1);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const to = target(event.key, stop, items.length);
    const boxes = list.current?.querySelectorAll('input');
    if (to !== null && boxes?.[to]) {
      event.preventDefault();
      setReached(to);
      boxes[to].focus();
    }
  };
  return (
    <fieldset
      className="djlab-Upstream"
      data-djlab-field="upstream"
      aria-describedby={problem ? `${id}-problem` : undefined}
    >
      <legend>{trans.__('Upstream')}</legend>
      <div className="djlab-Field-hint">
        {trans.__('Modules are imported; the first table refers to tables.')}
      </div>
      <input
        type="search"
        className="jp-mod-styled"
        aria-label={trans.__('Filter upstream modules and tables')}
        placeholder={trans.__('Filter')}
        value={filter}
        onChange={event => setFilter(event.target.value)}
      />
      <div
        ref={list}
        className="djlab-Upstream-list"
        onKeyDown={onKeyDown}
        role="group"
        aria-label={trans.__('Modules to import and tables to refer to')}
      >
        {items.map(({ name, label, isTable }, index) => (
          <label
            key={name}
            className="djlab-Check"
            data-kind={isTable ? 'table' : 'module'}
            title={
              isTable
                ? trans.__('Refer to %1 by a foreign key', name)
                : trans.__('Import %1', name)
            }
          >
            <input
              type="checkbox"
              name="upstream"
              value={name}
              checked={chosen.has(name)}
              tabIndex={index === stop ? 0 : -1}
              onFocus={() => setReached(index)}
              onChange={() => toggle(name)}
            />
            {label}
          </label>
        ))}
        {items.length === 0 && (
          <div className="djlab-Field-hint">{trans.__('Nothing found')}</div>
        )}
      </div>
      {problem && (
        <div className="djlab-Form-problem" id={`${id}-problem`}>
          {problem}
        </div>
      )}
    </fieldset>
  );
}

/** The place in a list to which a key leads; null for other keys. */
function target(key: string, from: number, length: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, length - 1);
    case 'ArrowUp':
      return Math.max(from - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    default:
      return null;
  }
}

/** Each module with a schema, with its tables below it. */
function upstreamOf(
  snapshot: Snapshot
): { name: string; label: string; isTable: boolean }[] {
  return snapshot.modules
    .filter(module => module.schemas.length > 0)
    .flatMap(module => [
      { name: module.name, label: module.name, isTable: false },
      ...snapshot.project.tables
        .filter(table => table.module === module.name)
        .map(table => ({ name: table.id, label: table.class, isTable: true }))
    ]);
}
