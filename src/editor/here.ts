import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { CodeEditor } from '@jupyterlab/codeeditor';

import type { Snapshot } from '../model';
import { tableAt, tableNamed, wordsAt } from '../model/underCursor';
import type { IProjectModel } from '../tokens';
import { targetOf } from './candidates';
import { referenceAt } from './definitions';
import { projectPath, snapshotOf, type IOpenTexts } from './documents';

/**
 * Id of the table under the cursor of the editor or notebook that is worked in: the one that a `->` line or a name
 * means, else the one whose class the cursor stands in. Null where there is none.
 */
export async function tableHere(
  shell: JupyterFrontEnd.IShell,
  model: IProjectModel,
  { editors, notebooks }: IOpenTexts
): Promise<string | null> {
  const snapshot = await snapshotOf(model);
  if (!snapshot) {
    return null;
  }
  const widget = shell.currentWidget;
  const file = editors?.currentWidget;
  if (file && file === widget) {
    const { context, content } = file;
    const path = projectPath(
      { path: context.path, context, cells: null, cell: 0 },
      snapshot
    );
    return tableIn(snapshot, content.editor, path);
  }
  const editor = notebooks?.activeCell?.editor;
  return editor ? tableIn(snapshot, editor, null) : null;
}

function tableIn(
  snapshot: Snapshot,
  editor: CodeEditor.IEditor,
  path: string | null
): string | null {
  const source = editor.model.sharedModel.getSource();
  const position = editor.getCursorPosition();
  const module = path === null ? null : (snapshot.moduleAt(path)?.name ?? null);
  const reference = referenceAt(source, editor.getOffsetAt(position));
  const words = wordsAt(editor.getLine(position.line) ?? '', position.column);
  const expression = reference?.expression ?? words.join('.');
  const meant = expression
    ? targetOf(snapshot, source, module, expression)
    : null;
  const contents = path === null ? null : snapshot.contentsPath(path);
  return (
    meant?.id ??
    tableNamed(snapshot, words) ??
    (contents === null ? null : tableAt(snapshot, contents, position.line + 1))
  );
}
