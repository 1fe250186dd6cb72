import type { TranslationBundle } from '@jupyterlab/translation';
import { PanelLayout, Widget } from '@lumino/widgets';

import { PageError } from '../grid/page';
import { RowsView } from '../grid/view';
import type { PageClient } from './pages';
import type { IPayload } from './payload';

/**
 * The rows of a displayed expression: those that are stored, and pages from the kernel while it lives.
 */
export class PreviewPanel extends Widget {
  constructor(
    private readonly _payload: IPayload,
    private readonly _client: () => PageClient | null,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('djlab-preview');
    this._view = new RowsView({
      trans: _trans,
      title: _payload.title,
      comment: _payload.comment,
      source: () => this._source(),
      waiting: () =>
        this._client()?.kernel.status === 'busy'
          ? _trans.__('The kernel is busy: rows follow when it is done.')
          : null,
      remark: () => this._remark(),
      fits: true
    });
    const layout = new PanelLayout();
    layout.addWidget(this._view);
    this.layout = layout;
    this._view.rows.show(_payload.page, _payload.more);
  }

  /** Takes the colours of a new theme. */
  restyle(): void {
    this._view.restyle();
  }

  /** Asks again whether a kernel is there to give pages. */
  refresh(): void {
    this._view.refresh();
    const { more, page } = this._payload;
    // Where no rows are stored there is nothing to see before the kernel is asked.
    if (more && !page.rows.length && this._source()) {
      void this._view.rows.load('first');
    }
  }

  private _source(): PageClient | null {
    const { problem } = this._view?.rows ?? {};
    // An expression that the kernel does not know will not come back.
    this._gone ||= problem instanceof PageError && problem.reason === 'gone';
    return this._gone ? null : this._client();
  }

  private _remark(): string {
    const { columnCount, more } = this._payload;
    const shown = this._view.rows.columns.length;
    const parts: string[] = [];
    if (columnCount > shown) {
      parts.push(this._trans.__('%1 of %2 columns', shown, columnCount));
    }
    if (more && this._view.rows.isStored && this._source() === null) {
      parts.push(this._trans.__('stored; run the cell again for more'));
    }
    return parts.join(', ');
  }

  private _gone = false;
  private readonly _view: RowsView;
}
