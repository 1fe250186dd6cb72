import { MessageLoop } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';

import type { ProjectPanel } from './panel';

/**
 * Stands in the sidebar for the panel, whose code is loaded when somebody first looks at it.
 */
export class LazyPanel extends Panel {
  constructor(private readonly _load: () => Promise<ProjectPanel>) {
    super();
    this.addClass('djlab-LazyPanel');
  }

  /** The panel itself; loads it when nobody has looked at it yet. */
  load(): Promise<ProjectPanel> {
    this._panel ??= this._load().then(panel => {
      this.addWidget(panel);
      MessageLoop.postMessage(panel, Widget.Msg.UpdateRequest);
      return panel;
    });
    return this._panel;
  }

  protected override onAfterShow(): void {
    void this.load();
  }

  private _panel: Promise<ProjectPanel> | null = null;
}
