import type { TranslationBundle } from '@jupyterlab/translation';

import type { RowWindow } from './window';

export interface IBarActions {
  first(): void;
  previous(): void;
  next(): void;
  last(): void;
  count(): void;
  cancel(): void;
  columns(button: HTMLElement): void;
  table(): void;
}

export interface IBarState {
  /** Whether somebody gives rows. */
  readonly alive: boolean;
  readonly rows: RowWindow;
  /** The exact number of rows, once it was asked for. */
  readonly counted: number | null;
  readonly view: { readonly firstRow: number; readonly lastRow: number } | null;
  readonly asTable: boolean;
  /** Number of columns that are hidden. */
  readonly hidden: number;
  readonly waits: boolean;
  readonly problem: string;
  readonly remark: string;
}

// 16 x 16; drawn here because the glyphs of these signs are coloured pictures in many fonts.
const ICONS = {
  first: 'M4 3v10M12 3 6 8l6 5z',
  previous: 'M11 3 5 8l6 5z',
  next: 'm5 3 6 5-6 5z',
  last: 'M12 3v10M4 3l6 5-6 5z'
};

/** What stands above the rows: pages, count, columns, and what is seen. */
export class Bar {
  constructor(
    private readonly _trans: TranslationBundle,
    title: string,
    comment: string,
    actions: IBarActions
  ) {
    this.node.className = 'djlab-Rows-bar';
    this.node.setAttribute('role', 'toolbar');
    this.node.setAttribute('aria-label', _trans.__('Rows'));
    const heading = document.createElement('div');
    heading.className = 'djlab-Rows-title';
    heading.textContent = title;
    heading.title = comment ? `${title}: ${comment}` : title;
    this._button('first', _trans.__('First page'), actions.first);
    this._button('previous', _trans.__('Previous page'), actions.previous);
    this._button('next', _trans.__('Next page'), actions.next);
    this._button('last', _trans.__('Last page'), actions.last);
    const pages = document.createElement('span');
    pages.className = 'djlab-Rows-group';
    pages.append(...Object.values(this._buttons));
    const count = this._button(
      'count',
      _trans.__('Count'),
      actions.count,
      _trans.__('Count all rows: this may take long')
    );
    const cancel = this._button('cancel', _trans.__('Cancel'), actions.cancel);
    const columns = this._button(
      'columns',
      _trans.__('Columns'),
      () => actions.columns(columns),
      _trans.__('Show, hide and sort columns')
    );
    columns.setAttribute('aria-haspopup', 'menu');
    const table = this._button(
      'table',
      _trans.__('Table'),
      actions.table,
      _trans.__('Show the rows as an HTML table, for screen readers')
    );
    table.setAttribute('aria-pressed', 'false');
    this._status.className = 'djlab-Rows-status';
    this._message.className = 'djlab-Rows-message';
    this._message.setAttribute('role', 'status');
    this.extra.className = 'djlab-Rows-group';
    this.node.append(
      heading,
      pages,
      count,
      columns,
      table,
      this.extra,
      cancel,
      this._message,
      this._status
    );
  }

  readonly node = document.createElement('div');

  /** Further buttons of the surface. */
  readonly extra = document.createElement('span');

  update(state: IBarState): void {
    const { rows, alive } = state;
    const more = rows.isStored;
    const { first, previous, next, last, count, cancel, columns, table } = this
      ._buttons as Record<string, HTMLButtonElement>;
    const scrolled =
      !state.asTable && (state.view?.firstRow ?? 0) > 0 && rows.start === 0;
    const below = !state.asTable && (state.view?.lastRow ?? 0) < rows.end - 1;
    const isEmpty = !rows.columns.length && !rows.isBusy;
    first.disabled =
      !alive || !(rows.hasPrevious || scrolled || more || isEmpty);
    previous.disabled = !(scrolled || (alive && rows.hasPrevious));
    next.disabled = !(below || (alive && (rows.hasNext || more)));
    last.disabled = !alive || !(rows.hasNext || below || more);
    count.disabled = !alive;
    count.hidden = state.counted !== null;
    cancel.hidden = !state.waits;
    columns.classList.toggle('djlab-mod-hides', state.hidden > 0);
    table.setAttribute('aria-pressed', String(state.asTable));
    this._status.textContent = this._summary(state);
    if (state.problem) {
      this.say(state.problem, false);
      this._message.classList.add('djlab-mod-error');
    } else if (!state.waits) {
      this.say('', false);
    }
  }

  /** Tells the reader what happens. */
  say(message: string, waits: boolean): void {
    this._message.classList.remove('djlab-mod-error');
    this._message.classList.toggle('djlab-mod-waits', waits);
    if (this._message.textContent !== message) {
      this._message.textContent = message;
      this._message.title = message;
    }
  }

  private _summary({ rows, view, counted, remark }: IBarState): string {
    const trans = this._trans;
    const parts: string[] = [];
    if (!rows.columns.length) {
      // Nothing was read yet: there may be many.
      return remark;
    }
    const held = rows.end - rows.start;
    const total = counted ?? rows.total;
    if (!rows.hasPrevious && !rows.hasNext && !rows.isStored) {
      parts.push(trans._n('%1 row', '%1 rows', held));
    } else if (rows.isStored) {
      parts.push(trans._n('first row', 'first %1 rows', held));
    } else if (rows.first !== null || (rows.total !== null && rows.jumps)) {
      const seen = view ?? { firstRow: rows.start, lastRow: rows.end - 1 };
      const index = Math.max(seen.firstRow, rows.start);
      const last = Math.min(seen.lastRow, rows.end - 1);
      const before = rows.first ?? rows.start;
      const isHeld = index <= last;
      const from = show(
        isHeld ? before + index - rows.start + 1 : seen.firstRow + 1
      );
      const range =
        rows.first === null || !isHeld
          ? trans.__('about row %1', from)
          : trans.__('rows %1–%2', from, show(before + last - rows.start + 1));
      parts.push(
        total === null
          ? range
          : counted !== null
            ? trans.__('%1 of %2', range, show(total))
            : trans.__('%1 of about %2', range, show(total))
      );
    } else {
      parts.push(
        counted !== null
          ? trans._n('%1 row', '%1 rows', counted)
          : rows.hasNext
            ? trans.__('somewhere in the middle')
            : trans.__('last rows')
      );
    }
    return [...parts, ...(remark ? [remark] : [])].join(', ');
  }

  private _button(
    name: string,
    label: string,
    action: () => void,
    caption = label
  ): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'djlab-Rows-button';
    button.dataset.action = name;
    button.title = caption;
    if (name in ICONS) {
      button.setAttribute('aria-label', label);
      button.append(icon(ICONS[name as keyof typeof ICONS]));
    } else {
      button.textContent = label;
    }
    button.addEventListener('click', action);
    this._buttons[name] = button;
    return button;
  }

  private readonly _buttons: Record<string, HTMLButtonElement> = {};
  private readonly _message = document.createElement('span');
  private readonly _status = document.createElement('span');
}

function show(number: number): string {
  return number.toLocaleString();
}

function icon(path: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const node = document.createElementNS(space, 'svg');
  node.setAttribute('viewBox', '0 0 16 16');
  node.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  node.append(line);
  return node;
}
