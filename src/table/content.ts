import { Clipboard } from '@jupyterlab/apputils';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Signal, type ISignal } from '@lumino/signaling';
import { BoxLayout, Widget } from '@lumino/widgets';

import type { IMenuItem } from '../grid/menu';
import { PageError, type IColumn, type Row } from '../grid/page';
import { RowsView } from '../grid/view';
import type { Api } from '../model/api';
import type { ILiveState } from '../model/live';
import type { Table } from '../model/types';
import { CommandIDs, type IProjectModel } from '../tokens';
import { ConnectNotice } from './connect';
import { CsvDownload } from './download';
import { FilterBar } from './filterBar';
import { insertionSource } from './insertion';
import { both, comparison, nameOf } from './restriction';
import { TableSource, type IRelated, type IRelations } from './source';
import { PartTabs } from './tabs';

/** Which rows are shown. */
export interface IPlace {
  readonly schema: string;
  readonly table: string;
  /** As DataJoint takes it. */
  readonly restriction: string;
}

interface ILayout {
  readonly hidden: ReadonlyArray<string>;
  readonly widths: Readonly<Record<string, number>>;
}

/** Tiers into which people insert rows. */
const INSERTED = new Set(['Manual', 'Lookup', 'Part']);

/** A table in the main area: the restriction, the parts, the rows. */
export class TableContent extends Widget {
  constructor(private readonly _options: TableContent.IOptions) {
    super();
    const { trans } = _options;
    this.addClass('djlab-Table');
    this._filter = new FilterBar(trans, {
      apply: restriction => this.go({ ...this.place, restriction }),
      copy: () => Clipboard.copyToSystem(this._expression(true)),
      toNotebook: () => this._toNotebook(),
      insertRows: () => void this._insertRows(),
      exportRows: () => this._download.start(this._source, this._rows),
      back: () => this._move(-1),
      forward: () => this._move(1)
    });
    this._tabs = new PartTabs(trans, table =>
      this.go({ ...nameOfTable(table), restriction: '' })
    );
    this._notice = new ConnectNotice(_options.api, _options.root, trans, () =>
      this._load()
    );
    this._download = new CsvDownload(trans);
    const top = new Widget();
    top.addClass('djlab-Table-top');
    top.node.append(
      this._tabs.node,
      this._filter.node,
      this._download.node,
      this._notice.node
    );
    const layout = new BoxLayout({ spacing: 0 });
    layout.addWidget(top);
    BoxLayout.setStretch(top, 0);
    BoxLayout.setSizeBasis(top, 0);
    this.layout = layout;
    _options.model.changed.connect(this._showPlace, this);
  }

  get root(): string {
    return this._options.root;
  }

  get place(): IPlace {
    return this._places[this._at] ?? NOWHERE;
  }

  /** Emitted when other rows are shown. */
  get placeChanged(): ISignal<this, void> {
    return this._placeChanged;
  }

  /** Shows these rows; `back` returns to those before. */
  go(place: IPlace): void {
    this._places = [...this._places.slice(0, this._at + 1), place];
    this._at = this._places.length - 1;
    this._open();
  }

  /** Takes the colours of a new theme. */
  restyle(): void {
    this._view?.restyle();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._download.cancel();
    Signal.clearData(this);
    super.dispose();
  }

  private get _rows() {
    return this._view?.rows ?? null;
  }

  private get _declared(): Table | null {
    const { schema, table } = this.place;
    const tables = this._options.model.snapshot?.project.tables ?? [];
    return (
      tables.find(one => one.schema === schema && one.table === table) ?? null
    );
  }

  private _move(steps: number): void {
    this._at = Math.max(0, Math.min(this._places.length - 1, this._at + steps));
    this._open();
  }

