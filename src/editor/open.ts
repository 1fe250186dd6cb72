import { EditorView } from '@codemirror/view';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { CodeEditor, IEditorServices } from '@jupyterlab/codeeditor';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';

import { Api } from '../model';
import type { IProjectModel } from '../tokens';
import { columnOffset } from './positions';
import { classLine, sourceTarget, type ISourceTarget } from './target';
import { createSourceView, sourceViewId } from './view';

export interface IOpenOptions {
  model: IProjectModel;
  manager: IDocumentManager;
  services: IEditorServices;
  shell: JupyterFrontEnd.IShell;
  settings: ServerConnection.ISettings;
  trans: TranslationBundle;
}

/**
 * Opens the file that the arguments name and puts the cursor on the line.
 */
export async function openSource(
  args: ReadonlyPartialJSONObject,
  options: IOpenOptions
): Promise<void> {
  const { model, trans } = options;
  await model.start();
  const { snapshot } = model;
  const target = snapshot && sourceTarget(args, snapshot, model.selection);
  if (!target) {
    Notification.warning(
      trans.__(
        'The project has no such table or module (any more): %1',
        String(args.id ?? args.module ?? '')
      )
    );
    return;
  }
  const path = snapshot.contentsPath(target.path);
  const editor =
    path === null
      ? await viewFile(snapshot.root, target, options)
      : await openFile(path, options);
  if (editor) {
    goTo(editor, target);
  }
}

/** @returns null where the file opens in another page, as in Jupyter Notebook */
async function openFile(
  path: string,
  { manager }: IOpenOptions
): Promise<CodeEditor.IEditor | null> {
  const widget: IDocumentWidget | undefined = manager.openOrReveal(
    path,
    'Editor'
  );
  if (!widget) {
    return null;
  }
  await widget.context.ready;
  await widget.revealed;
  const { content } = widget as { content: Widget & { editor?: unknown } };
  return (content.editor as CodeEditor.IEditor | undefined) ?? null;
}

async function viewFile(
  root: string,
  { path }: ISourceTarget,
  { services, shell, settings, trans }: IOpenOptions
): Promise<CodeEditor.IEditor> {
  const id = sourceViewId(root, path);
  for (const widget of shell.widgets('main')) {
    if (widget.id === id) {
      widget.dispose();
      break;
    }
  }
  const { text } = await new Api(settings).source(root, path);
  const view = createSourceView(id, path, text, services, trans);
  shell.add(view, 'main');
  shell.activateById(id);
  await view.revealed;
  return view.content.editor;
}

function goTo(editor: CodeEditor.IEditor, target: ISourceTarget): void {
  const { line, className } = target;
  const found =
    className === null
      ? line
      : classLine(editor.model.sharedModel.getSource(), line, className);
  const last = editor.lineCount - 1;
  const row = Math.min(Math.max(0, found - 1), last);
  const column = columnOffset(editor.getLine(row) ?? '', target.column);
  editor.setCursorPosition({ line: row, column });
  const view = (editor as { editor?: unknown }).editor;
  if (view instanceof EditorView) {
    const at = view.state.doc.line(row + 1).from;
    view.dispatch({
      effects: EditorView.scrollIntoView(at, { y: 'center' })
    });
  } else {
    editor.revealPosition({ line: row, column });
  }
  editor.focus();
}
