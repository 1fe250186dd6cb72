import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/** What the panel beside the rows shows. */
export interface ISideContent {
  /** What it is: `value`, `children`, `profile`, `filter`. */
  readonly kind: string;
  readonly title: string;
  readonly node: HTMLElement;
  /** Where the focus goes when it was opened by the user. */
  focus?(): void;
  /** Ends what is under way. */
  dispose(): void;
}

/** A panel beside the rows, for one thing at a time: a value, the children of a row, a column, the filter. */
export class SidePanel extends Widget {
  constructor(
    trans: TranslationBundle,
    private readonly _onClosed: () => void
  ) {
    super();
    this.addClass('djlab-TableSide');
    this.node.setAttribute('role', 'region');
    this._title.className = 'djlab-TableSide-title';
    const header = document.createElement('div');
    header.className = 'djlab-TableSide-header';
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'djlab-Rows-button';
    close.title = trans.__('Close');
    close.setAttribute('aria-label', trans.__('Close'));
    close.textContent = '×';
    close.addEventListener('click', () => this.close());
    header.append(this._title, close);
    this._body.className = 'djlab-TableSide-body';
    // It scrolls, so the keyboard has to reach it.
    this._body.tabIndex = 0;
    this.node.append(header, this._body);
    this.node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        this.close();
      }
    });
    this.hide();
  }

  /** What is shown, null while the panel is closed. */
  get content(): ISideContent | null {
    return this._content;
  }

  /** Shows something else; the focus goes there unless it only follows the cursor. */
  open(content: ISideContent, focus = true): void {
    this._content?.dispose();
    this._content = content;
    this._title.textContent = content.title;
    this.node.setAttribute('aria-label', content.title);
    this._body.replaceChildren(content.node);
    this._body.scrollTop = 0;
    this.show();
    if (focus) {
      content.focus?.();
    }
  }

  override close(): void {
    const was = this._content;
    this._content = null;
    was?.dispose();
    this._body.replaceChildren();
    this.hide();
    if (was) {
      this._onClosed();
    }
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._content?.dispose();
      this._content = null;
      super.dispose();
    }
  }

  private readonly _body = document.createElement('div');
  private _content: ISideContent | null = null;
  private readonly _title = document.createElement('h3');
}
