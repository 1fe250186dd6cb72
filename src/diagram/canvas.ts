import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { pause, type Snapshot } from '../model';
import { shiftOf } from './anchor';
import { toBlocks, type IBlock } from './blocks';
import type { ICanvasOptions } from './canvasOptions';
import { paint } from './colours';
import { describeNode, tierCounts } from './describe';
import { Framing } from './framing';
import { toLayoutDot } from './layoutDot';
import type { ILayout } from './layoutJson';
import { markLocated, markReached, markSelected, type Selected } from './marks';
import { told, type IReached } from './reached';
import {
  changed,
  drawnAlike,
  resolve,
  type ILevel,
  type IResolved
} from './resolve';
import { Scene, type IGlide } from './scene';
import { painted } from './slices';
import { DEFAULT_VIEW, refits, type IDiagramView } from './view';
import { Viewport } from './viewport';

/** Tables above which a change of the model is taken in by a task of its own, and what was drawn is fitted by another. */
const LARGE = 500;

/**
 * The drawing surface: shows a view of the model, follows the model, and tells what was done to it.
 */
export class DiagramCanvas extends Widget {
  constructor(private readonly _options: ICanvasOptions) {
    super();
    this.addClass('djl-Canvas');
    this.node.tabIndex = -1;
    this.node.append(this.scene.node);
    this.viewport = new Viewport(
      this.node,
      this.scene.node,
      byHand => {
        if (byHand) {
          this._framing.release();
        }
        this._moved.emit();
      },
      scale => (this.scene.scale = scale),
      _options.wheel ?? 'always'
    );
    this._framing = new Framing(
      this.node,
      this.scene,
      this.viewport,
      _options,
      () => this._selected?.node
    );
    this._view = _options.view ?? _options.home ?? DEFAULT_VIEW;
    this._root = _options.model.entry?.root ?? null;
    _options.model.changed.connect(this._onModelChanged, this);
    _options.themes?.themeChanged.connect(this._paint, this);
    _options.cursor?.changed.connect(this._locate, this);
    _options.status?.changed.connect(this._refresh, this);
    this._paint();
    this._options.layouts.warmUp();
  }

  readonly scene = new Scene();
  readonly viewport: Viewport;

  /** Emitted when the drawing, the selection or a problem changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when the view changed, by whomever. */
  get viewChanged(): ISignal<this, IDiagramView> {
    return this._viewChanged;
  }

  get selectedChanged(): ISignal<this, Selected> {
    return this._selectedChanged;
  }

  /** Emitted when panning or zooming came to rest. */
  get moved(): ISignal<this, void> {
    return this._moved;
  }

  get view(): IDiagramView {
    return this._view;
  }

  get snapshot(): Snapshot | null {
    return this._options.model.snapshot;
  }

  /** The view as it was last resolved, which may be ahead of what is painted. */
  get resolved(): IResolved | null {
    return this._resolved;
  }

  get selected(): Selected {
    return this._selected;
  }

  /** Numbers that another surface shows here; null when the diagram is as usual. */
  get reached(): IReached | null {
    return this._reached;
  }

  /** Why there is nothing to see, or why what is seen is old; empty when all is well. */
  get problem(): string {
    return this._problem;
  }

