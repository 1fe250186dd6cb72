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
    this._file.release();
    this._cell.release();
    Signal.clearData(this);
  }

  private _onEditor(): void {
    const widget = this._options.editors?.currentWidget;
    if (widget) {
      this._file.watch(widget.content.editor, widget.context.localPath);
    }
  }

  private _onCell(): void {
    const { notebooks } = this._options;
    const cell = notebooks?.activeCell;
    if (cell?.editor) {
      this._cell.watch(cell.editor, null);
      return;
    }
    // The editor of a cell is made when the cell is first seen.
    void cell?.ready.then(() => {
      if (!this._isDisposed && notebooks?.activeCell === cell && cell.editor) {
        this._cell.watch(cell.editor, null);
      }
    });
  }

  private _update(): void {
    const { snapshot } = this._options.model;
    const { editor, path } = this._last;
    let table: string | null = null;
    if (snapshot && editor && !editor.isDisposed) {
      const { line, column } = editor.getCursorPosition();
      table =
        path === null
          ? tableNamed(snapshot, wordsAt(editor.getLine(line) ?? '', column))
          : tableAt(snapshot, path, line + 1);
    }
    if (table !== this._table) {
      this._table = table;
      this._changed.emit();
    }
  }

  /** The one of the two that moved last counts. */
  private readonly _onMoved = (moved: Cursor): void => {
    this._last = moved;
    this._update();
  };

  private _isDisposed = false;
  private _table: string | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _file = new Cursor(this._onMoved);
  private readonly _cell = new Cursor(this._onMoved);
  private _last = this._file;
}

/** The cursor of the editor that is in use, of files or of cells. */
class Cursor {
  constructor(private readonly _moved: (cursor: Cursor) => void) {}

  editor: CodeEditor.IEditor | null = null;
  /** Contents path of the file; null for the cell of a notebook. */
  path: string | null = null;

  watch(editor: CodeEditor.IEditor, path: string | null): void {
    this.release();
    this.editor = editor;
    this.path = path;
    editor.model.selections.changed.connect(this._onChanged, this);
    this._onChanged();
  }

  release(): void {
    this.editor?.model.selections.changed.disconnect(this._onChanged, this);
  }

  private _onChanged(): void {
    this._moved(this);
  }
}
