import { HTMLSelect } from '@jupyterlab/ui-components';
import React from 'react';

import type { ConfigurationProblem, Snapshot, StructureItem } from '../model';
import { whyOutdated } from '../model/outdated';
import { CommandIDs } from '../tokens';
import { CommandButton, LinkButton } from './button';
import { useSignal, useSnapshot, type IPanelContext } from './hooks';

/**
 * Which project this is, what it lacks, and what keeps it from being up to date or from being written.
 */
export function Header({ context }: { context: IPanelContext }): JSX.Element {
  const { model, trans } = context;
  const snapshot = useSnapshot(model);
  const entry = useSignal(model.changed, () => model.entry);
  const error = useSignal(model.changed, () => model.error);
  return (
    <div className="djlab-Header">
      <ProjectPicker context={context} />
      {snapshot && (
        <>
          <Facts context={context} snapshot={snapshot} />
          <Problems
            context={context}
            problems={snapshot.project.project.problems}
          />
          <Structure
            context={context}
            items={snapshot.project.structure}
            isWritable={snapshot.writable}
          />
          {!snapshot.writable && entry && (
            <Notice
              text={trans.__(
                'Read-only, because the project does not lie below the folder that JupyterLab was started in. To create files, start it there:'
              )}
              command={entry.start_command}
            />
          )}
          {error && (
            <div className="djlab-Notice djlab-mod-error" role="alert">
              {whyOutdated(error, trans)}
              <CommandButton
                context={context}
                id={CommandIDs.refresh}
                label={trans.__('Try again')}
                minor
              />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function ProjectPicker({
  context
}: {
  context: IPanelContext;
}): JSX.Element | null {
  const { model, trans } = context;
  const projects = useSignal(model.changed, () => model.projects);
  const entry = useSignal(model.changed, () => model.entry);
  const truncated = useSignal(model.changed, () => model.truncated);
  if (!entry) {
    return null;
  }
  const canChoose = context.commands.hasCommand(CommandIDs.chooseFolder);
  // What was made meanwhile is there when the list is opened.
  const look = () => void model.relist().catch(() => undefined);
  return (
    <>
      <HTMLSelect
        className="djlab-Header-picker"
        aria-label={trans.__('Project')}
        title={entry.root}
        value={entry.root}
        onFocus={look}
        onPointerEnter={look}
        onChange={event => {
          const root = event.target.value;
          void (root === ''
            ? context.commands.execute(CommandIDs.chooseFolder)
            : model.select(root));
        }}
      >
        <optgroup
          label={trans.__(
            'Folders with a pyproject.toml, setup.py, setup.cfg or datajoint.json that declare tables'
          )}
        >
          {projects.map(project => (
            <option key={project.root} value={project.root}>
              {project.path
                ? `${project.name} — ${project.path}`
                : project.name}
            </option>
          ))}
        </optgroup>
        {canChoose && (
          <optgroup label={trans.__('Any other folder with DataJoint code')}>
            <option value="">{trans.__('Choose folder…')}</option>
          </optgroup>
        )}
      </HTMLSelect>
      {truncated && (
        <p>
          {trans.__(
            'Not every folder was searched: open the folder of a project that is missing here.'
          )}
        </p>
      )}
    </>
  );
}

/** What keeps the configuration from being read as it was meant, with the way to its place. */
function Problems({
  context: { commands, trans },
  problems
}: {
  context: IPanelContext;
  problems: ReadonlyArray<ConfigurationProblem>;
}): JSX.Element | null {
  if (!problems.length) {
    return null;
  }
  return (
    <ul
      className="djlab-Notice djlab-mod-error"
      aria-label={trans.__('Problems of the configuration')}
    >
      {problems.map(({ path, line, message }, index) => (
        <li key={index}>
          {message}
          {line > 0 && (
            <>
              {' '}
              <LinkButton
                title={trans.__('Open %1 at the line', path)}
                onClick={() =>
                  void commands.execute(CommandIDs.openSource, { path, line })
                }
              >
                {trans.__('line %1', line)}
              </LinkButton>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Facts({
  context: { trans },
  snapshot
}: {
  context: IPanelContext;
  snapshot: Snapshot;
}): JSX.Element {
  const { packages, datajoint } = snapshot.project.project;
  const broken = snapshot.modules.filter(({ error }) => error).length;
  return (
    <p className="djlab-Header-facts">
      {packages.map(name => (
        <code key={name}>{name}</code>
      ))}
      {datajoint && (
        <span
          className="djlab-Header-requirement"
          title={`datajoint ${datajoint}`}
        >{`datajoint ${datajoint}`}</span>
      )}
      <span>
        {trans._n('%1 table', '%1 tables', snapshot.project.tables.length)}
      </span>
      {broken > 0 && (
        <span className="djlab-mod-error">
          {trans._n('%1 broken module', '%1 broken modules', broken)}
        </span>
      )}
      {snapshot.state.watching === 'polling' && (
        <span
          title={trans.__(
            'The file system announces no changes here, so djlab looks for them at intervals.'
          )}
        >
          {trans.__('looks for changes at intervals')}
        </span>
      )}
    </p>
  );
}

function Structure({
  context,
  items,
  isWritable
}: {
  context: IPanelContext;
  items: ReadonlyArray<StructureItem>;
  isWritable: boolean;
}): JSX.Element | null {
  if (!items.length) {
    return null;
  }
  const { trans } = context;
  const present = items.filter(item => item.present).length;
  return (
    <details className="djlab-Structure">
      <summary>
        {present === items.length
          ? trans.__('Standard structure: complete')
          : trans.__(
              'Standard structure: %1 of %2 present',
              present,
              items.length
            )}
      </summary>
      <ul tabIndex={0} aria-label={trans.__('Standard structure')}>
        {items.map(item => (
          <li
            key={`${item.expected_by}:${item.path}`}
            className={item.present ? 'djlab-mod-present' : 'djlab-mod-missing'}
            title={item.purpose}
          >
            <span aria-hidden="true">{item.present ? '✓' : '–'}</span>
            <code>{item.path}</code>
            {item.present && (
              <span className="djlab-visually-hidden">
                {trans.__('present')}
              </span>
            )}
            {!item.present && (
              <span className="djlab-Structure-purpose">
                {trans.__('missing: %1', item.purpose)}
              </span>
            )}
          </li>
        ))}
      </ul>
      {isWritable && present < items.length && (
        <CommandButton
          context={context}
          id={CommandIDs.addStructure}
          label={trans.__('Add what is missing…')}
          minor
        />
      )}
    </details>
  );
}

function Notice({
  text,
  command
}: {
  text: string;
  command: string;
}): JSX.Element {
  return (
    <div className="djlab-Notice">
      {text}
      <code tabIndex={0}>{command}</code>
    </div>
  );
}
