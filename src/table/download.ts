import type { TranslationBundle } from '@jupyterlab/translation';

import type { RowWindow } from '../grid/window';
import { toCsv } from './export';
import type { TableSource } from './source';

/** Characters of a text that an export asks for. */
const TEXT_LIMIT = 100_000;

/** Exports rows to a file of the browser, telling how far it is. */
export class CsvDownload {
  constructor(private readonly _trans: TranslationBundle) {
    this.node.className = 'djlab-Table-notice';
    this.node.setAttribute('role', 'status');
    this.node.hidden = true;
    this._button.type = 'button';
    this._button.className = 'djlab-Rows-button';
    this._button.addEventListener('click', () => this.cancel());
    this.node.append(this._text, this._button);
  }

  readonly node = document.createElement('div');

  start(source: TableSource | null, rows: RowWindow | null): void {
    if (source && rows) {
      void this._run(source, rows);
    }
  }

  /** Takes the message of an export that has ended away; one that runs goes on. */
  tidy(): void {
    if (!this._running) {
      this.cancel();
    }
  }

  cancel(): void {
    this._abort?.abort();
    this._abort = null;
    this._running = false;
    this.node.hidden = true;
  }

  private async _run(source: TableSource, rows: RowWindow): Promise<void> {
    this.cancel();
    const trans = this._trans;
    const abort = new AbortController();
    this._abort = abort;
    this._running = true;
    this.node.hidden = false;
    this._button.textContent = trans.__('Cancel');
    this._text.textContent = trans.__('Exporting…');
    try {
      const {
        parts,
        rows: count,
        incomplete
      } = await toCsv(
        source.whole(TEXT_LIMIT),
        rows.order,
        abort.signal,
        told => {
          this._text.textContent = trans.__(
            'Exporting… %1 rows',
            told.rows.toLocaleString()
          );
        }
      );
      if (abort.signal.aborted) {
        return;
      }
      this._save(new Blob(parts, { type: 'text/csv' }), source.name.table);
      this._text.textContent = incomplete
        ? trans.__(
            '%1 rows exported. %2 cells are not whole: binary values are left out, texts cut after %3 characters.',
            count.toLocaleString(),
            incomplete.toLocaleString(),
            TEXT_LIMIT.toLocaleString()
          )
        : trans.__('%1 rows exported.', count.toLocaleString());
    } catch (error) {
      if (!abort.signal.aborted) {
        this._text.textContent =
          error instanceof Error ? error.message : String(error);
      }
    }
    if (this._abort === abort) {
      this._running = false;
    }
    this._button.textContent = trans.__('Close');
  }

  private _save(blob: Blob, name: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${name.replace(/\W+/g, '_')}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  private _abort: AbortController | null = null;
  private _running = false;
  private readonly _button = document.createElement('button');
  private readonly _text = document.createElement('span');
}