  private _open(): void {
    const { api, root, trans } = this._options;
    const source = new TableSource(
      api,
      root,
      this.place,
      this.place.restriction
    );
    this._source = source;
    this._relations = source.related().catch(() => null);
    this._view?.dispose();
    const view = new RowsView({
      trans,
      title: this._expression(false),
      comment: this._declared?.comment ?? '',
      source: () => source,
      menuItems: (column, row) => this._menuItems(column, row),
      fits: false
    });
    this._view = view;
    (this.layout as BoxLayout).addWidget(view);
    BoxLayout.setStretch(view, 1);
    view.rows.changed.connect(() => {
      if (view.rows.total === null && source.estimate !== null) {
        view.rows.setTotal(source.estimate, false);
      }
    });
    view.rows.stateChanged.connect(() => {
      const { problem } = view.rows;
      const reason = problem instanceof PageError ? problem.reason : '';
      void this._notice.tell(reason);
    });
    view.layoutChanged.connect(() => void this._keepLayout());
    void this._restoreLayout(view);
    this._showPlace();
    this._load();
    void this._lookAtHost();
    void this._relations.then(relations => {
      this._known = relations;
    });
    this._placeChanged.emit();
  }

  private _load(): void {
    void this._view?.rows.load('first');
  }

  private _showPlace(): void {
    const { schema, table, restriction } = this.place;
    const declared = this._declared;
    this.title.label = declared?.class ?? table;
    this.title.caption = `${schema}.${table}`;
    this._filter.update({
      expression: this._expression(false),
      restriction,
      canGoBack: this._at > 0,
      canGoForward: this._at < this._places.length - 1,
      canInsert: this._isInsertable && INSERTED.has(declared?.tier ?? '')
    });
    this._tabs.show(this._options.model.snapshot, declared);
  }

  /** The table in Python, with its restriction where wanted. */
  private _expression(restricted: boolean): string {
    const { schema, table, restriction } = this.place;
    const id = this._declared?.id;
    const at = id?.indexOf(':') ?? -1;
    const name = id
      ? `${id.slice(0, at).split('.').pop()}.${id.slice(at + 1)}`
      : `${schema}.${table}`;
    return restricted && restriction
      ? `${name} & ${JSON.stringify(restriction)}`
      : name;
  }

  private _toNotebook(): void {
    const { commands } = this._options;
    const id = this._declared?.id;
    const { restriction } = this.place;
    if (id) {
      void commands.execute(CommandIDs.previewTable, { id, restriction });
    }
  }

  /** On a production host nothing is offered that writes, nor where the server does not say what the host is. */
  private async _lookAtHost(): Promise<void> {
    const { api, root } = this._options;
    const state = await api
      .get<ILiveState>('database', { root })
      .catch(() => null);
    this._isInsertable = state !== null && !state.production;
    if (!this.isDisposed) {
      this._showPlace();
    }
  }

  private async _insertRows(): Promise<void> {
    // The settings may have changed since the table was opened.
    await this._lookAtHost();
    if (!this._isInsertable) {
      return;
    }
    const id = this._declared?.id;
    const relations = await this._relations;
    if (!id || !relations) {
      return;
    }
    const [module] = id.split(':');
    const at = module.lastIndexOf('.');
    const statement =
      at < 0
        ? `import ${module}`
        : `from ${module.slice(0, at)} import ${module.slice(at + 1)}`;
    await this._options.commands.execute(CommandIDs.insertCell, {
      source: insertionSource(
        statement,
        this._expression(false),
        relations.columns
      )
    });
  }

