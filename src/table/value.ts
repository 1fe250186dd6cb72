import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { visible, type Cell, type IColumn } from '../grid/page';
import { referenceOf, type IReference } from '../grid/reference';
import { button, element, messageOf } from './dom';
import { jsonTree } from './jsonTree';
import type { ISideContent } from './side';
import type { TableSource } from './source';

/** Characters of a text that are read to show the whole of it. */
const TEXT_LIMIT = 100_000;

export interface IValueOptions {
  readonly trans: TranslationBundle;
  readonly column: IColumn;
  readonly value: Cell;
  /** The row in words. */
  readonly row: string;
  /** The one row, null where it cannot be told from others. */
  readonly source: TableSource | null;
  /** Writes a cell that opens the value in the user's kernel; null where that cannot be done. */
  readonly toKernel: ((bytes: number | null) => void) | null;
}

/** One value, as much of it as is known without reading what is large. */
export class ValueView implements ISideContent {
  constructor(private readonly _options: IValueOptions) {
    const { trans, column, value, row } = _options;
    this.title = column.name;
    this.node.className = 'djlab-Value';
    const type = column.comment
      ? `${column.type} — ${column.comment}`
      : column.type;
    this.node.append(
      element('p', 'djlab-TableSide-subject', row),
      element('p', 'djlab-Value-type', visible(type)),
      this._body
    );
    if (column.kind === 'binary') {
      this._showUnread();
    } else if (value === null) {
      this._body.append(element('p', 'djlab-mod-null', 'NULL'));
    } else if (typeof value === 'object') {
      this._showText(value.text, true);
      void this._readWhole();
    } else if (value === '') {
      this._body.append(
        element('p', 'djlab-mod-null', trans.__('An empty text'))
      );
    } else {
      this._showText(String(value), false);
    }
    if (isStored(column) && column.kind !== 'binary' && value !== null) {
      this._offerKernel();
    }
  }

  readonly kind = 'value';
  readonly node = document.createElement('div');
  readonly title: string;

  focus(): void {
    (this.node.querySelector('summary, button') as HTMLElement | null)?.focus();
  }

  dispose(): void {
    this._abort.abort();
  }

  private _showText(text: string, isPart: boolean): void {
    const { trans, column } = this._options;
    this._body.replaceChildren();
    const reference = isPart ? null : referenceOf(column, text);
    // DataJoint reads these as a whole; what else a store holds it only refers to.
    if (reference && /^<(blob|attach|hash)\b/.test(column.type)) {
      this._bytes = reference.size;
    }
    if (column.kind === 'json' && !isPart) {
      const value = parsed(text);
      if (value !== undefined) {
        const tree = jsonTree(value, hidden =>
          trans.__('%1 more…', hidden.toLocaleString())
        );
        this._body.append(
          ...(reference ? this._reference(reference, tree) : [tree])
        );
      }
    }
    if (!this._body.childNodes.length) {
      const shown = element('pre', 'djlab-Value-text');
      const isolated = document.createElement('bdi');
      // Lines of a text are lines here; what would be invisible is written out.
      isolated.textContent = text.split('\n').map(visible).join('\n');
      shown.append(isolated);
      this._body.append(shown);
    }
    const told = trans._n('%1 character', '%1 characters', text.length);
    this._body.append(
      element(
        'p',
        'djlab-Value-note',
        isPart
          ? trans.__('The first %1 characters.', text.length.toLocaleString())
          : told
      ),
      button(trans.__('Copy'), () => Clipboard.copyToSystem(text))
    );
    if (isPart) {
      this._offerSize();
    }
  }

