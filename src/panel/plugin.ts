import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

/**
 * Names djlab among the plugins of JupyterLab and owns its settings.
 */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:plugin',
  description: 'The workbench of a DataJoint pipeline project.',
  autoStart: true,
  activate: () => undefined
};