  /** What can be done from a cell: restrict to it, or go along the foreign keys of its row. */
  private _menuItems(column: IColumn, row: Row | null): IMenuItem[] {
    const { trans } = this._options;
    const columns = this._rows?.columns ?? [];
    const restrict = (text: string) =>
      this.go({
        ...this.place,
        restriction: both(this.place.restriction, text)
      });
    if (row === null) {
      const name = nameOf(column.name);
      return column.nullable
        ? [
            {
              label: trans.__('Only NULL'),
              execute: () => restrict(`${name} IS NULL`)
            },
            {
              label: trans.__('Without NULL'),
              execute: () => restrict(`${name} IS NOT NULL`)
            }
          ]
        : [];
    }
    const items: IMenuItem[] = [];
    const value = row[columns.indexOf(column)] ?? null;
    for (const operator of ['=', '<>', '>=', '<='] as const) {
      const text = comparison(column, operator, value);
      if (text !== null) {
        const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
        items.push({
          label: trans.__('Only %1', shown),
          execute: () => restrict(text)
        });
      }
    }
    for (const parent of this._known?.parents ?? []) {
      if (parent.columns.includes(column.name)) {
        const text = this._along(row, parent.columns, parent.target_columns);
        if (text !== null) {
          items.push({
            label: trans.__('Open Parent in %1', this._nameFor(parent)),
            execute: () => this.go({ ...parent, restriction: text })
          });
        }
      }
    }
    for (const child of this._known?.children ?? []) {
      const text = this._along(row, child.target_columns, child.columns);
      if (text !== null) {
        items.push({
          label: trans.__('Open Children in %1', this._nameFor(child)),
          execute: () => this.go({ ...child, restriction: text })
        });
      }
    }
    return items;
  }

  /** The restriction of the table at the other end of a foreign key to the rows that belong to a row. */
  private _along(
    row: Row,
    own: ReadonlyArray<string>,
    other: ReadonlyArray<string>
  ): string | null {
    const columns = this._rows?.columns ?? [];
    const parts = own.map((name, at) => {
      const place = columns.findIndex(column => column.name === name);
      const column = columns[place];
      const value = row[place] ?? null;
      return column && value !== null
        ? comparison({ ...column, name: other[at] }, '=', value)
        : null;
    });
    return parts.includes(null) ? null : parts.join(' AND ');
  }

  private _nameFor({ schema, table }: IRelated): string {
    const tables = this._options.model.snapshot?.project.tables ?? [];
    const declared = tables.find(
      one => one.schema === schema && one.table === table
    );
    return declared
      ? declared.id
          .slice(declared.id.lastIndexOf('.', declared.id.indexOf(':')) + 1)
          .replace(':', '.')
      : `${schema}.${table}`;
  }

  private get _layoutKey(): string {
    const { schema, table } = this.place;
    return `djlab:table:${this._options.root}:${schema}.${table}`;
  }

  private async _keepLayout(): Promise<void> {
    const view = this._view;
    if (view) {
      await this._options.state?.save(this._layoutKey, {
        hidden: [...view.hiddenColumns],
        widths: { ...view.grid.widths }
      });
    }
  }

  private async _restoreLayout(view: RowsView): Promise<void> {
    const kept = (await this._options.state?.fetch(this._layoutKey)) as
      ILayout | undefined;
    if (kept && !view.isDisposed) {
      view.hiddenColumns = kept.hidden ?? [];
      view.grid.widths = kept.widths ?? {};
    }
  }

  private _at = -1;
  private readonly _download: CsvDownload;
  private readonly _filter: FilterBar;
  private _isInsertable = false;
  private _known: IRelations | null = null;
  private readonly _notice: ConnectNotice;
  private readonly _placeChanged = new Signal<this, void>(this);
  private _places: IPlace[] = [];
  private _relations: Promise<IRelations | null> = Promise.resolve(null);
  private _source: TableSource | null = null;
  private readonly _tabs: PartTabs;
  private _view: RowsView | null = null;
}

export namespace TableContent {
  export interface IOptions {
    readonly api: Api;
    readonly commands: CommandRegistry;
    readonly model: IProjectModel;
    readonly root: string;
    readonly state: IStateDB | null;
    readonly trans: TranslationBundle;
  }
}

const NOWHERE: IPlace = { schema: '', table: '', restriction: '' };

function nameOfTable(table: Table): Omit<IPlace, 'restriction'> {
  return { schema: table.schema ?? '', table: table.table };
}
