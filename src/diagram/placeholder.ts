import { Widget, PanelLayout } from '@lumino/widgets';

/** Stands in the place of a widget whose code is loaded when it is first shown. */
export class Placeholder extends Widget {
  constructor(private readonly _make: () => Promise<Widget>) {
    super();
    this.addClass('djl-Placeholder');
    this.layout = new PanelLayout();
  }

  protected override onAfterShow(): void {
    this._load();
  }

  protected override onAfterAttach(): void {
    this._load();
  }

  private _load(): void {
    if (this._loading || !this.isVisible) {
      return;
    }
    this._loading = true;
    void this._make().then(widget => {
      if (this.isDisposed) {
        widget.dispose();
      } else {
        (this.layout as PanelLayout).addWidget(widget);
      }
    });
  }

  private _loading = false;
}
