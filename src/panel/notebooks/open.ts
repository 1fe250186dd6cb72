import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { IProjectModel } from '../../tokens';

/**
 * Open a notebook of the project, or say why JupyterLab cannot reach it.
 *
 * @param path - Relative to the root of the project.
 */
export async function openNotebook(
  path: string,
  model: IProjectModel,
  commands: CommandRegistry,
  trans: TranslationBundle
): Promise<void> {
  if (!model.snapshot) {
    return;
  }
  const contents = model.snapshot.contentsPath(path);
  if (contents === null) {
    Notification.warning(
      trans.__(
        '%1 lies outside the folder that JupyterLab was started in. Start it at the project to open it: %2',
        path,
        model.entry?.start_command ?? ''
      )
    );
    return;
  }
  await commands.execute('docmanager:open', { path: contents });
}
