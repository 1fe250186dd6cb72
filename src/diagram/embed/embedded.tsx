import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';
import * as React from 'react';

import { Api } from '../../model';
import { CommandIDs, type IProjectModel } from '../../tokens';
import { Action } from '../buttons';
import { DiagramCanvas } from '../canvas';
import { paint } from '../colours';
import { onKey } from '../keys';
import { listen } from '../mouse';
import { Neighbourhood } from '../neighbourhood';
import { layouts } from '../services';
import { trans, useTranslator } from '../translation';
import { compact } from '../view';
import type { IEmbedContext } from './context';
import { LiveModels, StoredModel } from './models';
import type { IPayload } from './payload';

let live: LiveModels | null = null;

/**
 * A diagram in the output of a cell: what was stored with the notebook, until the page has found the project. From then
 * on it follows the files.
 */
export class EmbeddedDiagram extends Widget {
  constructor(
    private readonly _payload: IPayload,
    private readonly _context: IEmbedContext
  ) {
    super();
    if (_context.translator) {
      useTranslator(_context.translator);
    }
    live ??= new LiveModels(
      new Api(_context.services.serverSettings),
      _context.services.events.stream
    );
    this.addClass('djl-Embedded');
    this.layout = new PanelLayout();
    this._model = new StoredModel(_payload.project);
    this._canvas = this._makeCanvas();
    this._bar.addClass('djl-EmbeddedBar');
    (this.layout as PanelLayout).addWidget(this._bar);
    (this.layout as PanelLayout).addWidget(this._canvas);
    this._observer = new ResizeObserver(() => this._canvas.refit());
    this._observer.observe(this.node);
    _context.themes?.themeChanged.connect(this._paint, this);
    this._paint();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this._observer.disconnect();
      if (this._followed) {
        live?.release(this._payload.root);
      }
      Signal.clearData(this);
      super.dispose();
    }
  }

  protected override onAfterAttach(): void {
    if (!this._followed) {
      this._followed = true;
      void this._follow();
    }
  }

  /** Shows the project itself instead of what was stored of it, where the server knows it. */
  private async _follow(): Promise<void> {
    const { root } = this._payload;
    const near = this._context.folderOf(this.node);
    const model = await live!.acquire(root, near).catch(() => null);
    if (!model?.snapshot || this.isDisposed) {
      return;
    }
    const { view } = this._canvas;
    this._canvas.dispose();
    this._model = model;
    this._canvas = this._makeCanvas(view);
    (this.layout as PanelLayout).addWidget(this._canvas);
    this._isLive = true;
    this._changed.emit();
  }

  private _makeCanvas(view = this._payload.view): DiagramCanvas {
    const canvas = new DiagramCanvas({
      model: this._model,
      layouts,
      themes: this._context.themes,
      view,
      largest: 1,
      // The wheel scrolls the notebook, unless somebody works in the diagram.
      wheel: 'focused'
    });
    const open = (id: string): void => this._open(id);
    listen(canvas, {
      open,
      menu: () => undefined,
      name: () => null,
      drop: () => undefined
    });
    canvas.node.addEventListener('keydown', event => {
      // Without a search field there is nothing to search with; the notebook's own keys must not see the rest.
      if (onKey(canvas, event, { open, search: () => undefined })) {
        event.preventDefault();
      }
      event.stopPropagation();
    });
    canvas.changed.connect(() => this._changed.emit());
    canvas.node.setAttribute('role', 'group');
    canvas.node.setAttribute('aria-label', this._title());
    canvas.node.tabIndex = 0;
    return canvas;
  }

  private _renderBar(): JSX.Element {
    return (
      <UseSignal signal={this._changed}>
        {() => (
          <>
            <strong>{this._title()}</strong>
            <small>
              {this._isLive
                ? trans.__('follows the files')
                : trans.__('as it was when the cell ran')}
            </small>
            <Neighbourhood canvas={this._canvas} />
            <span className="djl-spacer" />
            <Action
              label={trans.__('Fit')}
              title={trans.__('Show everything that is drawn (0)')}
              onClick={() => this._canvas.showAll()}
            />
            {this._isLive && (
              <Action
                label={trans.__('Open Diagram')}
                onClick={() => void this._openWhole()}
              />
            )}
          </>
        )}
      </UseSignal>
    );
  }

  private _title(): string {
    return (
      this._model.snapshot?.project.project.name || this._payload.name || '?'
    );
  }

  private _open(id: string): void {
    if (this._isLive) {
      void this._turnTo().then(() => {
        const table = this._canvas.snapshot?.table(id);
        return this._context.commands.execute(
          CommandIDs.openSource,
          table ? { id } : { module: id }
        );
      });
    }
  }

  private async _openWhole(): Promise<void> {
    await this._turnTo();
    await this._context.commands.execute(
      CommandIDs.openDiagram,
      compact(this._canvas.view) as unknown as ReadonlyPartialJSONObject
    );
  }

  /** Makes this project the one that the page works on. */
  private async _turnTo(): Promise<void> {
    const { model } = this._context;
    await model.start();
    if (model.entry?.root === this._payload.root) {
      return;
    }
    if (!model.projects.some(entry => entry.root === this._payload.root)) {
      await model.choose(this._context.folderOf(this.node));
    }
    await model.select(this._payload.root);
  }

  private _paint(): void {
    paint(this.node, this._canvas.theme);
  }

  private _canvas: DiagramCanvas;
  private _followed = false;
  private _isLive = false;
  private _model: IProjectModel;
  private readonly _changed = new Signal<this, void>(this);
  private readonly _observer: ResizeObserver;
  private readonly _bar = ReactWidget.create(
    <Later>{() => this._renderBar()}</Later>
  );
}

/** The fields of the surface exist only when it is rendered, not yet when it is made. */
function Later({ children }: { children: () => JSX.Element }): JSX.Element {
  return children();
}
