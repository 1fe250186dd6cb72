import { MainAreaWidget } from '@jupyterlab/apputils';
import {
  CodeEditor,
  CodeEditorWrapper,
  type IEditorServices
} from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';
import { lockIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

/** The id of the widget that shows a file: one for each file. */
export function sourceViewId(root: string, path: string): string {
  return `djlab-source:${root}:${path}`;
}

/**
 * Shows the text of a file that JupyterLab cannot open, because it lies outside the server's root. Nothing in it can
 * be changed.
 */
export function createSourceView(
  id: string,
  path: string,
  text: string,
  services: IEditorServices,
  trans: TranslationBundle
): MainAreaWidget<CodeEditorWrapper> {
  const model = new CodeEditor.Model({ mimeType: 'text/x-python' });
  model.sharedModel.setSource(text);
  const content = new CodeEditorWrapper({
    model,
    factory: services.factoryService.newDocumentEditor,
    editorOptions: { config: { readOnly: true, lineNumbers: true } }
  });
  const view = new MainAreaWidget({ content });
  view.id = id;
  view.addClass('djlab-SourceView');
  view.title.label = path.slice(path.lastIndexOf('/') + 1);
  view.title.caption = trans.__('%1 (read-only)', path);
  view.title.icon = lockIcon;
  view.title.closable = true;

  const note = new Widget();
  note.addClass('djlab-SourceView-note');
  note.node.textContent = trans.__(
    'Read-only: %1 lies outside the folder that JupyterLab was started in.',
    path
  );
  view.toolbar.addItem('note', note);
  return view;
}
