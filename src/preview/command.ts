import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, showDialog, showErrorMessage } from '@jupyterlab/apputils';
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

import type { Api } from '../model/api';
import type { Snapshot } from '../model/snapshot';
import type { Table } from '../model/types';
import { installSource, isMissingPackage } from './cell';
import { cellFor } from './checks';
import { makeNotebook } from './name';

export interface IPreviewContext {
  readonly api: Api;
  readonly app: JupyterFrontEnd;
  readonly tracker: INotebookTracker;
  readonly trans: TranslationBundle;
  readonly state: IStateDB | null;
  /** How many rows the output of a preview cell keeps in the notebook's file. */
  readonly storedRows: number;
}

/**
 * Inserts a cell that shows a table into a notebook and runs it, after the user agreed once.
 *
 * @param notebook - path of an open notebook; without one it is the project's
 */
export async function previewTable(
  context: IPreviewContext,
  snapshot: Snapshot,
  table: Table,
  restriction = '',
  notebook = ''
): Promise<void> {
  const source = await cellFor(context, snapshot, table, restriction);
  if (source === null) {
    return;
  }
  const panel =
    context.tracker.find(open => open.context.path === notebook) ??
    (await notebookOf(context, snapshot));
  if (!panel) {
    return;
  }
  await panel.revealed;
  context.app.shell.activateById(panel.id);
  await panel.sessionContext.ready;
  await runCell(panel, source);
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

/** Inserts a cell into the project's notebook; the user runs it. */
export async function insertCell(
  context: IPreviewContext,
  snapshot: Snapshot,
  source: string
): Promise<void> {
  const panel = await notebookOf(context, snapshot);
  if (panel) {
    await panel.revealed;
    context.app.shell.activateById(panel.id);
    addCell(panel, source);
  }
}

/** The active notebook if it is one of the project's, else the last one that is open, else a new one. */
async function notebookOf(
  { app, tracker, trans }: IPreviewContext,
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
  return makeNotebook(
    app.serviceManager,
    PathExt.join(root, folder).replace(/\/$/, '')
  ).then(
    path => app.commands.execute('docmanager:open', { path }),
    error =>
      showErrorMessage(
        trans.__('No notebook could be made'),
        error instanceof Error ? error.message : String(error)
      ).then(() => null)
  );
}

async function runCell(panel: NotebookPanel, source: string): Promise<void> {
  addCell(panel, source);
  await NotebookActions.run(panel.content, panel.sessionContext);
}

function addCell({ content }: NotebookPanel, source: string): void {
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