  /** What is known of a value in a store, and what the row holds of it for whoever asks. */
  private _reference(reference: IReference, tree: HTMLElement): HTMLElement[] {
    const { trans } = this._options;
    const { name, path, size, store, files, array, stored } = reference;
    const facts = element('dl', 'djlab-TableSide-facts');
    const fact = (term: string, told: string) => {
      if (told) {
        const place = element('dd', '');
        place.append(element('bdi', '', visible(told)));
        facts.append(element('dt', '', term), place);
      }
    };
    fact(reference.isFolder ? trans.__('Folder') : trans.__('File'), name);
    fact(trans.__('Array'), array);
    fact(trans.__('Files'), files === null ? '' : files.toLocaleString());
    fact(trans.__('Size'), size === null ? '' : bytesText(size));
    fact(trans.__('Store'), store);
    fact(trans.__('Stored'), stored.replace('T', ' ').replace(/\.\d+/, ''));
    fact(trans.__('Path'), path);
    const details = document.createElement('details');
    details.append(element('summary', '', 'JSON'), tree);
    return [facts, details];
  }

  /** Asks for the text that the page of rows held the beginning of. */
  private async _readWhole(): Promise<void> {
    const { source, column } = this._options;
    if (!source) {
      return;
    }
    try {
      const { rows } = await source.some(
        [column.name],
        1,
        { text_limit: TEXT_LIMIT },
        this._abort.signal
      );
      const value = rows[0]?.[0];
      if (value !== null && typeof value === 'object') {
        this._showText(value.text, true);
      } else if (value !== null && value !== undefined) {
        this._showText(String(value), false);
      }
    } catch (error) {
      if (!this._abort.signal.aborted) {
        this._body.append(element('p', '', messageOf(error)));
      }
    }
  }

  /** A binary value: nobody reads it here. */
  private _showUnread(): void {
    const { trans, value } = this._options;
    this._body.append(
      element(
        'p',
        'djlab-Value-note',
        value === null
          ? 'NULL'
          : value === false
            ? trans.__(
                'Not looked at: this database would have to read the value to tell whether it is NULL.'
              )
            : trans.__('There is a value; it was not read.')
      )
    );
    if (value !== null) {
      this._offerSize();
      this._offerKernel();
    }
  }

  private _offerSize(): void {
    const { trans, source, column } = this._options;
    if (!source) {
      return;
    }
    const told = element('span', 'djlab-Value-size');
    told.setAttribute('role', 'status');
    const ask = button(trans.__('Size'), () => {
      ask.disabled = true;
      told.textContent = trans.__('Asking…');
      source
        .sizeOf(column.name, this._abort.signal)
        .then(bytes => {
          this._bytes = bytes;
          told.textContent =
            bytes === null ? trans.__('NULL') : bytesText(bytes);
        })
        .catch(error => {
          ask.disabled = false;
          told.textContent = this._abort.signal.aborted ? '' : messageOf(error);
        });
    });
    ask.title = trans.__('The database tells it; the value stays where it is');
    const line = element('p', 'djlab-Value-actions');
    line.append(ask, told);
    this._body.append(line);
  }

  private _offerKernel(): void {
    const { trans, toKernel } = this._options;
    if (toKernel) {
      const line = element('p', 'djlab-Value-actions');
      const open = button(trans.__('Open in Kernel…'), () =>
        toKernel(this._bytes)
      );
      open.title = trans.__(
        'Write a notebook cell that reads this value and shows it: arrays as plots or images'
      );
      line.append(open);
      this.node.append(line);
    }
  }

  private readonly _abort = new AbortController();
  private readonly _body = document.createElement('div');
  private _bytes: number | null = null;
}

/** Whether DataJoint has more of a value than the database's column holds: a codec, or an object in a store. */
export function isStored({ type, kind }: IColumn): boolean {
  return kind === 'binary' || /^<.+>$|@/.test(type);
}

/** A number of bytes for people. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let size = bytes;
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000;
    at++;
  }
  const shown = size.toLocaleString(undefined, {
    maximumFractionDigits: at && size < 100 ? 1 : 0
  });
  return at
    ? `${shown} ${units[at]} (${bytes.toLocaleString()} bytes)`
    : `${shown} bytes`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
