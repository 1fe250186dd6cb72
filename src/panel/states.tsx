import { ServerConnection } from '@jupyterlab/services';
import React from 'react';

import { ApiError } from '../model';
import { CommandIDs } from '../tokens';
import { CommandButton } from './button';
import { useSignal, type IPanelContext } from './hooks';

/**
 * What the panel says while it has no project to show: why, and what to do.
 */
export function StateMessage({
  context
}: {
  context: IPanelContext;
}): JSX.Element | null {
  const { model, trans } = context;
  const status = useSignal(model.changed, () => model.status);
  const error = useSignal(model.changed, () => model.error);
  switch (status) {
    case 'ready':
      return null;
    case 'idle':
    case 'loading':
      return (
        <div className="djlab-State" role="status">
          <p>{trans.__('Reading the project…')}</p>
        </div>
      );
    case 'none':
      return <NoProject context={context} />;
    case 'failed':
      return (
        <div className="djlab-State" role="alert">
          <h2>{trans.__('The project could not be read')}</h2>
          {!(error instanceof ServerConnection.NetworkError) && (
            <p>{error?.message}</p>
          )}
          <p>{advice(error, context)}</p>
          <div className="djlab-State-buttons">
            <CommandButton
              context={context}
              id={CommandIDs.refresh}
              label={trans.__('Try again')}
            />
            <OtherFolders context={context} />
          </div>
        </div>
      );
  }
}

/** A command is the same in every language. */
const NEW_PROJECT = 'djlab new project my-pipeline';

/** Nothing was found: says where, what would be found, and the ways on. */
function NoProject({ context }: { context: IPanelContext }): JSX.Element {
  const { commands, model, trans } = context;
  const folder = useSignal(model.changed, () => model.folder);
  const canMake = commands.hasCommand(CommandIDs.newProject);
  return (
    <div className="djlab-State">
      <h2>{trans.__('No DataJoint project here')}</h2>
      <p>
        {folder
          ? trans.__('Looked in %1 and the folders below it.', folder)
          : trans.__(
              'Looked in the folder that JupyterLab was started in and those below it.'
            )}
      </p>
      <p>
        {trans.__(
          'A project is a folder with a pyproject.toml, setup.py or datajoint.json whose Python packages declare tables. Any other folder with DataJoint code can be opened too.'
        )}
      </p>
      <div className="djlab-State-buttons">
        <CommandButton
          context={context}
          id={CommandIDs.newProject}
          label={trans.__('New project…')}
        />
        <OtherFolders context={context} isMinor={canMake} />
        <CommandButton
          context={context}
          id={CommandIDs.refresh}
          label={trans.__('Look again')}
          minor
        />
      </div>
      {!canMake && (
        <p>
          {trans.__('To begin with a new project, run in a terminal:')}
          <code className="djlab-State-command" tabIndex={0}>
            {NEW_PROJECT}
          </code>
        </p>
      )}
    </div>
  );
}

/** The ways to projects that lie elsewhere. */
function OtherFolders({
  context,
  isMinor = true
}: {
  context: IPanelContext;
  isMinor?: boolean;
}): JSX.Element {
  const { model, trans } = context;
  const folder = useSignal(model.changed, () => model.folder);
  return (
    <>
      <CommandButton
        context={context}
        id={CommandIDs.chooseFolder}
        label={trans.__('Open another folder…')}
        minor={isMinor}
      />
      {folder !== '' && (
        <CommandButton
          context={context}
          id={CommandIDs.chooseFolder}
          args={{ path: '' }}
          label={trans.__('Look in all folders')}
          minor
        />
      )}
    </>
  );
}

function advice(error: Error | null, { trans }: IPanelContext): string {
  if (error instanceof ApiError && error.status === 404 && !error.reason) {
    return trans.__(
      'The server part of djlab does not answer. Run "jupyter server extension enable djlab", then restart JupyterLab.'
    );
  }
  if (error instanceof ServerConnection.NetworkError) {
    return trans.__(
      'Jupyter’s server does not answer. Once it does again, the panel comes back by itself.'
    );
  }
  if (error instanceof ApiError && error.reason === 'missing') {
    return trans.__('Put the folder back, or open another one.');
  }
  if (error instanceof ApiError && error.status === 403) {
    return trans.__(
      'The server does not let you read it. Log in again, or ask who runs the server.'
    );
  }
  return trans.__('The log of the Jupyter server may say more.');
}
