import type { TranslationBundle } from '@jupyterlab/translation';

import { cellText, visible, type Cell, type IColumn } from '../grid/page';
import { button, element, messageOf } from './dom';
import type { ISideContent } from './side';
import type { IProfile, TableSource } from './source';

/** How the values of one column are spread, asked for once. */
export class ColumnProfile implements ISideContent {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _column: IColumn,
    source: TableSource,
    /** Restricts the rows to one value. */
    private readonly _only: (value: Cell) => void
  ) {
    this.title = _trans.__('Profile of %1', _column.name);
    this.node.setAttribute('aria-live', 'polite');
    this.node.append(
      element('p', 'djlab-TableSide-subject', _column.type),
      this._state
    );
    this._state.textContent = _trans.__('Reading…');
    this._state.append(
      button(_trans.__('Cancel'), () => {
        this._abort.abort();
        this._state.textContent = _trans.__('Cancelled.');
      })
    );
    void this._read(source);
  }

  readonly kind = 'profile';
  readonly node = document.createElement('div');
  readonly title: string;

  dispose(): void {
    this._abort.abort();
  }

  private async _read(source: TableSource): Promise<void> {
    try {
      const profile = await source.profileOf(
        this._column.name,
        this._abort.signal
      );
      this._show(profile, source.restriction);
    } catch (error) {
      if (!this._abort.signal.aborted) {
        this._state.textContent = messageOf(error);
      }
    }
  }

  private _show(profile: IProfile, restriction: string): void {
    const trans = this._trans;
    const { rows, sampled, nulls, distinct } = profile;
    const told = rows.toLocaleString();
    this._state.textContent = sampled
      ? trans.__(
          'A sample: %1 rows from places all over the key. All that follows is told of the sample.',
          told
        )
      : restriction
        ? trans.__('All %1 rows of the restriction.', told)
        : trans.__('All %1 rows.', told);
    this._state.classList.toggle('djlab-mod-sampled', sampled);
    const facts = element('dl', 'djlab-TableSide-facts');
    const fact = (name: string, value: string) =>
      facts.append(element('dt', '', name), element('dd', '', value));
    const part = (count: number) =>
      rows
        ? `${count.toLocaleString()} (${((100 * count) / rows).toLocaleString(undefined, { maximumFractionDigits: 1 })} %)`
        : '0';
    fact(
      trans.__('NULL'),
      nulls === null ? trans.__('not looked at') : part(nulls)
    );
    fact(
      trans.__('Distinct'),
      distinct === null
        ? trans.__('not read')
        : sampled
          ? trans.__('at least %1', distinct.toLocaleString())
          : distinct.toLocaleString()
    );
    if (profile.least !== null) {
      fact(trans.__('Least'), this._text(profile.least));
      fact(trans.__('Greatest'), this._text(profile.most));
    }
    this.node.append(facts);
    if (profile.bars.length > 1) {
      this.node.append(this._histogram(profile));
    }
    if (profile.common.length) {
      this.node.append(this._common(profile));
    }
  }

  private _histogram({ bars }: IProfile): HTMLElement {
    const figure = element('figure', 'djlab-Profile-histogram');
    const most = Math.max(...bars.map(({ count }) => count), 1);
    const plot = element('div', 'djlab-Profile-plot');
    plot.setAttribute('role', 'img');
    plot.setAttribute(
      'aria-label',
      this._trans.__(
        'Histogram: %1',
        bars.map(({ count, from, to }) => `${from}–${to}: ${count}`).join('; ')
      )
    );
    for (const { count, from, to } of bars) {
      const bar = element('div', 'djlab-Profile-bar');
      // An empty bar is told from a low one.
      bar.style.height = count ? `${Math.max(2, (100 * count) / most)}%` : '0';
      const slot = element('div', 'djlab-Profile-slot');
      slot.title = `${from} – ${to}: ${count.toLocaleString()}`;
      slot.append(bar);
      plot.append(slot);
    }
    const axis = element('figcaption', 'djlab-Profile-axis');
    axis.append(
      element('span', '', bars[0].from),
      element('span', '', bars[bars.length - 1].to)
    );
    figure.append(plot, axis);
    return figure;
  }

  private _common({ common, rows }: IProfile): HTMLElement {
    const list = element('ul', 'djlab-TableSide-list');
    list.setAttribute('aria-label', this._trans.__('Most frequent values'));
    for (const { value, count } of common) {
      const item = element('li', '');
      const row = element('button', 'djlab-TableSide-item djlab-Profile-value');
      row.type = 'button';
      row.title = this._trans.__('Show only these rows');
      row.style.setProperty('--djlab-part', `${(100 * count) / rows}%`);
      row.append(
        element('bdi', '', this._text(value)),
        element('span', 'djlab-TableSide-count', count.toLocaleString())
      );
      row.addEventListener('click', () => this._only(value));
      item.append(row);
      list.append(item);
    }
    return list;
  }

  private _text(value: Cell): string {
    return value === ''
      ? this._trans.__('(empty text)')
      : visible(cellText(this._column, value));
  }

  private readonly _abort = new AbortController();
  private readonly _state = element('p', 'djlab-TableSide-state');
}
