import type { Event } from '@jupyterlab/services';
import type { IStateDB } from '@jupyterlab/statedb';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

import type {
  IModelChange,
  IProjectModel,
  ISelection,
  ModelStatus
} from '../tokens';
import type { Api } from './api';
import type { Follower } from './follow';
import type { Snapshot } from './snapshot';
import type { IProjectChanged, IProjectEntry, ProjectAnswer } from './types';

/** Key of the workspace's state under which the choice of the project is kept. */
const CHOICE = 'djlab:project';

/** What makes snapshots; loaded with the first project, for JupyterLab starts without it. */
type State = typeof import('./state');

/** Milliseconds between two searches for projects while a page is looked at. */
const LISTED = 20_000;

type Choice = { path: string; root: string | null };

/**
 * The page's copy of the project, kept up to date by deltas.
 */
export class ProjectModel implements IProjectModel, IDisposable {
  constructor(private readonly _options: ProjectModel.IOptions) {}

  get status(): ModelStatus {
    return this._status;
  }

  get snapshot(): Snapshot | null {
    return this._snapshot;
  }

  get folder(): string {
    return this._choice.path;
  }

  get projects(): ReadonlyArray<IProjectEntry> {
    return this._projects;
  }

  get truncated(): boolean {
    return this._truncated;
  }

  get entry(): IProjectEntry | null {
    return this._entry;
  }

  get error(): Error | null {
    return this._error;
  }

  get selection(): ISelection | null {
    return this._selection;
  }

  get changed(): ISignal<IProjectModel, IModelChange> {
    return this._changed;
  }

  get selectionChanged(): ISignal<IProjectModel, ISelection | null> {
    return this._selectionChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._follower?.dispose();
    Signal.clearData(this);
  }

  start(): Promise<void> {
    this._started ??= this._start();
    return this._started;
  }

  async refresh(): Promise<void> {
    if (!this._started) {
      return this.start();
    }
    await this._load(true);
  }

  relist(): Promise<void> {
    this._listing ??= this._list().finally(() => {
      this._listing = null;
    });
    return this._listing;
  }

  async select(root: string): Promise<void> {
    const entry = this._projects.find(candidate => candidate.root === root);
    if (!entry) {
      throw new Error(`No project at ${root}`);
    }
    this._choice = { ...this._choice, root };
    this._remember();
    await this._open(entry);
  }

  async choose(path: string): Promise<void> {
    this._choice = { path, root: null };
    this._remember();
    await (this._started ? this._load() : this.start());
  }

  setSelection(selection: ISelection | null): void {
    const old = this._selection;
    if (
      old?.module === selection?.module &&
      old?.table === selection?.table &&
      old?.attribute === selection?.attribute
    ) {
      return;
    }
    this._selection = selection;
    this._selectionChanged.emit(selection);
  }

  async synchronise(): Promise<void> {
    await this._synchronise().catch(() => undefined);
  }

  private async _start(): Promise<void> {
    const stored = await this._options.state?.fetch(CHOICE);
    if (stored && typeof stored === 'object' && 'path' in stored) {
      this._choice = stored as Choice;
    }
    await this._load();
    const { Follower } = await import('./state');
    if (this._isDisposed) {
      return;
    }
    this._follower = new Follower({
      events: this._options.events,
      announce: change => this._onAnnounced(change),
      ask: () => this._onAsk()
    });
  }

  /** Finds the projects, then reads the one that was chosen, else the first. */
  private async _load(fresh = false): Promise<void> {
    if (!this._snapshot) {
      this._set('loading', null);
    }
    try {
      const list = await this._options.api.projects(this._choice.path);
      this._projects = list.projects;
      this._truncated = list.truncated;
    } catch (reason) {
      this._fail(reason);
      return;
    }
    const entry =
      this._projects.find(project => project.root === this._choice.root) ??
      this._projects[0];
    if (entry) {
      await this._open(entry, fresh);
    } else {
      this._entry = null;
      this._snapshot = null;
      this._set('none', null);
    }
  }

  private async _list(): Promise<void> {
    const { path } = this._choice;
    const began = Date.now();
    const { projects, truncated } = await this._options.api.projects(path);
    const now = Date.now();
    // A large or slow file system is searched less often.
    this._listAfter = now + Math.max(LISTED, 50 * (now - began));
    if (path !== this._choice.path || !this._entry) {
      return;
    }
    const news = JSON.stringify([projects, truncated]);
    if (news !== JSON.stringify([this._projects, this._truncated])) {
      this._projects = projects;
      this._truncated = truncated;
      this._changed.emit({ modules: [] });
    }
  }