  get theme(): 'light' | 'dark' {
    const { themes } = this._options;
    return !themes?.theme || themes.isLight(themes.theme) ? 'light' : 'dark';
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._framing.dispose();
      this._options.layouts.release(this);
      Signal.clearData(this);
      super.dispose();
    }
  }

  /** Shows another view; fields that are not given stay as they are. */
  change(fields: Partial<IDiagramView>): void {
    const old = this._view;
    this._view = changed(this.snapshot, old, fields, this._level);
    if (refits(old, this._view)) {
      this._refit = true;
      // What is another part of the pipeline may be too much to read, or little enough.
      this._level = { closedWhole: this._level.closedWhole };
    }
    this._viewChanged.emit(this._view);
    this._refresh();
  }

  select(selected: Selected, reveal = false): void {
    this._framing.hold();
    this._selected = selected;
    this._mark();
    this._selectedChanged.emit(selected);
    this._changed.emit();
    if (reveal && selected?.node) {
      this._framing.reveal(selected.node);
    }
  }

  /** Shows numbers of another surface instead of what the database says; null shows the diagram as usual. */
  reach(reached: IReached | null): void {
    this._reached = reached;
    this._changed.emit();
    this._refresh();
  }

  /** Opens or closes a module; it stays where it is on the screen. */
  toggle(module: string): void {
    const toggled = new Set(this._view.toggled);
    if (!toggled.delete(module)) {
      toggled.add(module);
    }
    this._hold = module;
    this.change({ toggled: [...toggled] });
  }

  /** Shows everything that is drawn, also after the surface was resized, until somebody pans or zooms. */
  showAll(): void {
    this._framing.showAll(true);
  }

  /** Shows all again, as long as nobody has panned or zoomed since. */
  refit(): void {
    this._framing.refit();
  }

  /** Resolves when what is asked for has been painted. */
  get settled(): Promise<void> {
    return this._work;
  }

  protected override onAfterShow(msg: Message): void {
    if (this._stale) {
      this._refresh();
    }
  }

  protected override onAfterAttach(msg: Message): void {
    this._refresh();
  }

  protected override onResize(msg: Widget.ResizeMessage): void {
    this._framing.resized();
  }

  private _onModelChanged(): void {
    const root = this._options.model.entry?.root ?? null;
    if (root !== null && root !== this._root) {
      if (this._root !== null) {
        this._turnTo(root, this._root);
      }
      this._root = root;
    }
    if (this._isDrawn()) {
      return;
    }
    if ((this.snapshot?.project.tables.length ?? 0) > LARGE) {
      // What else shows the model has had its share of this task.
      void pause().then(() => this._refresh());
    } else {
      this._refresh();
    }
  }

  /**
   * Whether the drawing shows the model already, or is about to: findings come a moment after what they are about, and
   * must not stop its being painted.
   */
  private _isDrawn(): boolean {
    const { error, snapshot, status } = this._options.model;
    return (
      status === 'ready' &&
      !error &&
      this._problem === '' &&
      this._drawn !== null &&
      snapshot !== null &&
      drawnAlike(this._drawn, snapshot)
    );
  }

  /** Another project has a view of its own: the one that it was left with, if it was shown before. */
  private _turnTo(root: string, from: string): void {
    this._views.set(from, this._view);
    this._view = this._views.get(root) ?? this._options.home ?? DEFAULT_VIEW;
    this._refit = true;
    this._level = {};
    this._reached = null;
    this._selected = null;
    this._selectedChanged.emit(null);
    this._viewChanged.emit(this._view);
  }

  private _paint(): void {
    paint(this.node, this.theme);
    this._changed.emit();
  }

  private _refresh(): void {
    if (this.isDisposed) {
      return;
    }
    if (!this.isVisible) {
      this._stale = true;
      return;
    }
    this._stale = false;
    this._work = this._update().catch(reason => {
      this._report(reason instanceof Error ? reason.message : String(reason));
    });
  }

  private async _update(): Promise<void> {
    const { model, layouts } = this._options;
    const { snapshot } = model;
    const turn = ++this._turn;
    this._drawn = model.error ? null : snapshot;
    if (!snapshot) {
      this._report('');
      return;
    }
    const resolved = resolve(snapshot, this._view, this._level);
    this._resolved = resolved;
    const { closed, closedWhole } = resolved;
    this._level = { closed, closedWhole };
    const shows = new Set(this._view.attributes);
    const all = shows.has('*');
    const blocks = toBlocks(resolved.drawing, id =>
      all || shows.has(id) ? (snapshot.table(id)?.attributes ?? []) : []
    );
    await pause();
    if (turn !== this._turn) {
      return;
    }
    const dot = toLayoutDot(resolved.drawing, blocks, this._view.direction);
    const asked =
      dot === this._dot && this.scene.content
        ? this.scene.content.layout
        : layouts.layout(this, dot);
    // The worker lays out while what stands around the drawing is brought up to date.
    this._changed.emit();
    const layout = await asked;
    if (!layout || turn !== this._turn || this.isDisposed) {
      return;
    }
    this._dot = dot;
    await this._show(snapshot, resolved, blocks, layout);
  }

  private async _show(
    snapshot: Snapshot,
    resolved: IResolved,
    blocks: ReadonlyArray<IBlock>,
    layout: ILayout
  ): Promise<void> {
    const turn = this._turn;
    const old = this.scene.shown;
    const fits = !old || this._refit;
    const { states, faded } = told(
      this._reached,
      this._view.badges ? (this._options.status?.tables ?? null) : null,
      resolved,
      snapshot
    );
    const content = {
      drawing: resolved.drawing,
      blocks,
      layout,
      faded,
      states
    };
    let glide: IGlide | null = null;
    if (!fits) {
      glide = shiftOf(
        old,
        content,
        [this._hold, this._selected?.node],
        this.viewport.window
      );
      glide ??= { dx: 0, dy: 0 };
    }
    this._hold = null;
    const nodes = new Map(resolved.drawing.nodes.map(node => [node.id, node]));
    const painting = this.scene.show(
      {
        ...content,
        describe: id => describeNode(snapshot, nodes.get(id)!, states?.get(id)),
        tiers: tierCounts(snapshot)
      },
      glide,
      () => glide && this._framing.follow(glide)
    );
    if (fits) {
      this._framing.fit(layout, false);
    }
    if (await painting) {
      // Until it is painted, what comes in between has to be fitted as well.
      this._refit &&= turn !== this._turn;
      if (fits) {
        if (snapshot.project.tables.length > LARGE) {
          // Asking for sizes now would have all of it laid out within this task.
          await painted();
        }
        // Now the names have their places, which may hang over the drawing.
        this._framing.refit();
      }
      this._mark();
      this._report('');
    }
  }

  private _mark(): void {
    markSelected(this.scene, this._selected);
    markReached(this.scene, this._reached ? this.scene.content?.states : null);
    this._locate();
  }

  /** Marks the table under the cursor, or the closed module that holds it. */
  private _locate(): void {
    const id = this._options.cursor?.table ?? null;
    const module = id === null ? null : id.slice(0, id.indexOf(':'));
    markLocated(
      this.scene,
      id !== null && this.scene.element(id) ? id : module
    );
  }

  private _report(problem: string): void {
    this._problem = problem;
    this._changed.emit();
  }

  private _dot = '';
  /** The snapshot that is drawn, or being drawn, as one that is up to date. */
  private _drawn: Snapshot | null = null;
  private readonly _framing: Framing;
  private _hold: string | null = null;
  /** Decided when the diagram opens, or turns to another project, and again for another part of the pipeline. */
  private _level: ILevel = {};
  private _problem = '';
  private _reached: IReached | null = null;
  private _refit = false;
  private _root: string | null;
  private _resolved: IResolved | null = null;
  private _selected: Selected = null;
  private _stale = false;
  private _turn = 0;
  private _view: IDiagramView;
  private readonly _views = new Map<string, IDiagramView>();
  private _work: Promise<void> = Promise.resolve();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _moved = new Signal<this, void>(this);
  private readonly _selectedChanged = new Signal<this, Selected>(this);
  private readonly _viewChanged = new Signal<this, IDiagramView>(this);
}
