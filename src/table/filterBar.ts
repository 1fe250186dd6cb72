import type { TranslationBundle } from '@jupyterlab/translation';

export interface IFilterActions {
  apply(restriction: string): void;
  /** Opens the form of the conditions. */
  form(): void;
  copy(): void;
  toNotebook(): void;
  insertRows(): void;
  showDelete(): void;
  exportRows(): void;
  back(): void;
  forward(): void;
}

/** Above the rows: back and forward, the restriction as DataJoint writes it, and what can be done with the rows. */
export class FilterBar {
  constructor(trans: TranslationBundle, actions: IFilterActions) {
    this.node.className = 'djlab-Table-filter';
    this._expression.className = 'djlab-Table-expression';
    this._input.type = 'text';
    this._input.className = 'djlab-Table-restriction';
    this._input.spellcheck = false;
    this._input.placeholder = trans
      .__('Restriction, e.g. weight > 20 AND sex = ‘F’')
      .replace(/[‘’]/g, "'");
    this._input.setAttribute('aria-label', trans.__('Restriction of the rows'));
    this._input.addEventListener('keydown', event => {
      if (event.key === 'Enter') {
        actions.apply(this._input.value);
      } else if (event.key === 'Escape') {
        this._input.value = this._restriction;
      }
      event.stopPropagation();
    });
    const button = (
      label: string,
      caption: string,
      action: () => void
    ): HTMLButtonElement => {
      const made = document.createElement('button');
      made.type = 'button';
      made.className = 'djlab-Rows-button';
      made.textContent = label;
      made.title = caption;
      made.addEventListener('click', action);
      return made;
    };
    this._back = button('←', trans.__('Back'), actions.back);
    this._forward = button('→', trans.__('Forward'), actions.forward);
    for (const [node, label] of [
      [this._back, trans.__('Back')],
      [this._forward, trans.__('Forward')]
    ] as const) {
      node.setAttribute('aria-label', label);
    }
    this._clear = button('×', trans.__('Remove the restriction'), () =>
      actions.apply('')
    );
    this._clear.setAttribute('aria-label', trans.__('Remove the restriction'));
    this._insert = button(
      trans.__('Insert Rows…'),
      trans.__('Write a notebook cell that inserts a row'),
      actions.insertRows
    );
    this.node.append(
      this._back,
      this._forward,
      this._expression,
      this._input,
      this._clear,
      button(
        trans.__('Filter…'),
        trans.__('Put the restriction together from conditions on columns'),
        actions.form
      )
    );
    this.actions.className = 'djlab-Rows-group';
    this.actions.append(
      button(
        trans.__('Copy'),
        trans.__('Copy the DataJoint expression'),
        actions.copy
      ),
      button(
        trans.__('To Notebook'),
        trans.__('Show these rows in a cell of the project’s notebook'),
        actions.toNotebook
      ),
      this._insert,
      button(
        trans.__('Delete Would Take…'),
        trans.__('Count what a delete of these rows would take with it'),
        actions.showDelete
      ),
      button(
        trans.__('Export'),
        trans.__('Download these rows as a CSV file'),
        actions.exportRows
      )
    );
  }

  /** What can be done with the rows, to stand where there is room for it. */
  readonly actions = document.createElement('span');

  readonly node = document.createElement('div');

  update(state: {
    readonly expression: string;
    readonly restriction: string;
    readonly canGoBack: boolean;
    readonly canGoForward: boolean;
    readonly canInsert: boolean;
  }): void {
    this._restriction = state.restriction;
    this._expression.textContent = `${state.expression} &`;
    this._input.value = state.restriction;
    this._clear.hidden = !state.restriction;
    this._back.disabled = !state.canGoBack;
    this._forward.disabled = !state.canGoForward;
    this._insert.hidden = !state.canInsert;
  }

  private readonly _back: HTMLButtonElement;
  private readonly _clear: HTMLButtonElement;
  private readonly _expression = document.createElement('code');
  private readonly _forward: HTMLButtonElement;
  private readonly _input = document.createElement('input');
  private readonly _insert: HTMLButtonElement;
  private _restriction = '';
}
