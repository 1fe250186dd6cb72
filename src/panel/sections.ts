import type { IStateDB } from '@jupyterlab/statedb';
import { PanelWithToolbar } from '@jupyterlab/ui-components';
import type { AccordionPanel } from '@lumino/widgets';
import { Widget } from '@lumino/widgets';
import { MessageLoop } from '@lumino/messaging';

/** Key of the workspace's state under which the open sections are kept. */
const OPEN = 'djlab:open-sections';

export interface ISection {
  /** Id of the section's node, unique in the page. */
  readonly id: string;
  readonly label: string;
  readonly body: Widget;
  /** Share of the height, among the open sections. */
  readonly share: number;
  /** Whether it is open until somebody closes it. */
  readonly isOpen?: boolean;
}

/** Puts a body below a title with a toolbar. */
export function section({ id, label, body }: ISection): PanelWithToolbar {
  const panel = new PanelWithToolbar();
  panel.id = id;
  panel.title.label = label;
  panel.addClass('djlab-Section');
  panel.addWidget(body);
  return panel;
}

/**
 * Divides the height of the side panel among its open sections.
 *
 * Lumino gives a section that was closed from the start no height when it is opened, and does not learn that the
 * header above the sections grew. Here each open section has its share, which a drag of its border changes.
 */
export class Sections {
  constructor(
    private readonly _accordion: AccordionPanel,
    sections: ReadonlyArray<ISection>,
    private readonly _state: IStateDB | null
  ) {
    this._shares = sections.map(({ share }) => share);
    sections.forEach(({ isOpen }, index) => {
      if (!isOpen) {
        _accordion.collapse(index);
      }
    });
    this._divide();
    _accordion.expansionToggled.connect(this._onToggled, this);
    _accordion.handleMoved.connect(this._onHandleMoved, this);
    this._observer = new ResizeObserver(() => {
      MessageLoop.postMessage(
        this._accordion,
        Widget.ResizeMessage.UnknownSize
      );
    });
    this._observer.observe(_accordion.node);
    void this._restore();
  }

  dispose(): void {
    this._observer.disconnect();
    this._accordion.expansionToggled.disconnect(this._onToggled, this);
    this._accordion.handleMoved.disconnect(this._onHandleMoved, this);
  }

  private async _restore(): Promise<void> {
    const stored = await this._state?.fetch(OPEN);
    if (!Array.isArray(stored)) {
      return;
    }
    this._isRestoring = true;
    this._accordion.widgets.forEach((widget, index) => {
      if (stored.includes(widget.id)) {
        this._accordion.expand(index);
      } else {
        this._accordion.collapse(index);
      }
    });
    this._isRestoring = false;
  }

  private _onToggled(): void {
    this._divide();
    if (!this._isRestoring) {
      const open = this._accordion.widgets.filter(({ isHidden }) => !isHidden);
      void this._state?.save(
        OPEN,
        open.map(({ id }) => id)
      );
    }
  }

  private _onHandleMoved(): void {
    const sizes = this._accordion.relativeSizes();
    const total = this._total();
    this._accordion.widgets.forEach((widget, index) => {
      if (!widget.isHidden) {
        this._shares[index] = sizes[index] * total;
      }
    });
  }

  private _divide(): void {
    this._accordion.setRelativeSizes(
      this._accordion.widgets.map((widget, index) =>
        widget.isHidden ? 0 : this._shares[index]
      )
    );
  }

  /** The shares of the open sections together. */
  private _total(): number {
    return this._accordion.widgets.reduce(
      (sum, widget, index) => sum + (widget.isHidden ? 0 : this._shares[index]),
      0
    );
  }

  private _isRestoring = false;
  private readonly _observer: ResizeObserver;
  private readonly _shares: number[];
}
