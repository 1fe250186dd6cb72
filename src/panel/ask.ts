import { InputDialog } from '@jupyterlab/apputils';
import { FileDialog, type IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IProjectModel } from '../tokens';

/** The root of the project that the user chooses, null for none. */
export async function askProject(
  model: IProjectModel,
  trans: TranslationBundle
): Promise<string | null> {
  const names = model.projects.map(
    ({ name, path, root }) => `${name} — ${path || root}`
  );
  const { button, value } = await InputDialog.getItem({
    title: trans.__('Switch DataJoint project'),
    items: names,
    current: model.projects.findIndex(({ root }) => root === model.entry?.root)
  });
  const chosen = model.projects[value === null ? -1 : names.indexOf(value)];
  return button.accept && chosen ? chosen.root : null;
}

/** The folder that the user chooses, null for none. */
export async function askFolder(
  fileBrowser: IFileBrowserFactory,
  trans: TranslationBundle
): Promise<string | null> {
  const manager = fileBrowser.tracker.currentWidget?.model.manager;
  if (!manager) {
    return null;
  }
  const { button, value } = await FileDialog.getExistingDirectory({
    manager,
    title: trans.__('Folder of a DataJoint project')
  });
  return button.accept && value?.length ? value[0].path : null;
}
