import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type { Api } from '../model/api';
import {
  getConfiguration,
  testStore,
  type IConfiguration,
  type IConfiguredStore,
  type IProbed
} from '../model/configuration';
import type { IProjectModel } from '../tokens';

/** What is known of a store's test: under way, or what came of it. */
export type Test = 'running' | IProbed;

/**
 * The configuration of the project that the user works on. It is read again when the project changes, while somebody
 * looks.
 */
export class ConfigurationModel implements IDisposable {
  constructor(
    private readonly _api: Api,
    readonly project: IProjectModel,
    private readonly _isVisible: () => boolean
  ) {
    project.changed.connect(this._onProject, this);
  }

  get configuration(): IConfiguration | null {
    return this._configuration;
  }

  /** Why the last reading failed; empty when it did not. */
  get error(): string {
    return this._error;
  }

  get isReading(): boolean {
    return this._reading > 0;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this.project.changed.disconnect(this._onProject, this);
      Signal.clearData(this);
    }
  }

  /** What is known of the test of a store. */
  test(name: string): Test | null {
    return this._tests.get(name) ?? null;
  }

  /** Reads what the server says now. */
  async read(): Promise<void> {
    const root = this.project.entry?.root ?? null;
    if (root !== this._root) {
      this._root = root;
      this._configuration = null;
      this._tests.clear();
    }
    const number = ++this._number;
    if (root === null) {
      this._changed.emit();
      return;
    }
    this._reading++;
    this._changed.emit();
    try {
      const found = await getConfiguration(this._api, root);
      if (number === this._number) {
        this._configuration = found;
        this._error = '';
      }
    } catch (reason) {
      if (number === this._number) {
        this._error = reason instanceof Error ? reason.message : String(reason);
      }
    } finally {
      this._reading--;
      if (!this._isDisposed) {
        this._changed.emit();
      }
    }
  }

  /** Lists one object of a store, to which the user has agreed. */
  async runTest({ name, target }: IConfiguredStore): Promise<void> {
    const root = this._root;
    if (root === null || target === null || this.test(name) === 'running') {
      return;
    }
    this._tests.set(name, 'running');
    this._changed.emit();
    let found: IProbed;
    try {
      found = await testStore(this._api, root, name, target);
    } catch (reason) {
      const message = reason instanceof Error ? reason.message : String(reason);
      found = { outcome: 'failed', message };
    }
    if (root === this._root && !this._isDisposed) {
      this._tests.set(name, found);
      this._changed.emit();
    }
  }

  private _onProject(): void {
    if (this._isVisible()) {
      void this.read();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _configuration: IConfiguration | null = null;
  private _error = '';
  private _isDisposed = false;
  private _number = 0;
  private _reading = 0;
  private _root: string | null = null;
  private readonly _tests = new Map<string, Test>();
}
