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
      return (
        <div className="djlab-State">
          <h2>{trans.__('No DataJoint project here')}</h2>
          <p>
            {trans.__(
              'A project is a folder with a pyproject.toml, setup.py or datajoint.json whose Python packages declare tables. Any other folder with DataJoint code can be opened too.'
            )}
          </p>
          <CommandButton context={context} id={CommandIDs.newProject} />
          <CommandButton
            context={context}
            id={CommandIDs.chooseFolder}
            minor={context.commands.hasCommand(CommandIDs.newProject)}
          />
          <CommandButton context={context} id={CommandIDs.refresh} minor />
        </div>
      );
    case 'failed':
      return (
        <div className="djlab-State" role="alert">
          <h2>{trans.__('The project could not be read')}</h2>
          <p>{error?.message}</p>
          <p>{advice(error, context)}</p>
          <CommandButton
            context={context}
            id={CommandIDs.refresh}
            label={trans.__('Try again')}
          />
          <CommandButton context={context} id={CommandIDs.chooseFolder} minor />
        </div>
      );
  }
}

function advice(error: Error | null, { trans }: IPanelContext): string {
  if (error instanceof ApiError && error.status === 404 && !error.reason) {
    return trans.__(
      'The server part of djlab does not answer. Run "jupyter server extension enable djlab", then restart JupyterLab.'
    );
  }
  if (error instanceof ApiError && error.status === 403) {
    return trans.__(
      'The server does not let you read it. Log in again, or ask who runs the server.'
    );
  }
  return trans.__('The log of the Jupyter server may say more.');
}
