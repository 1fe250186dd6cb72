import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { PageGrid } from './grid';
import { nextOrder } from './gridModel';
import { PageError, type Order, type PageClient } from './pages';
import type { IPage, IPayload } from './payload';
import { htmlTable } from './table';

const SIZE = 100;

/** How long the kernel may take before the reader is told to wait, in milliseconds. */
const PATIENCE = 400;

type Step = 'first' | 'previous' | 'next' | 'last';

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
    this._page = { ..._payload, previous: null, next: null };
    this._bar.className = 'djlab-preview-bar';
    this._bar.setAttribute('role', 'toolbar');
    this._bar.setAttribute('aria-label', _trans.__('Rows'));
    this._status.className = 'djlab-preview-status';
    this._status.setAttribute('role', 'status');
    const title = document.createElement('div');
    title.className = 'djlab-preview-title';
    title.textContent = _payload.title;
    title.title = _payload.comment;
    this._buttons = {
      first: this._button('⏮', _trans.__('First page'), () =>
        this._go('first')
      ),
      previous: this._button('◀', _trans.__('Previous page'), () =>
        this._go('previous')
      ),
      next: this._button('▶', _trans.__('Next page'), () => this._go('next')),
      last: this._button('⏭', _trans.__('Last page'), () => this._go('last'))
    };
    this._countButton = this._button(
      _trans.__('Count'),
      _trans.__('Count all rows: this may take long'),
      () => this._count()
    );
    this._tableButton = this._button(
      _trans.__('Table'),
      _trans.__('Show the rows as an HTML table, for screen readers'),
      async () => this._toggleTable()
    );
    this._tableButton.setAttribute('aria-pressed', 'false');
    this._bar.append(
      title,
      ...Object.values(this._buttons),
      this._countButton,
      this._tableButton,
      this._status
    );
    this._body.className = 'djlab-preview-body';
    this._grid.sortRequested.connect((_, column) => {
      this._order = nextOrder(this._order, column);
      void this._go('first');
    });
    this._grid.node.setAttribute('role', 'img');
    this._grid.node.setAttribute(
      'aria-label',
      _trans.__('Rows of %1 as a grid', _payload.title)
    );
    this.node.append(this._bar, this._body);
    this._show(this._page);
  }

  /** Takes the colours of a new theme. */
  restyle(): void {
    this._grid.restyle();
  }

  /** Asks again whether a kernel is there to give pages. */
  refresh(): void {
    this._update();
    // Where no rows are stored there is nothing to see before the kernel is asked.
    if (this._payload.more && !this._payload.rows.length && this._client()) {
      void this._go('first');
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._grid.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (!this._grid.isAttached) {
      Widget.attach(this._grid, this._body);
    }
    this.restyle();
  }

  protected override onBeforeDetach(message: Message): void {
    if (this._grid.isAttached) {
      Widget.detach(this._grid);
    }
    super.onBeforeDetach(message);
  }

  /** Shows another page; what arrives after a later request is dropped. */
  private async _go(step: Step): Promise<void> {
    const client = this._client();
    if (!client) {
      this._update();
      return;
    }
    const { previous, next } = this._page;
    // From the rows that are stored the next page is the first one, whole.
    const cursor =
      step === 'next' && this._live
        ? next
        : step === 'previous'
          ? previous
          : null;
    await this._ask(client, async () => {
      const page = await client.page({
        size: SIZE,
        order: this._order,
        cursor,
        backwards: step === 'previous' || step === 'last'
      });
      return () => {
        this._live = true;
        this._page = page;
        this._show(page);
      };
    });
  }

  private async _count(): Promise<void> {
    const client = this._client();
    if (client) {
      await this._ask(client, async () => {
        const count = await client.count();
        return () => {
          this._total = count;
        };
      });
    }
  }

  private async _ask(
    client: PageClient,
    request: () => Promise<() => void>
  ): Promise<void> {
    const ticket = ++this._ticket;
    const busy = client.kernel.status === 'busy';
    const timer = window.setTimeout(
      () => {
        this._status.textContent = busy
          ? this._trans.__(
              'The kernel is busy: the rows come when it has finished.'
            )
          : this._trans.__('Waiting for the database…');
      },
      busy ? 0 : PATIENCE
    );
    this.node.setAttribute('aria-busy', 'true');
    this._problem = '';
    try {
      const apply = await request();
      if (ticket === this._ticket && !this.isDisposed) {
        apply();
      }
    } catch (error) {
      this._problem = error instanceof Error ? error.message : String(error);
      this._gone = error instanceof PageError && error.reason === 'gone';
    } finally {
      window.clearTimeout(timer);
      if (ticket === this._ticket && !this.isDisposed) {
        this.node.removeAttribute('aria-busy');
        this._update();
      }
    }
  }

  private _show(page: IPage): void {
    this._grid.display(page, this._order);
    this._table?.remove();
    this._table = null;
    if (this._asTable) {
      this._table = htmlTable(page, this._payload.title);
      this._body.append(this._table);
    }
    this._grid.node.hidden = this._asTable;
    this._update();
  }

  private _toggleTable(): void {
    this._asTable = !this._asTable;
    this._tableButton.setAttribute('aria-pressed', String(this._asTable));
    this._show(this._page);
  }

  private _update(): void {
    const alive = !this._gone && this._client() !== null;
    const { previous, next } = this._page;
    this._buttons.first.disabled =
      !alive || (this._live ? previous === null : !this._payload.more);
    this._buttons.previous.disabled = !alive || previous === null;
    this._buttons.next.disabled =
      !alive || (this._live ? next === null : !this._payload.more);
    this._buttons.last.disabled =
      !alive || (this._live ? next === null : !this._payload.more);
    this._countButton.disabled = !alive;
    this._status.textContent = this._problem || this._summary(alive);
    this._status.classList.toggle('djlab-mod-error', this._problem !== '');
  }

  private _summary(alive: boolean): string {
    const trans = this._trans;
    const { rows, columns } = this._page;
    const parts = [trans._n('%1 row', '%1 rows', rows.length)];
    if (this._total !== null) {
      parts.push(trans.__('of %1', this._total.toLocaleString()));
    } else if (
      this._live
        ? this._page.next !== null || this._page.previous !== null
        : this._payload.more
    ) {
      parts.push(trans.__('of more'));
    }
    if (this._payload.columnCount > columns.length) {
      parts.push(
        trans.__('%1 of %2 columns', columns.length, this._payload.columnCount)
      );
    }
    if (!alive && this._payload.more) {
      parts.push(trans.__('stored; run the cell again for more'));
    }
    return parts.join(', ');
  }

  private _button(
    label: string,
    caption: string,
    action: () => Promise<void>
  ): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'djlab-preview-button';
    button.textContent = label;
    button.title = caption;
    button.setAttribute('aria-label', caption);
    button.addEventListener('click', () => void action());
    return button;
  }

  private _asTable = false;
  private readonly _bar = document.createElement('div');
  private readonly _body = document.createElement('div');
  private readonly _buttons: Record<Step, HTMLButtonElement>;
  private readonly _countButton: HTMLButtonElement;
  private _gone = false;
  private readonly _grid = new PageGrid();
  private _live = false;
  private _order: Order = [];
  private _page: IPage;
  private _problem = '';
  private readonly _status = document.createElement('span');
  private _table: HTMLTableElement | null = null;
  private readonly _tableButton: HTMLButtonElement;
  private _ticket = 0;
  private _total: number | null = null;
}
