import type { TranslationBundle } from '@jupyterlab/translation';

import type { Api } from '../model/api';
import { placeOf, type ILiveState } from '../model/live';

/** Reasons of the server that the user can do something about here. */
const MENDABLE = new Set(['consent', 'disconnected', 'unreachable', 'gone']);

/** What stands above the rows while djlab may not or cannot connect. */
export class ConnectNotice {
  constructor(
    private readonly _api: Api,
    private readonly _root: string,
    private readonly _trans: TranslationBundle,
    private readonly _onConnected: () => void
  ) {
    this.node.className = 'djlab-Table-notice';
    this.node.hidden = true;
    this._button.type = 'button';
    this._button.className = 'jp-mod-styled jp-mod-accept';
    this._button.addEventListener('click', () => void this._connect());
    this.node.append(this._text, this._button);
  }

  readonly node = document.createElement('div');

  /** Shows what is to be done about a reason of the server; nothing for any other. */
  async tell(reason: string): Promise<void> {
    if (reason === this._reason) {
      return;
    }
    this._reason = reason;
    this.node.hidden = !MENDABLE.has(reason);
    if (this.node.hidden) {
      return;
    }
    const state = await this._api.get<ILiveState>('database', {
      root: this._root
    });
    this._state = state;
    this._text.textContent =
      reason === 'consent'
        ? this._trans.__(
            '%1 of the project names the database at %2. djlab connects when you agree; it only reads.',
            state.source ?? this._trans.__('A file'),
            placeOf(state)
          )
        : this._trans.__('No connection to %1.', placeOf(state));
    this._button.textContent =
      reason === 'consent'
        ? this._trans.__('Connect')
        : this._trans.__('Try Again');
  }

  private async _connect(): Promise<void> {
    const state = this._state;
    if (state && this._reason === 'consent') {
      const { backend, host, port, user } = state;
      await this._api.post('database/consent', {
        root: this._root,
        allow: true,
        backend,
        host,
        port,
        user
      });
    }
    await this._api
      .post('database/connect', { root: this._root })
      .catch(() => undefined);
    this._reason = '';
    this.node.hidden = true;
    this._onConnected();
  }

  private readonly _button = document.createElement('button');
  private _reason = '';
  private _state: ILiveState | null = null;
  private readonly _text = document.createElement('span');
}
