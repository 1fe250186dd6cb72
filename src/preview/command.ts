import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IError } from '@jupyterlab/nbformat';
import {
  NotebookActions,
  type INotebookTracker,
  type NotebookPanel
} from '@jupyterlab/notebook';
import type { CodeCell } from '@jupyterlab/cells';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Snapshot } from '../model/snapshot';
import type { Table } from '../model/types';
import { installSource, isMissingPackage, previewSource } from './cell';

export interface IPreviewContext {
  readonly app: JupyterFrontEnd;
  readonly tracker: INotebookTracker;
  readonly trans: TranslationBundle;
  readonly state: IStateDB | null;
}

/** Inserts a cell that shows a table into the project's notebook and runs it, after the user agreed once. */
export async function previewTable(
  context: IPreviewContext,
  snapshot: Snapshot,
  table: Table
): Promise<void> {
  if (!(await consents(context, snapshot))) {
    return;
  }
  const panel = await notebookOf(context, snapshot);
  if (!panel) {
    return;
  }
  await panel.revealed;
  context.app.shell.activateById(panel.id);
  await panel.sessionContext.ready;
  await runCell(panel, previewSource(table));
  const error = errorOf(panel);
  if (
    error &&
    isMissingPackage(
      error.ename,
      error.evalue,
      snapshot.project.project.packages
    )
  ) {
    await offerInstallation(context, snapshot, panel);
  }
}

/** Importing a schema module connects and may create the schema: the first time in a project the user is asked. */
async function consents(
  { state, trans }: IPreviewContext,
  snapshot: Snapshot
): Promise<boolean> {
  const key = `djlab:preview-consent:${snapshot.root}`;
  if ((await state?.fetch(key)) === true) {
    return true;
  }
  const schemas = [
    ...new Set(
      snapshot.modules.flatMap(module =>
        module.schemas.map(schema => schema.name ?? schema.expression)
      )
    )
  ];
  const shown = schemas.slice(0, 12).join(', ');
  const answer = await showDialog({
    title: trans.__('Run this project’s code?'),
    body: trans.__(
      'The cell imports %1 in the notebook’s kernel. That runs the project’s code, connects to the database that its DataJoint settings name, and creates what is missing of these schemas and their tables: %2.',
      snapshot.project.project.name,
      schemas.length > 12 ? `${shown}, …` : shown
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Run') })
    ]
  });
  if (!answer.button.accept) {
    return false;
  }
  await state?.save(key, true);
  return true;
}

/** The active notebook if it is one of the project's, else the last one that is open, else a new one. */
async function notebookOf(
  { app, tracker }: IPreviewContext,
  snapshot: Snapshot
): Promise<NotebookPanel | null> {
  const current = tracker.currentWidget;
  const belongs = (panel: NotebookPanel) =>
    snapshot.relativePath(panel.context.path) !== null;
  if (current && belongs(current)) {
    return current;
  }
  const open = tracker.filter(belongs).pop();
  if (open) {
    return open;
  }
  const root = snapshot.contentsPath('') ?? '';
  const folder = snapshot.project.notebooks.length
    ? PathExt.dirname(snapshot.project.notebooks[0].path)
    : '';
  return (await app.commands.execute('notebook:create-new', {
    cwd: PathExt.join(root, folder).replace(/\/$/, ''),
    kernelName: app.serviceManager.kernelspecs.specs?.default
  })) as NotebookPanel | null;
}

async function runCell(panel: NotebookPanel, source: string): Promise<void> {
  const { content } = panel;
  const active = content.activeCell;
  // A new notebook begins with an empty cell: it is used.
  if (
    !active ||
    active.model.type !== 'code' ||
    active.model.sharedModel.getSource().trim()
  ) {
    NotebookActions.insertBelow(content);
  }
  content.activeCell?.model.sharedModel.setSource(source);
  await NotebookActions.run(content, panel.sessionContext);
}

function errorOf(panel: NotebookPanel): IError | null {
  const outputs = (panel.content.activeCell as CodeCell | null)?.model.outputs;
  for (let at = 0; at < (outputs?.length ?? 0); at++) {
    const output = outputs?.get(at).toJSON();
    if (output?.output_type === 'error') {
      return output as IError;
    }
  }
  return null;
}

async function offerInstallation(
  { trans }: IPreviewContext,
  snapshot: Snapshot,
  panel: NotebookPanel
): Promise<void> {
  const source = installSource(
    snapshot.contentsPath('') ?? '',
    PathExt.dirname(panel.context.path)
  );
  const answer = await showDialog({
    title: trans.__('The kernel cannot import the project'),
    body: trans.__(
      'The package is not installed in the environment of this notebook’s kernel. Insert a cell that installs it? %1',
      source
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Insert cell') })
    ]
  });
  if (answer.button.accept) {
    NotebookActions.insertAbove(panel.content);
    panel.content.activeCell?.model.sharedModel.setSource(source);
  }
}
