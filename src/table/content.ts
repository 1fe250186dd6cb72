import { Clipboard } from '@jupyterlab/apputils';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { Signal, type ISignal } from '@lumino/signaling';
import { BoxLayout, SplitPanel, Widget } from '@lumino/widgets';

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
import { History, type IPlace } from './history';
import { FEW, insertionSource, type IParentKeys } from './insertion';
import { LayoutMemory } from './layout';
import { loadRows } from './load';
import { declaredAs, nameFor } from './names';
import { both, type Dialect } from './restriction';
import { cellItems, columnItems, type IRowMenuContext } from './rowMenu';
import { SidePanel } from './side';
import { Sides } from './sides';
import { TableSource, type IRelations } from './source';
import { PartTabs } from './tabs';
import { TableTop } from './top';

export type { IPlace } from './history';

/** Tiers into which people insert rows. */
const INSERTED = new Set(['Manual', 'Lookup', 'Part']);

/** A table in the main area: the restriction, the parts, the rows, and beside them what was asked of one of them. */
export class TableContent extends Widget {
  constructor(private readonly _options: TableContent.IOptions) {
    super();
    const { trans, commands } = _options;
    this.addClass('djlab-Table');
    this._filter = new FilterBar(trans, {
      apply: restriction => this.go({ ...this.place, restriction }),
      form: () => this._sides.filter(null),
      copy: () => Clipboard.copyToSystem(this._expression(true)),
      toNotebook: () => this._toNotebook(),
      insertRows: () => void this._insertRows(),
      showDelete: () => this._showDelete(),
      exportRows: () => this._download.start(this._source, this._rows),
      back: () => this._move(-1),
      forward: () => this._move(1)
    });
    this._tabs = new PartTabs(trans, table =>
      this.go({ ...nameOfTable(table), restriction: '' })
    );
    this._notice = new ConnectNotice(_options.api, _options.root, trans, () =>
      this._view?.retry()
    );
    this._download = new CsvDownload(trans);
    this._layouts = new LayoutMemory(_options.state, _options.root);
    this._side = new SidePanel(trans, () =>
      this._view?.grid.viewport.node.focus()
    );
    this._sides = new Sides({
      trans,
      commands,
      panel: this._side,
      shown: () => this._shown(),
      go: place => this.go(place),
      nameFor: table => nameFor(_options.model.snapshot, table)
    });
    const top = new TableTop([
      this._tabs.node,
      this._filter.node,
      this._download.node,
      this._notice.node
    ]);
    this._split.addClass('djlab-Table-split');
    this._split.addWidget(this._side);
    SplitPanel.setStretch(this._side, 0);
    const layout = new BoxLayout({ spacing: 0 });
    layout.addWidget(top);
    layout.addWidget(this._split);
    BoxLayout.setStretch(top, 0);
    BoxLayout.setSizeBasis(top, 0);
    BoxLayout.setStretch(this._split, 1);
    this.layout = layout;
    this.node.addEventListener('keydown', this._onKey);
    _options.model.changed.connect(this._showPlace, this);
  }

  get root(): string {
    return this._options.root;
  }

  get place(): IPlace {
    return this._history.place;
  }

  /** Emitted when other rows are shown. */
  get placeChanged(): ISignal<this, void> {
    return this._placeChanged;
  }

  /** Shows these rows; `back` returns to those before. */
  go(place: IPlace): void {
    const { schema, table, restriction, order } = place;
    const { place: last } = this;
    // The order belongs to the table: a parent is not read by a column of its child.
    const keeps =
      !last.table || (schema === last.schema && table === last.table);
    this._history.push({
      schema,
      table,
      restriction,
      order: keeps ? order : undefined
    });
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
    return declaredAs(this._options.model.snapshot, this.place);
  }

  private get _dialect(): Dialect {
    return this._state?.backend ?? 'postgresql';
  }

  private _move(steps: number): void {
    if (this._history.move(steps)) {
      const hasFocus = this.node.contains(document.activeElement);
      this._open();
      const { activeElement } = document;
      const isLost =
        !this.node.contains(activeElement) ||
        (activeElement as HTMLButtonElement).disabled;
      if (hasFocus && isLost) {
        this._view?.grid.viewport.node.focus();
      }
    }
  }

