import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStateDB } from '@jupyterlab/statedb';

import { IProjectModel } from '../tokens';
// Other plugins are handed the model when they activate, so it is needed at once; it asks nothing before `start`.

import { Api } from './api';
// eslint-disable-next-line jupyter/prefer-lazy-imports
import { ProjectModel } from './project';

/**
 * Provides the page's copy of the project to every surface.
 */
export const modelPlugin: JupyterFrontEndPlugin<IProjectModel> = {
  id: 'djlab:model',
  description: 'Keeps the page’s copy of the DataJoint project.',
  autoStart: true,
  provides: IProjectModel,
  optional: [IStateDB],
  activate: (app: JupyterFrontEnd, state: IStateDB | null): IProjectModel =>
    new ProjectModel({
      api: new Api(app.serviceManager.serverSettings),
      events: app.serviceManager.events.stream,
      state
    })
};
