import type { IThemeManager } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyJSONObject } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';
import { BoxPanel, Menu, SplitPanel, StackedPanel } from '@lumino/widgets';
import * as React from 'react';

import { CommandIDs, type IProjectModel } from '../tokens';
import { DiagramCanvas } from './canvas';
import { paint } from './colours';
import type { CursorFollower } from './cursor';
import { Details } from './details';
import { moduleOf, tableName } from './drawing';
import { listenToKeys } from './keys';
import type { LayoutService } from './layout';
import { Legend, signs } from './legend';
import { List } from './list';
import { MENUS, tellSeparators } from './menus';
import { listen } from './mouse';
import { Neighbourhood } from './neighbourhood';
import { Notice } from './notice';
import { ReachedBar } from './reachedBar';
import type { StatusSource } from './status';
import { Toolbar } from './toolbar';
import { WHOLE, type IDiagramView } from './view';

/**
 * The diagram with everything around it: toolbar, details, legend, and the same content as a table.
 */
export class DiagramContent extends BoxPanel {
  constructor(private readonly _options: DiagramContent.IOptions) {
    super({ direction: 'top-to-bottom', spacing: 0 });
    this.addClass('djl-Diagram');
    const { model } = _options;
    this.canvas = new DiagramCanvas({
      ..._options,
      covered: () => this._covered()
    });
    this._stack.addWidget(this.canvas);
    this._stack.addWidget(this._list);
    this._list.hide();
    this._split.addWidget(this._stack);
    this._split.addWidget(this._details);
    this._details.hide();
    this._toolbar.addClass('djl-ToolbarHost');
    this.addWidget(this._toolbar);
    this.addWidget(this._split);
    BoxPanel.setStretch(this._split, 1);
    this._addOverlays();
    paint(this.node, this.canvas.theme);
    _options.themes?.themeChanged.connect(this._onThemeChanged, this);

    listen(this.canvas, {
      open: id => this.open(id),
      menu: event => this._openMenu('node', event.clientX, event.clientY),
      name: id => this._pythonName(id),
      drop: (id, on) => void this._previewIn(id, on)
    });
    listenToKeys(this.canvas, this.node, {
      open: id => this.open(id),
      search: () => this._search.current?.focus()
    });
    this.canvas.selectedChanged.connect(this._onSelected, this);
    model.selectionChanged.connect(this._onModelSelection, this);
  }

  readonly canvas: DiagramCanvas;

  /** Emitted when a part of the surface was shown or hidden. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._menu?.dispose();
      Signal.clearData(this);
      super.dispose();
    }
  }

  /** Opens the source of a node. */
  open(id: string): void {
    const { snapshot } = this.canvas;
    if (snapshot?.table(id)) {
      this._run(CommandIDs.openSource, { id });
    } else if (snapshot?.module(id)) {
      this._run(CommandIDs.openSource, { module: id });
    }
  }

  /** Selects a node and brings it into view, opening or showing again what hides it. */
  async jump(id: string): Promise<void> {
    const { canvas } = this;
    const table = canvas.snapshot?.table(id);
    if (table && canvas.resolved?.collapsed.has(table.module)) {
      canvas.toggle(table.module);
    }
    const drawn = (): boolean =>
      canvas.resolved?.drawing.nodes.some(node => node.id === id) ?? false;
    await canvas.settled;
    if (!drawn()) {
      canvas.change(WHOLE);
      await canvas.settled;
      if (table && canvas.resolved?.collapsed.has(table.module)) {
        canvas.toggle(table.module);
        await canvas.settled;
      }
    }
    canvas.select({ node: id }, true);
    canvas.scene.element(id)?.focus({ preventScroll: true });
  }

