import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';

import type { Snapshot } from '../model';
import { FormDialog } from './dialog';
import { Form } from './form';
import { moduleFields, moduleRequest, type IModuleOptions } from './moduleForm';
import { notebookFields, type INotebookOptions } from './notebookForm';
import { plannerOf, show, write, type IWriteContext } from './write';

/**
 * Asks for a new schema module and writes it.
 */
export async function showModuleDialog(
  context: IWriteContext,
  upstream: ReadonlyArray<string>
): Promise<void> {
  const snapshot = await writableProject(context);
  if (!snapshot) {
    return;
  }
  const { trans } = context;
  const form = new Form<IModuleOptions>({
    planner: plannerOf(context, snapshot.root, 'module'),
    options: {
      name: '',
      schema: '',
      upstream,
      tableName: '',
      tier: 'Manual',
      notebook: true
    },
    touched: upstream.length > 0 ? ['upstream'] : [],
    trans,
    fields: moduleFields(snapshot),
    request: moduleRequest,
    apply: async plan => {
      const applied = await write(plan, context);
      return () => show(plan, applied, context);
    }
  });
  await new FormDialog(trans.__('New schema module'), form, trans).launch();
}

/**
 * Asks for the module of a new starter notebook and writes it.
 */
export async function showNotebookDialog(
  context: IWriteContext,
  module: string
): Promise<void> {
  const snapshot = await writableProject(context);
  if (!snapshot) {
    return;
  }
  const { trans } = context;
  const first = snapshot.modules.find(({ schemas }) => schemas.length > 0);
  const form = new Form<INotebookOptions>({
    planner: plannerOf(context, snapshot.root, 'notebook'),
    options: { module: module || (first?.name ?? '') },
    touched: ['module'],
    trans,
    fields: notebookFields(snapshot),
    request: options => options,
    apply: async plan => {
      const applied = await write(plan, context);
      return () => show(plan, applied, context);
    }
  });
  await new FormDialog(trans.__('New starter notebook'), form, trans).launch();
}

/**
 * The project, where files may be written in it; else the user is told what to do.
 */
export async function writableProject(
  context: IWriteContext
): Promise<Snapshot | null> {
  const { model, trans } = context;
  await model.start();
  const { snapshot } = model;
  if (!snapshot) {
    await showDialog({
      title: trans.__('No DataJoint project is open'),
      body: trans.__(
        'Open a folder with a DataJoint project in the DataJoint panel first, or make one with `djlab new project`.'
      ),
      buttons: [Dialog.okButton()]
    });
    return null;
  }
  if (!snapshot.writable) {
    const command = model.entry?.start_command ?? '';
    const answer = await showDialog({
      title: trans.__('This project is read-only here'),
      body: trans.__(
        'It lies outside the folder that JupyterLab was started in. Start JupyterLab at the project to write in it:\n%1',
        command
      ),
      buttons: [
        Dialog.cancelButton({ label: trans.__('Close') }),
        Dialog.okButton({ label: trans.__('Copy the command') })
      ]
    });
    if (answer.button.accept) {
      Clipboard.copyToSystem(command);
    }
    return null;
  }
  return snapshot;
}
