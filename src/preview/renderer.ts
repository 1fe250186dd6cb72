import type { Kernel } from '@jupyterlab/services';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { PanelLayout, Widget } from '@lumino/widgets';

import { MIME_TYPE } from './mime';
import type { PageClient } from './pages';
import type { PreviewPanel } from './panel';

export interface IRendererContext {
  readonly trans: TranslationBundle;
  /** The kernel of the notebook that holds a node, null where there is none. */
  kernelOf(node: HTMLElement): Kernel.IKernelConnection | null;
}

/**
 * An output of djlab's MIME type. The grid is loaded when the first one is shown.
 */
export class PreviewRenderer extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly _context: IRendererContext) {
    super();
    this.addClass('djlab-preview-output');
    this.layout = new PanelLayout();
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const turn = ++this._turn;
    const { PageClient, PreviewPanel, readPayload } = await import('./shown');
    if (this.isDisposed || turn !== this._turn) {
      return;
    }
    const payload = readPayload(model.data[MIME_TYPE]);
    this._client?.dispose();
    this._client = null;
    this._panel?.dispose();
    this._panel = null;
    if (payload === null) {
      this.node.textContent = this._context.trans.__(
        'This output was written by another version of djlab. Run the cell again.'
      );
      return;
    }
    const { handle } = payload;
    this.node.textContent = '';
    this._panel = new PreviewPanel(
      payload,
      () =>
        handle === null
          ? null
          : this._connect(kernel => new PageClient(kernel, handle)),
      this._context.trans
    );
    (this.layout as PanelLayout).addWidget(this._panel);
    if (this.isAttached) {
      this._panel.refresh();
    }
  }

  /** Takes the colours of a new theme. */
  restyle(): void {
    this._panel?.restyle();
  }

  /** Looks again whether there is a kernel. */
  refresh(): void {
    this._panel?.refresh();
  }

  override dispose(): void {
    this._client?.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._panel?.refresh();
  }

  private _connect(
    open: (kernel: Kernel.IKernelConnection) => PageClient
  ): PageClient | null {
    const kernel = this._context.kernelOf(this.node);
    if (kernel === null) {
      return null;
    }
    if (this._client?.kernel !== kernel) {
      this._client?.dispose();
      this._client = open(kernel);
    }
    return this._client;
  }

  private _client: PageClient | null = null;
  private _panel: PreviewPanel | null = null;
  private _turn = 0;
}
