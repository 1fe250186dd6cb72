import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';

import type { Snapshot } from '../model';
import type { IProjectModel } from '../tokens';

/** A text of the page that djlab may have something to say about. */
export interface IOpenText {
  /** Contents path of the file. */
  readonly path: string;
  readonly context: DocumentRegistry.Context;
  /** The code cells of the notebook in their order; null for a file. */
  readonly cells: ReadonlyArray<CodeEditor.IModel> | null;
  /** The place of this text among the code cells, 0 for a file. */
  readonly cell: number;
}

/** Where open texts are found. Either tracker may be missing, as in Jupyter Notebook. */
export interface IOpenTexts {
  readonly editors: IEditorTracker | null;
  readonly notebooks: INotebookTracker | null;
}

/** The document that the model of an editor belongs to, or null: a console, a dialog. */
export function openText(
  model: CodeEditor.IModel,
  { editors, notebooks }: IOpenTexts
): IOpenText | null {
  const editor = editors?.find(({ content }) => content.model === model);
  if (editor) {
    const { context } = editor;
    return { path: context.path, context, cells: null, cell: 0 };
  }
  let found: IOpenText | null = null;
  notebooks?.forEach(({ content, context }) => {
    const cells = [...(content.model?.cells ?? [])].filter(
      cell => cell.type === 'code'
    );
    const cell = cells.indexOf(model as (typeof cells)[number]);
    if (cell !== -1) {
      found = { path: context.path, context, cells, cell };
    }
  });
  return found;
}

/** The text of a file of the project, with the path that the server knows it by; null outside of the project. */
export function projectPath(
  text: IOpenText,
  snapshot: Snapshot
): string | null {
  // A drive of jupyter-collaboration has a prefix: "RTC:lab/src/workflow/subject.py".
  const path = text.path.slice(text.path.indexOf(':') + 1);
  return snapshot.relativePath(path);
}

/** The snapshot of the project, once there is one; null where there is no project. */
export async function snapshotOf(
  model: IProjectModel
): Promise<Snapshot | null> {
  await model.start();
  return model.snapshot;
}