  private _addOverlays(): void {
    const overlay = ReactWidget.create(
      <UseSignal signal={this._changed}>
        {() => (
          <UseSignal signal={this.canvas.changed}>
            {() => (
              <>
                <Neighbourhood canvas={this.canvas} />
                <ReachedBar canvas={this.canvas} />
                <Notice
                  canvas={this.canvas}
                  model={this._options.model}
                  commands={this._options.commands}
                />
                {this._legend &&
                  this._list.isHidden &&
                  this.canvas.resolved && (
                    <Legend
                      kinds={signs(
                        this.canvas.resolved.drawing,
                        this.canvas.scene.content?.states
                      )}
                      onSize={() => this.canvas.refit()}
                    />
                  )}
              </>
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
    overlay.addClass('djl-Overlay');
    this._stack.addWidget(overlay);
  }

  /** What lies over the drawing. */
  private _covered(): { width: number; height: number; top: number } {
    const find = (name: string): HTMLElement | null =>
      this.node.querySelector<HTMLElement>(name);
    const legend = find('.djl-Legend');
    const bar = find('.djl-Neighbourhood');
    return {
      width: legend ? legend.offsetWidth + 16 : 0,
      height: legend ? legend.offsetHeight + 16 : 0,
      top: bar ? bar.offsetHeight : 0
    };
  }

  private _renderToolbar(): JSX.Element {
    return (
      <UseSignal signal={this._changed}>
        {() => (
          <UseSignal signal={this.canvas.changed}>
            {() => (
              <Toolbar
                canvas={this.canvas}
                search={this._search}
                onHeight={pixels => this._fitToolbar(pixels)}
                live={Boolean(this._options.status?.tables)}
                legend={this._legend}
                asTable={!this._list.isHidden}
                onLegend={() => {
                  this._legend = !this._legend;
                  this._changed.emit();
                }}
                onAsTable={() => {
                  this._list.setHidden(!this._list.isHidden);
                  this.canvas.setHidden(!this._list.isHidden);
                  this._changed.emit();
                }}
                onJump={id => void this.jump(id)}
                onMenu={(which, anchor) => {
                  const box = anchor.getBoundingClientRect();
                  this._openMenu(which, box.left, box.bottom);
                }}
              />
            )}
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private _renderDetails(): JSX.Element {
    return (
      <UseSignal signal={this.canvas.changed}>
        {() => {
          const { snapshot, selected, resolved } = this.canvas;
          return snapshot && selected ? (
            <Details
              snapshot={snapshot}
              selected={selected}
              wanted={resolved?.wanted ?? null}
              onSelect={id => void this.jump(id)}
              onOpen={target => this._run(CommandIDs.openSource, target)}
              onLine={(path, line) =>
                this._run(CommandIDs.openSource, { path, line })
              }
              onFocus={focus => this.canvas.change({ focus, path: null })}
              onToggle={module => this.canvas.toggle(module)}
              onClose={() => this.canvas.select(null)}
            />
          ) : (
            <></>
          );
        }}
      </UseSignal>
    );
  }

  private _renderList(): JSX.Element {
    return (
      <UseSignal signal={this._changed}>
        {() => (
          <UseSignal signal={this.canvas.changed}>
            {() =>
              this.canvas.resolved && !this._list.isHidden ? (
                <List
                  drawing={this.canvas.resolved.drawing}
                  selected={this.canvas.selected?.node ?? null}
                  onSelect={id => this.canvas.select({ node: id })}
                  onOpen={id => this.open(id)}
                />
              ) : (
                <></>
              )
            }
          </UseSignal>
        )}
      </UseSignal>
    );
  }

  private _onThemeChanged(): void {
    paint(this.node, this.canvas.theme);
  }

  private _onSelected(): void {
    const { selected, snapshot } = this.canvas;
    const wasHidden = this._details.isHidden;
    this._details.setHidden(selected === null);
    if (selected && wasHidden) {
      this._split.setRelativeSizes([0.72, 0.28]);
    }
    const id = selected?.node;
    const table = id === undefined ? null : snapshot?.table(id);
    const module = id === undefined ? null : snapshot?.module(id);
    if (table || module) {
      this._quiet = true;
      this._options.model.setSelection({
        module: table?.module ?? module!.name,
        table: table?.id ?? null,
        attribute: null
      });
      this._quiet = false;
    }
  }

  /** What is selected elsewhere, in the panel or by the cursor of an editor, is selected here too. */
  private _onModelSelection(): void {
    const selection = this._options.model.selection;
    if (this._quiet || !selection) {
      return;
    }
    const { canvas } = this;
    const id = [selection.table, selection.module].find(
      candidate => candidate !== null && canvas.scene.element(candidate)
    );
    if (id && canvas.selected?.node !== id) {
      this._quiet = true;
      canvas.select({ node: id }, true);
      this._quiet = false;
    }
  }

  private _pythonName(id: string): string | null {
    if (!this.canvas.snapshot?.table(id)) {
      return null;
    }
    const module = moduleOf(id);
    return `${module.slice(module.lastIndexOf('.') + 1)}.${tableName(id)}`;
  }

  /** Shows a table in the notebook on which it was dropped, below the cell there. */
  private async _previewIn(id: string, on: Element): Promise<void> {
    const { notebooks, commands } = this._options;
    const panel = notebooks?.find(({ node }) => node.contains(on));
    if (!panel || !commands.hasCommand(CommandIDs.previewTable)) {
      return;
    }
    const { content } = panel;
    const cell = content.widgets.findIndex(({ node }) => node.contains(on));
    content.activeCellIndex = cell < 0 ? content.widgets.length - 1 : cell;
    await commands.execute(CommandIDs.previewTable, {
      id,
      notebook: panel.context.path
    });
  }

  private _openMenu(
    which: 'node' | 'copy' | 'export',
    x: number,
    y: number
  ): void {
    const { commands } = this._options;
    this._menu?.dispose();
    const menu = (this._menu = new Menu({ commands }));
    menu.addClass('djl-Menu');
    for (const item of MENUS[which]) {
      if (item === null) {
        menu.addItem({ type: 'separator' });
      } else if (commands.hasCommand(item)) {
        menu.addItem({ command: item, args: this._menuArguments(item) });
      }
    }
    menu.open(x, y);
    tellSeparators(menu);
  }

  /** What is selected; a new module or table refers to it at first. */
  private _menuArguments(command: string): ReadonlyJSONObject {
    const { selected, snapshot } = this.canvas;
    const id = selected?.node;
    const table = id === undefined ? null : snapshot?.table(id);
    if (table) {
      return { id: table.id, module: table.module, upstream: [table.id] };
    }
    if (id === undefined || !snapshot?.module(id)) {
      return {};
    }
    return command === CommandIDs.newModule
      ? { upstream: [id] }
      : { module: id };
  }

  private _run(command: string, args: Record<string, string | number>): void {
    if (this._options.commands.hasCommand(command)) {
      void this._options.commands.execute(command, args);
    }
  }

  /** The toolbar may wrap: it tells the layout how high it became. */
  private _fitToolbar(pixels: number): void {
    const height = `${Math.ceil(pixels)}px`;
    if (this._toolbar.node.style.minHeight !== height) {
      this._toolbar.node.style.minHeight = height;
      this.fit();
    }
  }

  private _legend = true;
  private _menu: Menu | null = null;
  private _quiet = false;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _search = React.createRef<HTMLInputElement>();
  private readonly _split = new SplitPanel({ spacing: 1 });
  private readonly _stack = new StackedPanel();
  private readonly _toolbar = ReactWidget.create(
    <Later>{() => this._renderToolbar()}</Later>
  );
  private readonly _details = ReactWidget.create(
    <Later>{() => this._renderDetails()}</Later>
  );
  private readonly _list = ReactWidget.create(
    <Later>{() => this._renderList()}</Later>
  );
}

export namespace DiagramContent {
  export interface IOptions {
    readonly commands: CommandRegistry;
    readonly model: IProjectModel;
    readonly layouts: LayoutService;
    readonly themes: IThemeManager | null;
    readonly view?: IDiagramView;
    readonly cursor?: CursorFollower | null;
    readonly status?: StatusSource | null;
    /** Where a table can be dropped to be shown. */
    readonly notebooks?: INotebookTracker | null;
  }
}

/** The fields of the surface exist only when it is rendered, not yet when it is made. */
function Later({ children }: { children: () => JSX.Element }): JSX.Element {
  return children();
}
