import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { PanelLayout, Widget } from '@lumino/widgets';

import type { IEmbedContext } from './context';
import { MIME_TYPE } from './mime';

/**
 * An output that holds a diagram. What draws it is loaded when the first one is shown.
 */
export class DiagramRenderer extends Widget implements IRenderMime.IRenderer {
  constructor(private readonly _context: IEmbedContext) {
    super();
    this.addClass('djl-EmbeddedOutput');
    this.layout = new PanelLayout();
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const turn = ++this._turn;
    const { EmbeddedDiagram, readPayload } = await import('./shown');
    if (this.isDisposed || turn !== this._turn) {
      return;
    }
    const payload = readPayload(model.data[MIME_TYPE]);
    for (const child of [...(this.layout as PanelLayout).widgets]) {
      child.dispose();
    }
    if (payload === null) {
      this.node.textContent = this._context.trans.__(
        'This output was written by another version of djlab. Run the cell again.'
      );
      return;
    }
    (this.layout as PanelLayout).addWidget(
      new EmbeddedDiagram(payload, this._context)
    );
  }

  private _turn = 0;
}