  private readonly _onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.altKey && step) {
      event.preventDefault();
      event.stopPropagation();
      this._move(step);
    }
  };

  private _open(): void {
    const { api, root, trans } = this._options;
    const { place } = this;
    const source = new TableSource(
      api,
      root,
      place,
      place.restriction,
      {},
      () =>
        new Map(
          this._declared?.attributes.map(({ name, type }) => [name, type]) ?? []
        )
    );
    this._source = source;
    this._relations = source.related().catch(() => null);
    this._known = null;
    this._remark = '';
    this._side.close();
    this._download.tidy();
    this._view?.dispose();
    const view = new RowsView({
      trans,
      title: this._expression(false),
      comment: this._declared?.comment ?? '',
      source: () => source,
      menuItems: (column, row) => this._menuItems(column, row),
      prepareMenu: () => this._relations,
      remark: () => this._remark,
      fits: false
    });
    this._view = view;
    view.bar.extra.append(this._filter.actions);
    this._split.insertWidget(0, view);
    SplitPanel.setStretch(view, 1);
    this._split.setRelativeSizes([70, 30]);
    view.rows.changed.connect(() => {
      if (view.rows.total === null && source.estimate !== null) {
        view.rows.setTotal(source.estimate, false);
      }
      this._history.keep({ order: view.rows.order });
      this._placeChanged.emit();
    });
    view.rows.stateChanged.connect(() => {
      const { problem } = view.rows;
      const reason = problem instanceof PageError ? problem.reason : '';
      void this._notice.tell(reason);
    });
    view.layoutChanged.connect(() => void this._layouts.keep(place, view));
    view.grid.activated.connect(() => this._sides.value());
    view.grid.cursorMoved.connect(() => this._sides.follow());
    void this._layouts.restore(place, view);
    this._showPlace();
    void loadRows(view, place.order ?? [], why => {
      this._remark = why;
    });
    void this._lookAtHost();
    void this._relations.then(relations => {
      this._known = relations;
    });
    this._placeChanged.emit();
  }

  private _shown() {
    const view = this._view;
    const source = this._source;
    return view && source
      ? {
          view,
          source,
          place: this.place,
          declared: this._declared,
          relations: this._relations,
          dialect: this._dialect,
          imports: this._state !== null && !this._state.production
        }
      : null;
  }

  private _showPlace(): void {
    const { schema, table, restriction } = this.place;
    const declared = this._declared;
    this.title.label = declared?.class ?? table;
    this.title.caption = `${schema}.${table}`;
    this._filter.update({
      expression: this._expression(false),
      restriction,
      canGoBack: this._history.canGoBack,
      canGoForward: this._history.canGoForward,
      canInsert: this._isInsertable && INSERTED.has(declared?.tier ?? '')
    });
    this._tabs.show(this._options.model.snapshot, declared);
  }

  /** The table in Python, with its restriction where wanted. */
  private _expression(restricted: boolean): string {
    const { restriction } = this.place;
    const name = nameFor(this._options.model.snapshot, this.place);
    return restricted && restriction
      ? `${name} & ${JSON.stringify(restriction)}`
      : name;
  }

  private _showDelete(): void {
    const { commands, root } = this._options;
    const { schema, table, restriction } = this.place;
    const args = { root, schema, table, restriction };
    void commands.execute(CommandIDs.showDelete, args);
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
  private get _isInsertable(): boolean {
    return this._state !== null && !this._state.production;
  }

  private async _lookAtHost(): Promise<void> {
    const { api, root } = this._options;
    this._state = await api
      .get<ILiveState>('database', { root })
      .catch(() => null);
    if (!this.isDisposed) {
      this._showPlace();
    }
  }

  private async _insertRows(): Promise<void> {
    // The settings may have changed since the table was opened.
    await this._lookAtHost();
    const id = this._declared?.id;
    const relations = await this._relations;
    if (!this._isInsertable || !id || !relations) {
      return;
    }
    await this._options.commands.execute(CommandIDs.insertCell, {
      source: insertionSource(
        id,
        relations.columns,
        await this._parentKeys(relations)
      )
    });
  }

  /** What the parents have, where it is little. */
  private async _parentKeys(relations: IRelations): Promise<IParentKeys[]> {
    const { snapshot } = this._options.model;
    const found = relations.parents.map(async parent => {
      const page = await this._source
        ?.of(parent, '')
        .some(parent.target_columns, FEW + 1)
        .catch(() => null);
      return page
        ? {
            name: nameFor(snapshot, parent),
            columns: parent.columns,
            kinds: page.columns.map(({ kind }) => kind),
            keys: page.rows.slice(0, FEW),
            more: page.rows.length > FEW
          }
        : null;
    });
    return (await Promise.all(found)).filter(one => one !== null);
  }

  private _menuItems(column: IColumn, row: Row | null): IMenuItem[][] {
    const { trans, commands, model, root } = this._options;
    const { place } = this;
    const context: IRowMenuContext = {
      trans,
      commands,
      columns: this._rows?.columns ?? [],
      dialect: this._dialect,
      parents: this._known?.parents ?? [],
      hasChildren: this._known?.children.length !== 0,
      place,
      root,
      id: this._declared?.id ?? '',
      nameFor: table => nameFor(model.snapshot, table),
      go: to => this.go(to),
      restrict: text =>
        this.go({ ...place, restriction: both(place.restriction, text) }),
      filter: name => this._sides.filter(name),
      profile: one => this._sides.profile(one),
      showValue: () => this._sides.value(),
      showChildren: one => void this._sides.children(one),
      copy: text => this._sides.copy(text)
    };
    return row === null
      ? columnItems(context, column)
      : cellItems(context, column, row);
  }

  private readonly _download: CsvDownload;
  private readonly _filter: FilterBar;
  private readonly _history = new History();
  private _known: IRelations | null = null;
  private readonly _layouts: LayoutMemory;
  private readonly _notice: ConnectNotice;
  private readonly _placeChanged = new Signal<this, void>(this);
  private _remark = '';
  private _relations: Promise<IRelations | null> = Promise.resolve(null);
  private readonly _side: SidePanel;
  private readonly _sides: Sides;
  private _source: TableSource | null = null;
  private readonly _split = new SplitPanel({ spacing: 1 });
  private _state: ILiveState | null = null;
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

function nameOfTable(table: Table): Omit<IPlace, 'restriction'> {
  return { schema: table.schema ?? '', table: table.table };
}
