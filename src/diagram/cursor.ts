import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import { tableAt, tableNamed, wordsAt } from '../model/underCursor';
import type { IProjectModel } from '../tokens';

export interface ICursorOptions {
  readonly model: IProjectModel;
  readonly editors: IEditorTracker | null;
  readonly notebooks: INotebookTracker | null;
}

/**
 * Knows the table under the cursor of the editor or the notebook that was last worked in.
 */
export class CursorFollower implements IDisposable {
  constructor(private readonly _options: ICursorOptions) {
    const { editors, notebooks, model } = _options;
    editors?.currentChanged.connect(this._onEditor, this);
    notebooks?.activeCellChanged.connect(this._onCell, this);
    model.changed.connect(this._update, this);
    if (notebooks?.activeCell) {
      this._onCell();
    }
    if (editors?.currentWidget) {
      this._onEditor();
    }
  }

  /** Id of the table, or null when the cursor is at none. */
  get table(): string | null {
    return this._table;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _onEditor(): void {
    const widget = this._options.editors?.currentWidget;
    if (widget) {
      this._watch(widget.content.editor, widget.context.localPath);
    }
  }

  private _onCell(): void {
    const editor = this._options.notebooks?.activeCell?.editor;
    if (editor) {
      this._watch(editor, null);
    }
  }

  /** @param path - contents path of the file; null for the cell of a notebook */
  private _watch(editor: CodeEditor.IEditor, path: string | null): void {
    this._editor?.model.selections.changed.disconnect(this._update, this);
    this._editor = editor;
    this._path = path;
    editor.model.selections.changed.connect(this._update, this);
    this._update();
  }

  private _update(): void {
    const { snapshot } = this._options.model;
    const editor = this._editor;
    let table: string | null = null;
    if (snapshot && editor && !editor.isDisposed) {
      const { line, column } = editor.getCursorPosition();
      table =
        this._path === null
          ? tableNamed(snapshot, wordsAt(editor.getLine(line) ?? '', column))
          : tableAt(snapshot, this._path, line + 1);
    }
    if (table !== this._table) {
      this._table = table;
      this._changed.emit();
    }
  }

  private _editor: CodeEditor.IEditor | null = null;
  private _isDisposed = false;
  private _path: string | null = null;
  private _table: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
}
