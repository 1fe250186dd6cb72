import type { TranslationBundle } from '@jupyterlab/translation';

import type { IColumn } from '../grid/page';
import {
  arity,
  conditionsOf,
  fits,
  operatorsOf,
  restrictionOf,
  type ICondition,
  type Operator
} from './conditions';
import { button, element } from './dom';
import { both, type Dialect } from './restriction';
import type { ISideContent } from './side';
import type { TableSource } from './source';

/** How long the values of a parent are not asked for while somebody types, in milliseconds. */
const PATIENCE = 250;

let last = 0;

/** Conditions on columns, one below the other; they make a restriction as DataJoint takes it. */
export class FilterForm implements ISideContent {
  constructor(
    private readonly _trans: TranslationBundle,
    private readonly _source: TableSource,
    private readonly _columns: ReadonlyArray<IColumn>,
    private readonly _dialect: Dialect,
    private readonly _apply: (restriction: string) => void,
    column: string | null
  ) {
    this.title = _trans.__('Filter');
    const found = conditionsOf(_source.restriction, _dialect);
    // What a list of conditions cannot say stays as it is, and is joined to them.
    this._rest = found === null ? _source.restriction : '';
    if (this._rest) {
      this.node.append(
        element(
          'p',
          'djlab-Value-note',
          _trans.__('Within the restriction that stands above the rows:')
        ),
        element('code', 'djlab-Filter-rest', this._rest)
      );
    }
    this._list.className = 'djlab-Filter-list';
    this._preview.className = 'djlab-Filter-preview';
    this._preview.setAttribute('aria-label', _trans.__('Restriction'));
    this._problem.className = 'djlab-Filter-problem';
    this._problem.setAttribute('role', 'alert');
    const actions = element('p', 'djlab-Value-actions');
    this._submit = button(
      _trans.__('Show Rows'),
      () => this._onSubmit(),
      'accept'
    );
    actions.append(
      button(_trans.__('Add Condition'), () =>
        this._add(null)?.querySelector('select')?.focus()
      ),
      this._submit
    );
    this.node.append(this._list, this._preview, this._problem, actions);
    this.node.addEventListener('submit', event => {
      event.preventDefault();
      this._onSubmit();
    });
    for (const condition of found ?? []) {
      this._add(condition);
    }
    if (column !== null || !found?.length) {
      const at = _columns.find(({ name }) => name === column) ?? _columns[0];
      if (at) {
        this._first = this._add({ column: at.name, operator: '=', values: [] });
      }
    }
    this._update();
  }

  readonly kind = 'filter';
  readonly node = document.createElement('form');
  readonly title: string;

  focus(): void {
    const row = this._first ?? this._list.firstElementChild;
    (
      row?.querySelector<HTMLElement>('input, .djlab-Filter-values select') ??
      row?.querySelector('select')
    )?.focus();
  }

  dispose(): void {
    this._abort.abort();
    window.clearTimeout(this._timer);
  }

  private _add(condition: ICondition | null): HTMLElement | null {
    const start = condition ?? {
      column: this._columns[0]?.name ?? '',
      operator: '=' as Operator,
      values: []
    };
    if (!this._columns.length) {
      return null;
    }
    const trans = this._trans;
    const node = element('fieldset', 'djlab-Filter-condition');
    const column = select(
      trans.__('Column'),
      this._columns
        .filter(one => operatorsOf(one).length)
        .map(({ name }) => [name, name]),
      start.column
    );
    const operator = element('select', '');
    operator.setAttribute('aria-label', trans.__('Comparison'));
    const values = element('span', 'djlab-Filter-values');
    const remove = element('button', 'djlab-Rows-button', '×');
    remove.type = 'button';
    remove.title = trans.__('Remove the condition');
    remove.setAttribute('aria-label', remove.title);
    const row: IRow = { node, column, operator, values };
    const changeColumn = (wanted: Operator) => {
      const offered = this._operators(this._columnOf(row));
      operator.replaceChildren(
        ...offered.map(([value, label]) => option(value, label))
      );
      if (offered.some(([value]) => value === wanted)) {
        operator.value = wanted;
      }
    };
    column.addEventListener('change', () => {
      changeColumn(operator.value as Operator);
      this._offer(row, []);
    });
    operator.addEventListener('change', () => this._offer(row, valuesIn(row)));
    remove.addEventListener('click', () => {
      const beside = (node.nextElementSibling ??
        node.previousElementSibling) as HTMLElement | null;
      node.remove();
      this._rows.splice(this._rows.indexOf(row), 1);
      this._update();
      (beside?.querySelector('select') ?? this._submit).focus();
    });
    node.append(column, operator, values, remove);
    this._rows.push(row);
    this._list.append(node);
    changeColumn(start.operator);
    this._offer(row, start.values);
    return node;
  }

