import { UseSignal } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import React from 'react';

import type { IConfiguration } from '../model/configuration';
import { CommandIDs } from '../tokens';
import type { ConfigurationModel } from './model';
import { Assigned } from './assigned';
import { Settings } from './settings';
import { Stores } from './stores';

/** What every part of the view works with. */
export interface IViewContext {
  readonly model: ConfigurationModel;
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
}

/**
 * The configuration of the project in the main area: problems, settings with the sources that win, stores.
 */
export class ConfigurationView extends ReactWidget {
  constructor(private readonly _context: IViewContext) {
    super();
    this.addClass('djlab-Configuration');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute(
      'aria-label',
      _context.trans.__('DataJoint configuration')
    );
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this._context.model.read();
  }

  override dispose(): void {
    this._context.model.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    const { model } = this._context;
    return (
      <UseSignal signal={model.changed}>
        {() => <Configuration context={this._context} />}
      </UseSignal>
    );
  }
}

function Configuration({ context }: { context: IViewContext }): JSX.Element {
  const { model, trans } = context;
  const [everything, showEverything] = React.useState(false);
  const { configuration } = model;
  const name = model.project.entry?.name ?? '';
  return (
    <>
      <div>
        <h2>{trans.__('Configuration of %1', name)}</h2>
        {configuration && (
          <p>
            {trans.__(
              'As DataJoint %1 reads it in a kernel that starts in the project’s folder, with the environment of this server. Secrets are masked; nothing was connected to.',
              configuration.series
            )}{' '}
            {trans.__(
              'Why DataJoint %1: %2.',
              configuration.series,
              configuration.reason
            )}
          </p>
        )}
        <div className="djlab-Configuration-bar">
          <label>
            <input
              type="checkbox"
              checked={everything}
              onChange={event => showEverything(event.target.checked)}
            />
            {trans.__('Also what nobody set')}
          </label>
          <Action
            label={trans.__('Read again')}
            isDisabled={model.isReading}
            onClick={() => void model.read()}
          />
        </div>
      </div>
      {model.error && (
        <div className="djlab-Notice djlab-mod-error" role="alert">
          {model.error}
        </div>
      )}
      {!configuration && !model.error && (
        <p role="status">{trans.__('Reading the settings…')}</p>
      )}
      {configuration && (
        <>
          <Problems context={context} configuration={configuration} />
          <Stores context={context} configuration={configuration} />
          <Settings
            context={context}
            configuration={configuration}
            everything={everything}
          />
          <Assigned context={context} configuration={configuration} />
        </>
      )}
    </>
  );
}

function Problems({
  context,
  configuration: { problems, secrets, module, stores, hints }
}: {
  context: IViewContext;
  configuration: IConfiguration;
}): JSX.Element {
  const { trans } = context;
  const isWanted =
    (module === null || module.problem !== '') &&
    stores.some(({ declared }) => declared !== null);
  return (
    <section aria-label={trans.__('Problems')}>
      <h3>{trans.__('Problems')}</h3>
      {problems.length === 0 && <p>{trans.__('Nothing is wrong.')}</p>}
      {problems.length > 0 && (
        <ul className="djlab-Problems">
          {problems.map(({ path, line, message }, index) => (
            <li key={index}>
              <code>{line ? `${path}:${line}` : path}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {hints.length > 0 && (
        <ul className="djlab-Configuration-hints">
          {hints.map((hint, index) => (
            <li key={index}>{hint}</li>
          ))}
        </ul>
      )}
      <div className="djlab-Configuration-actions">
        {isWanted && (
          <CommandAction
            context={context}
            id={CommandIDs.writeStoresModule}
            args={{}}
          />
        )}
        {secrets.map(({ key, path }) => (
          <CommandAction
            key={`${path}:${key}`}
            context={context}
            id={CommandIDs.moveSecret}
            args={{ key }}
            label={trans.__('Move %1 out of %2…', key, path)}
          />
        ))}
      </div>
    </section>
  );
}

/** A button. */
export function Action({
  label,
  title,
  isDisabled = false,
  isLink = false,
  onClick
}: {
  label: string;
  title?: string;
  isDisabled?: boolean;
  /** Looks like a link: for a place to go to. */
  isLink?: boolean;
  onClick: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      className={isLink ? 'djlab-Link' : 'djlab-Button jp-mod-styled'}
      title={title}
      disabled={isDisabled}
      onClick={onClick}
    >
      {label}
    </button>
  );
}

/** A button that does what a command does; nothing where no plugin brought the command. */
export function CommandAction({
  context: { commands },
  id,
  args,
  label,
  isLink = false
}: {
  context: IViewContext;
  id: string;
  args: ReadonlyPartialJSONObject;
  label?: string;
  isLink?: boolean;
}): JSX.Element | null {
  return commands.hasCommand(id) ? (
    <Action
      label={label ?? commands.label(id, args)}
      title={commands.caption(id, args)}
      isDisabled={!commands.isEnabled(id, args)}
      isLink={isLink}
      onClick={() => void commands.execute(id, args)}
    />
  ) : null;
}
