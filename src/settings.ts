import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal, type ISignal } from '@lumino/signaling';

/** The schema of this id, `schema/plugin.json`, describes the settings; the panel's plugin bears it. */
const ID = 'djlab:plugin';

/** What the user may set, as in `schema/plugin.json`. */
export interface ISettings {
  readonly diagramDirection: 'LR' | 'TB';
  readonly diagramBadges: boolean;
  readonly editorMarks: boolean;
  /** How many rows a cell that djlab writes keeps in the notebook's file. */
  readonly previewStoredRows: number;
  /** Folder of templates of the user's own; empty without. */
  readonly templates: string;
}

export const DEFAULT_SETTINGS: ISettings = {
  diagramDirection: 'LR',
  diagramBadges: true,
  editorMarks: true,
  previewStoredRows: 10,
  templates: ''
};

/**
 * The settings as they are now. Where JupyterLab has none to give, they are the defaults.
 */
export class UserSettings {
  constructor(registry: ISettingRegistry | null) {
    this.ready = registry
      ? registry.load(ID).then(
          settings => {
            const read = () => {
              this._current = {
                ...DEFAULT_SETTINGS,
                ...(settings.composite as Partial<ISettings>)
              };
              this._changed.emit();
            };
            settings.changed.connect(read);
            read();
          },
          (reason: unknown) => {
            console.warn('djlab works with its default settings:', reason);
          }
        )
      : Promise.resolve();
  }

  /** Fulfilled when the user's own values are known. */
  readonly ready: Promise<void>;

  get current(): ISettings {
    return this._current;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private _current = DEFAULT_SETTINGS;
  private _changed = new Signal<this, void>(this);
}
