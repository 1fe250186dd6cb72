import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IProjectModel } from '../../tokens';
// Every output needs its type and the renderer; what draws in it is loaded when the first one is shown.
import { MIME_TYPE } from './mime';
import { DiagramRenderer } from './renderer';

/**
 * Shows the diagrams that `djlab.notebook.diagram` displays in notebooks.
 */
export const embedPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:diagram-output',
  description: 'Shows diagrams of DataJoint pipelines in notebooks.',
  autoStart: true,
  requires: [IRenderMimeRegistry, IProjectModel],
  optional: [INotebookTracker, IThemeManager, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    model: IProjectModel,
    tracker: INotebookTracker | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const context = {
      commands: app.commands,
      services: app.serviceManager,
      model,
      themes,
      translator,
      trans: (translator ?? nullTranslator).load('djlab'),
      folderOf: (node: HTMLElement) =>
        PathExt.dirname(
          tracker?.find(panel => panel.node.contains(node))?.context
            .localPath ?? ''
        )
    };
    rendermime.addFactory(
      {
        // All names reach the page as text.
        safe: true,
        mimeTypes: [MIME_TYPE],
        createRenderer: () => new DiagramRenderer(context)
      },
      0
    );
  }
};