  private async _open(entry: IProjectEntry, fresh = false): Promise<void> {
    const other = this._entry?.root !== entry.root;
    this._entry = entry;
    if (other) {
      this._snapshot = null;
      this.setSelection(null);
      this._set('loading', null);
    }
    try {
      const [answer, state] = await Promise.all([
        this._options.api.project(entry.root, undefined, fresh),
        import('./state')
      ]);
      if (this._entry === entry) {
        this._apply(answer, state);
      }
    } catch (reason) {
      if (this._entry === entry) {
        this._fail(reason);
      }
    }
  }

  private _onAnnounced(change: IProjectChanged): void {
    if (
      change.root === this._entry?.root &&
      change.revision !== this._snapshot?.revision
    ) {
      void this.synchronise();
    }
  }

  private async _onAsk(): Promise<boolean> {
    if (this._status === 'none' || this._status === 'failed') {
      await this._load();
      return false;
    }
    if (Date.now() > this._listAfter) {
      // What keeps the server from answering is said by the next question.
      await this.relist().catch(() => undefined);
    }
    return this._synchronise();
  }

  /**
   * Brings the snapshot up to date; resolves to whether it changed. Calls that come while an exchange is under way
   * share one further exchange, so a burst of events costs two requests.
   */
  private _synchronise(): Promise<boolean> {
    if (!this._exchange) {
      this._exchange = this._catchUp().finally(() => {
        this._exchange = null;
      });
      return this._exchange;
    }
    this._following ??= this._exchange
      .catch(() => false)
      .then(() => {
        this._following = null;
        return this._synchronise();
      });
    return this._following;
  }

  private async _catchUp(): Promise<boolean> {
    const entry = this._entry;
    const snapshot = this._snapshot;
    if (!entry || !snapshot) {
      return false;
    }
    let answer: ProjectAnswer;
    let state: State;
    try {
      [answer, state] = await Promise.all([
        this._options.api.project(entry.root, snapshot.revision),
        import('./state')
      ]);
    } catch (reason) {
      if (this._entry === entry) {
        this._fail(reason);
      }
      throw reason;
    }
    // Another project was chosen, or read anew, meanwhile: this answer belongs to a state that is gone.
    if (this._entry !== entry || this._snapshot !== snapshot) {
      return false;
    }
    return this._apply(answer, state);
  }

  private _apply(
    answer: ProjectAnswer,
    { Snapshot, nextState }: State
  ): boolean {
    const old = this._snapshot;
    if (old && old.revision === answer.revision && !answer.project) {
      if (this._error) {
        this._set('ready', []);
      }
      return false;
    }
    const state = nextState(old?.state ?? null, answer);
    if (!state) {
      this._fail(
        new Error('The server sent a change of a project that was never read')
      );
      return false;
    }
    this._snapshot = new Snapshot(state);
    const { delta } = answer;
    this._set(
      'ready',
      delta && [
        ...delta.modules.map(module => module.name),
        ...delta.removed_modules
      ]
    );
    return true;
  }

  private _set(
    status: ModelStatus,
    modules: ReadonlyArray<string> | null = null
  ) {
    this._status = status;
    this._error = null;
    this._changed.emit({ modules });
  }

  /** Keeps the last good state on screen when there is one. */
  private _fail(reason: unknown): void {
    this._error = reason instanceof Error ? reason : new Error(String(reason));
    this._status = this._snapshot ? 'ready' : 'failed';
    this._changed.emit({ modules: [] });
  }

  private _remember(): void {
    void this._options.state?.save(CHOICE, this._choice);
  }

  private _choice: Choice = { path: '', root: null };
  private _entry: IProjectEntry | null = null;
  private _error: Error | null = null;
  private _exchange: Promise<boolean> | null = null;
  private _following: Promise<boolean> | null = null;
  private _follower: Follower | null = null;
  private _isDisposed = false;
  private _listAfter = Date.now() + LISTED;
  private _listing: Promise<void> | null = null;
  private _projects: IProjectEntry[] = [];
  private _selection: ISelection | null = null;
  private _snapshot: Snapshot | null = null;
  private _started: Promise<void> | null = null;
  private _status: ModelStatus = 'idle';
  private _truncated = false;
  private readonly _changed = new Signal<IProjectModel, IModelChange>(this);
  private readonly _selectionChanged = new Signal<
    IProjectModel,
    ISelection | null
  >(this);
}

export namespace ProjectModel {
  export interface IOptions {
    api: Api;
    /** The stream of the server's events, or null where there is none: then the model only asks. */
    events: ISignal<unknown, Event.Emission> | null;
    /** Where the choice of the project is kept; null forgets it. */
    state: IStateDB | null;
  }
}
