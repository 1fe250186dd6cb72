import type { Event } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';

import { Snapshot, type Project } from '../../model';
import { Api } from '../../model/api';
import { ProjectModel } from '../../model/project';
import type { IModelChange, IProjectModel, ISelection } from '../../tokens';

/** A project as an output keeps it: it never changes, and nothing is asked of the server. */
export class StoredModel implements IProjectModel {
  constructor(project: Project) {
    this.snapshot = new Snapshot({
      revision: 0,
      writable: false,
      contents_path: null,
      watching: 'events',
      project
    });
  }

  readonly status = 'ready';
  readonly snapshot: Snapshot;
  readonly folder = '';
  readonly projects = [];
  readonly truncated = false;
  readonly entry = null;
  readonly error = null;
  readonly selection = null;
  readonly changed: Signal<IProjectModel, IModelChange> = new Signal(this);
  readonly selectionChanged: Signal<IProjectModel, ISelection | null> =
    new Signal(this);

  start = (): Promise<void> => Promise.resolve();
  refresh = this.start;
  relist = this.start;
  synchronise = this.start;
  select = this.start;
  choose = this.start;
  setSelection(): void {
    // What is selected in an output is nobody else's concern.
  }
}

/**
 * The projects that outputs follow, one model for each, for as long as an output shows it.
 */
export class LiveModels {
  constructor(
    private readonly _api: Api,
    private readonly _events: ISignal<unknown, Event.Emission>
  ) {}

  /**
   * A model of the project at an absolute path, or null when the server knows none there.
   *
   * @param near - contents path of a folder inside the project or around it
   */
  async acquire(root: string, near: string): Promise<IProjectModel | null> {
    let use = this._used.get(root);
    if (!use) {
      use = { model: this._open(root, near), count: 0 };
      this._used.set(root, use);
    }
    use.count++;
    const model = await use.model;
    if (!model) {
      this._used.delete(root);
    }
    return model;
  }

  release(root: string): void {
    const use = this._used.get(root);
    if (use && --use.count === 0) {
      this._used.delete(root);
      void use.model.then(model => model?.dispose());
    }
  }

  private async _open(
    root: string,
    near: string
  ): Promise<ProjectModel | null> {
    for (const path of new Set([near, ''])) {
      const { projects } = await this._api.projects(path);
      if (projects.some(project => project.root === root)) {
        const model = new ProjectModel({
          api: this._api,
          events: this._events,
          state: null
        });
        await model.choose(path);
        if (model.entry?.root !== root) {
          await model.select(root);
        }
        return model;
      }
    }
    return null;
  }

  private readonly _used = new Map<
    string,
    { model: Promise<ProjectModel | null>; count: number }
  >();
}
