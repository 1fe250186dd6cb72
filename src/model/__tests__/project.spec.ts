import type { Event } from '@jupyterlab/services';
import { StateDB } from '@jupyterlab/statedb';
import { Signal } from '@lumino/signaling';

import {
  sampleProject,
  sampleState,
  sampleTable
} from '../../__tests__/sample';
import type { Api } from '../api';
import { PROJECT_CHANGED } from '../follow';
import { ProjectModel } from '../project';
import type { IProjectEntry, ProjectAnswer } from '../types';

const ROOT = '/home/lab/demo';

function entry(root: string): IProjectEntry {
  return {
    root,
    path: root.slice(root.lastIndexOf('/') + 1),
    name: root,
    packages: [],
    writable: true,
    start_command: `jupyter lab ${root}`
  };
}

/** A server in memory: `revision` goes up with `save`. */
class FakeApi {
  entries = [entry(ROOT), entry('/home/lab/other')];
  fail: Error | null = null;
  requests: (number | undefined)[] = [];
  readAnew = 0;
  revision = 1;

  async projects() {
    if (this.fail) {
      throw this.fail;
    }
    return { projects: this.entries, truncated: false };
  }

  async project(
    root: string,
    since?: number,
    fresh = false
  ): Promise<ProjectAnswer> {
    this.requests.push(since);
    this.readAnew += Number(fresh);
    if (this.fail) {
      throw this.fail;
    }
    if (since === this.revision) {
      return { revision: since };
    }
    if (since === undefined) {
      return sampleState(sampleProject(), { revision: this.revision });
    }
    return {
      revision: this.revision,
      delta: {
        modules: [],
        tables: [
          sampleTable('workflow.subject:Subject', {
            comment: `revision ${this.revision}`
          })
        ],
        removed_modules: [],
        removed_tables: [],
        module_edges: [],
        cycles: [],
        stores: [],
        notebooks: [],
        structure: [],
        findings: []
      }
    };
  }
}

describe('ProjectModel', () => {
  let api: FakeApi;
  let events: Signal<object, Event.Emission>;
  let model: ProjectModel;
  const state = new StateDB();

  const emit = (revision: number, root = ROOT) =>
    events.emit({
      schema_id: PROJECT_CHANGED,
      root,
      revision,
      modules: []
    });
  const comment = () =>
    model.snapshot?.table('workflow.subject:Subject')?.comment;
  const settled = () => new Promise(resolve => setTimeout(resolve, 20));

  beforeEach(async () => {
    await state.clear();
    api = new FakeApi();
    events = new Signal<object, Event.Emission>({});
    model = new ProjectModel({ api: api as unknown as Api, events, state });
  });

  afterEach(() => model.dispose());

  it('asks nothing before it is started', async () => {
    emit(2);
    await settled();
    expect(api.requests).toEqual([]);
    expect(model.status).toBe('idle');
  });

  it('learns of a project that was made meanwhile, and leaves the open one alone', async () => {
    await model.start();
    const { snapshot } = model;
    const changes: unknown[] = [];
    model.changed.connect((_, change) => changes.push(change));
    await model.relist();
    expect(changes).toEqual([]);
    api.entries = [...api.entries, entry('/home/lab/new')];
    await Promise.all([model.relist(), model.relist()]);
    expect(model.projects.map(({ root }) => root)).toContain('/home/lab/new');
    expect(changes).toEqual([{ modules: [] }]);
    expect(model.snapshot).toBe(snapshot);
  });

  it('reads the first project', async () => {
    await model.start();
    expect(model.status).toBe('ready');
    expect(model.entry?.root).toBe(ROOT);
    expect(comment()).toBe('an animal');
  });

  it('keeps the choice of the project', async () => {
    await model.start();
    await model.select('/home/lab/other');
    const second = new ProjectModel({
      api: api as unknown as Api,
      events: null,
      state
    });
    await second.start();
    expect(second.entry?.root).toBe('/home/lab/other');
    second.dispose();
  });

  it('applies what an event announces', async () => {
    await model.start();
    api.revision = 2;
    emit(2);
    await settled();
    expect(comment()).toBe('revision 2');
    expect(model.snapshot?.revision).toBe(2);
  });

  it('has every file read again when it is refreshed, and only then', async () => {
    await model.start();
    await model.choose('pipelines');
    expect(api.readAnew).toBe(0);
    await model.refresh();
    expect(api.readAnew).toBe(1);
  });

  it('ignores events of other projects and of revisions it has', async () => {
    await model.start();
    const before = api.requests.length;
    emit(1);
    emit(5, '/home/lab/other');
    await settled();
    expect(api.requests).toHaveLength(before);
  });

  it('answers a burst of events with few requests', async () => {
    await model.start();
    const before = api.requests.length;
    api.revision = 20;
    for (let revision = 2; revision <= 20; revision++) {
      emit(revision);
    }
    await settled();
    expect(model.snapshot?.revision).toBe(20);
    expect(api.requests.length - before).toBeLessThanOrEqual(2);
  });

  it('finds a change that no event announced when the page is seen again', async () => {
    await model.start();
    api.revision = 7;
    document.dispatchEvent(new Event_('visibilitychange'));
    await settled();
    expect(comment()).toBe('revision 7');
  });

  it('keeps the last good state when the server fails, and recovers', async () => {
    await model.start();
    api.fail = new Error('gone');
    await model.synchronise();
    expect(model.status).toBe('ready');
    expect(model.error?.message).toBe('gone');
    expect(comment()).toBe('an animal');
    api.fail = null;
    await model.synchronise();
    expect(model.error).toBeNull();
  });

  it('says when nothing could be read', async () => {
    api.fail = new Error('no route');
    await model.start();
    expect(model.status).toBe('failed');
    expect(model.error?.message).toBe('no route');
  });

  it('says when there is no project', async () => {
    api.entries = [];
    await model.start();
    expect(model.status).toBe('none');
    expect(model.snapshot).toBeNull();
  });

  it('tells the selection once for each change', async () => {
    const seen: (string | null | undefined)[] = [];
    model.selectionChanged.connect((_, selection) =>
      seen.push(selection?.table)
    );
    const selection = { module: 'a', table: 'a:B', attribute: null };
    model.setSelection(selection);
    model.setSelection({ ...selection });
    model.setSelection(null);
    expect(seen).toEqual(['a:B', undefined]);
  });
});

/** The DOM's class: the name `Event` is that of Jupyter's events here. */
const Event_ = window.Event;
