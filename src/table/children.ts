import type { TranslationBundle } from '@jupyterlab/translation';

import { element, messageOf } from './dom';
import type { ISideContent } from './side';
import type { ITableName, TableSource } from './source';

/** Rows of a child up to which they are counted at once. */
const MOST = 10_000;

/** A table that depends on a row, and which of its rows do. */
export interface IChild extends ITableName {
  /** As Python writes it. */
  readonly name: string;
  readonly restriction: string;
}

/** The tables that depend on one row, with the numbers of their rows; a click opens them restricted. */
export class ChildrenList implements ISideContent {
  constructor(
    trans: TranslationBundle,
    source: TableSource,
    row: string,
    children: ReadonlyArray<IChild>,
    open: (child: IChild) => void
  ) {
    this.title = trans.__('Children of This Row');
    this.node.append(element('p', 'djlab-TableSide-subject', row));
    if (!children.length) {
      this.node.append(
        element('p', '', trans.__('No table refers to this row.'))
      );
      return;
    }
    const list = element('ul', 'djlab-TableSide-list');
    for (const child of children) {
      const item = element('li', '');
      const button = element('button', 'djlab-TableSide-item');
      button.type = 'button';
      const count = element('span', 'djlab-TableSide-count', '…');
      button.append(element('span', '', child.name), count);
      button.title = child.restriction;
      button.addEventListener('click', () => open(child));
      item.append(button);
      list.append(item);
      void this._count(trans, source.of(child, child.restriction), count);
    }
    this.node.append(list);
  }

  readonly kind = 'children';
  readonly node = document.createElement('div');
  readonly title: string;

  focus(): void {
    this.node.querySelector('button')?.focus();
  }

  dispose(): void {
    this._abort.abort();
  }

  private async _count(
    trans: TranslationBundle,
    source: TableSource,
    node: HTMLElement
  ): Promise<void> {
    try {
      const { count, more } = await source.countUpTo(MOST, this._abort.signal);
      const shown = count.toLocaleString();
      node.textContent = more
        ? trans.__('more than %1 rows', shown)
        : trans._n('%1 row', '%1 rows', count).replace(String(count), shown);
      node.parentElement?.classList.toggle('djlab-mod-empty', count === 0);
    } catch (error) {
      if (!this._abort.signal.aborted) {
        node.textContent = trans.__('not counted');
        node.title = messageOf(error);
      }
    }
  }

  private readonly _abort = new AbortController();
}