  /** Fields for as many values as the comparison takes, fit for the column. */
  private _offer(row: IRow, given: ReadonlyArray<string>): void {
    const column = this._columnOf(row);
    const count = arity(row.operator.value as Operator);
    const trans = this._trans;
    row.values.replaceChildren();
    if (count === 0 || !column) {
      this._update();
      return;
    }
    if (column.kind === 'bool') {
      const field = select(
        trans.__('Value'),
        [
          ['TRUE', trans.__('true')],
          ['FALSE', trans.__('false')]
        ],
        /^(false|0)$/i.test(given[0] ?? '') ? 'FALSE' : 'TRUE'
      );
      field.addEventListener('change', () => this._update());
      row.values.append(field);
      this._update();
      return;
    }
    for (let at = 0; at < (count ?? 1); at++) {
      const field = element('input', 'jp-mod-styled');
      field.type = 'text';
      field.spellcheck = false;
      field.value = count === null ? given.join(', ') : (given[at] ?? '');
      field.placeholder = HINTS[column.kind] ?? '';
      field.setAttribute(
        'aria-label',
        count === null
          ? trans.__('Values of %1, separated by commas', column.name)
          : trans.__('Value of %1', column.name)
      );
      if (count === null) {
        field.placeholder = trans.__('a, b, c');
      }
      const list = element('datalist', '');
      list.id = `djlab-Filter-${++last}`;
      field.setAttribute('list', list.id);
      field.addEventListener(
        'focus',
        () => void this._suggest(row, field, list)
      );
      field.addEventListener('input', () => {
        this._update();
        window.clearTimeout(this._timer);
        this._timer = window.setTimeout(
          () => void this._suggest(row, field, list),
          PATIENCE
        );
      });
      row.values.append(field, list);
    }
    this._update();
  }

  /** Offers what the parent has, or the members of an enum. */
  private async _suggest(
    row: IRow,
    field: HTMLInputElement,
    list: HTMLDataListElement
  ): Promise<void> {
    const column = this._columnOf(row);
    if (!column || row.operator.value === 'contains') {
      return;
    }
    const many = row.operator.value === 'in';
    const cut = many ? field.value.lastIndexOf(',') + 1 : 0;
    const before = field.value.slice(0, cut);
    const begins = field.value.slice(cut).trim();
    const key = JSON.stringify([column.name, begins, before]);
    if (list.dataset.key === key) {
      return;
    }
    const found = await this._source
      .valuesOf(
        column.name,
        begins && fits(column, begins) ? begins : '',
        this._abort.signal
      )
      .catch(() => null);
    if (found === null || !field.isConnected) {
      return;
    }
    list.dataset.key = key;
    list.replaceChildren(
      ...found.values
        .filter(value => value !== null && typeof value !== 'object')
        .map(value => option(`${before}${before ? ' ' : ''}${value}`, ''))
    );
  }

  private _onSubmit(): void {
    const made = this._restriction();
    this._problem.textContent = made.problem;
    if (!made.problem) {
      this._apply(made.restriction);
    }
  }

  private _update(): void {
    const { restriction } = this._restriction();
    this._problem.textContent = '';
    this._preview.textContent = restriction || this._trans.__('All rows');
  }

  /** What the conditions say; those without a value are left out and told. */
  private _restriction(): { restriction: string; problem: string } {
    const conditions: ICondition[] = [];
    let problem = '';
    for (const row of this._rows) {
      const column = this._columnOf(row);
      const operator = row.operator.value as Operator;
      const values = valuesIn(row);
      const count = arity(operator);
      if (!column) {
        continue;
      }
      const wrong =
        operator === 'contains' || operator === 'begins'
          ? undefined
          : values.find(value => !fits(column, value));
      if (
        values.length < (count ?? 1) ||
        (column.kind !== 'text' && values.includes(''))
      ) {
        problem ||= this._trans.__('A value of %1 is missing.', column.name);
      } else if (wrong !== undefined) {
        problem ||= this._trans.__(
          '“%1” is no value of %2, which holds %3.',
          wrong,
          column.name,
          column.type
        );
      } else {
        conditions.push({ column: column.name, operator, values });
      }
    }
    return {
      restriction: both(
        this._rest,
        restrictionOf(conditions, this._columns, this._dialect)
      ),
      problem
    };
  }

  private _columnOf({ column }: IRow): IColumn | undefined {
    return this._columns.find(({ name }) => name === column.value);
  }

  private _operators(column: IColumn | undefined): [Operator, string][] {
    const trans = this._trans;
    const labels: Record<Operator, string> = {
      '=': '=',
      '<>': '≠',
      '<': '<',
      '<=': '≤',
      '>': '>',
      '>=': '≥',
      between: trans.__('between'),
      in: trans.__('one of'),
      contains: trans.__('contains'),
      begins: trans.__('begins with'),
      null: trans.__('is NULL'),
      'not-null': trans.__('is not NULL')
    };
    return (column ? operatorsOf(column) : []).map(one => [one, labels[one]]);
  }

  private readonly _abort = new AbortController();
  private _first: HTMLElement | null = null;
  private readonly _list = document.createElement('div');
  private readonly _preview = document.createElement('code');
  private readonly _problem = document.createElement('p');
  private readonly _rest: string;
  private readonly _rows: IRow[] = [];
  private readonly _submit: HTMLButtonElement;
  private _timer = 0;
}

interface IRow {
  readonly node: HTMLElement;
  readonly column: HTMLSelectElement;
  readonly operator: HTMLSelectElement;
  readonly values: HTMLElement;
}

const HINTS: Record<string, string> = {
  date: 'YYYY-MM-DD',
  datetime: 'YYYY-MM-DD HH:MM:SS',
  time: 'HH:MM:SS'
};

function valuesIn({ values, operator }: IRow): string[] {
  const fields = [
    ...values.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      'input, select'
    )
  ].map(({ value }) => value);
  return operator.value === 'in' && fields.length
    ? fields[0]
        .split(',')
        .map(value => value.trim())
        .filter(value => value)
    : fields;
}

function select(
  label: string,
  options: ReadonlyArray<readonly [string, string]>,
  value: string
): HTMLSelectElement {
  const node = element('select', '');
  node.setAttribute('aria-label', label);
  node.append(...options.map(([one, text]) => option(one, text)));
  node.value = value;
  return node;
}

function option(value: string, label: string): HTMLOptionElement {
  const node = document.createElement('option');
  node.value = value;
  node.textContent = label;
  return node;
}
