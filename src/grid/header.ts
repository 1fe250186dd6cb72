// This module itself is loaded when the first rows are shown.
// eslint-disable-next-line jupyter/prefer-lazy-imports
import {
  TextRenderer,
  type CellRenderer,
  type GraphicsContext
} from '@lumino/datagrid';

import { visible } from './page';

const KEY_WIDTH = 16;

export interface IHeaderStyle {
  /** Font of names. */
  readonly name: string;
  /** Font of types. */
  readonly type: string;
  readonly strong: string;
  readonly faint: string;
  /** Colour of the key's mark. */
  readonly mark: string;
  isKey(column: number): boolean;
}

/** Names in the first row, with a key where the column is of the primary key; types in the second. */
export class HeaderRenderer extends TextRenderer {
  constructor(private readonly _style: IHeaderStyle) {
    super({
      font: ({ row }) => (row === 0 ? _style.name : _style.type),
      textColor: ({ row }) => (row === 0 ? _style.strong : _style.faint),
      horizontalAlignment: 'left',
      elideDirection: 'right',
      format: ({ value }) => visible(String(value ?? ''))
    });
  }

  override drawText(
    gc: GraphicsContext,
    config: CellRenderer.CellConfig
  ): void {
    if (config.row !== 0 || !this._style.isKey(config.column)) {
      super.drawText(gc, config);
      return;
    }
    drawKey(
      gc,
      config.x + this.horizontalPadding,
      config.y + config.height / 2,
      this._style.mark
    );
    super.drawText(gc, {
      ...config,
      x: config.x + KEY_WIDTH,
      width: Math.max(0, config.width - KEY_WIDTH)
    });
  }
}

/** A key of 12 pixels whose bow begins at `x`, its shaft at the height `y`. */
function drawKey(
  gc: GraphicsContext,
  x: number,
  y: number,
  colour: string
): void {
  gc.strokeStyle = colour;
  gc.lineWidth = 1.6;
  gc.beginPath();
  gc.arc(x + 3, y, 2.6, 0, 2 * Math.PI);
  gc.moveTo(x + 5.6, y);
  gc.lineTo(x + 12, y);
  gc.lineTo(x + 12, y + 3);
  gc.moveTo(x + 9, y);
  gc.lineTo(x + 9, y + 2.4);
  gc.stroke();
  gc.lineWidth = 1;
}
