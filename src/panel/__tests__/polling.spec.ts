import { Signal } from '@lumino/signaling';

import type { Api } from '../../model';
import { tellAnswer } from '../../model/answers';
import type { IProjectModel } from '../../tokens';
import { DatabaseModel } from '../database/model';
import { StatusModel } from '../status/model';

const SECOND = 1000;

/** The routes of the database, each of which takes a second, and what was asked of them when. */
class Routes {
  readonly asked: { route: string; root: string; at: number }[] = [];
  state = 'connected';
  fails = false;

  async get(route: string, { root }: { root: string }): Promise<unknown> {
    this.asked.push({ route, root, at: Date.now() });
    await new Promise(resolve => setTimeout(resolve, SECOND));
    if (route !== 'database' && this.fails) {
      throw new Error('The database at lab does not answer.');
    }
    return {
      database: { state: this.fails ? 'failed' : this.state, off: false },
      'database/tables': { tables: [] },
      'database/status': { tables: [], errors: [], read_at: 0, of: root }
    }[route];
  }

  /** When a route was asked, in seconds since the first time. */
  times(route: string): number[] {
    const found = this.asked.filter(one => one.route === route);
    return found.map(({ at }) => (at - found[0].at) / SECOND);
  }
}

function gaps(times: number[]): number[] {
  return times.slice(1).map((time, place) => time - times[place]);
}

describe('the polls of the live database', () => {
  let routes: Routes;
  let project: { entry: { root: string }; changed: Signal<unknown, void> };
  let isShown: boolean;
  let isHidden: boolean;
  let database: DatabaseModel;
  let status: StatusModel;

  beforeEach(() => {
    jest.useFakeTimers();
    isShown = true;
    isHidden = false;
    jest.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden);
    routes = new Routes();
    project = { entry: { root: '/lab/one' }, changed: new Signal({}) };
    database = new DatabaseModel({
      api: routes as unknown as Api,
      model: project as unknown as IProjectModel,
      isVisible: () => isShown
    });
    status = new StatusModel(database, () => isShown);
  });

  afterEach(() => {
    status.dispose();
    database.dispose();
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  /** The section is opened, and everything has answered. */
  async function open(): Promise<void> {
    database.wake();
    status.refresh();
    await jest.advanceTimersByTimeAsync(10 * SECOND);
  }

  it('ask nothing before somebody looks, then every half minute', async () => {
    await jest.advanceTimersByTimeAsync(600 * SECOND);
    expect(routes.asked).toEqual([]);
    await open();
    expect(routes.times('database/status')).toEqual([0]);
    expect(status.status).not.toBeNull();
    await jest.advanceTimersByTimeAsync(300 * SECOND);
    expect(gaps(routes.times('database/status'))).toEqual(Array(9).fill(31));
    expect(gaps(routes.times('database/tables')).every(gap => gap >= 20)).toBe(
      true
    );
  });

  it.each(['the section', 'the page'])(
    'ask nothing while %s is hidden, and at once when somebody looks again',
    async what => {
      await open();
      [isShown, isHidden] = what === 'the page' ? [true, true] : [false, false];
      const before = routes.asked.length;
      await jest.advanceTimersByTimeAsync(3600 * SECOND);
      expect(routes.asked.length).toBe(before);
      status.refresh();
      database.wake();
      await jest.advanceTimersByTimeAsync(60 * SECOND);
      expect(routes.asked.length).toBe(before);
      [isShown, isHidden] = [true, false];
      status.refresh();
      database.wake();
      await jest.advanceTimersByTimeAsync(5 * SECOND);
      const routesAsked = routes.asked.slice(before).map(one => one.route);
      expect(new Set(routesAsked)).toEqual(
        new Set(['database', 'database/status', 'database/tables'])
      );
    }
  );

  it('ask a failing database less and less often, and as before once it answers', async () => {
    // The longest pause that may be drawn.
    jest.spyOn(Math, 'random').mockReturnValue(0.999999);
    await open();
    routes.fails = true;
    await jest.advanceTimersByTimeAsync(3 * 3600 * SECOND);
    const tables = gaps(routes.times('database/tables'));
    expect(Math.max(...tables)).toBeGreaterThan(295);
    expect(Math.max(...tables)).toBeLessThan(310);
    const first = tables.findIndex(gap => gap > 30);
    expect(tables.slice(first)).toEqual(
      [...tables.slice(first)].sort((a, b) => a - b)
    );
    // Nobody reads the status of a database that does not answer.
    expect(routes.times('database/status').length).toBeLessThan(4);
    routes.fails = false;
    await jest.advanceTimersByTimeAsync(310 * SECOND);
    const before = routes.times('database/status').length;
    await jest.advanceTimersByTimeAsync(310 * SECOND);
    expect(routes.times('database/status').length - before).toBe(10);
    expect(status.error).toBeNull();
  });

  it('ask less often where the status alone fails, and say why', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.999999);
    await open();
    const get = routes.get.bind(routes);
    jest.spyOn(routes, 'get').mockImplementation(async (route, query) => {
      const answer = await get(route, query);
      if (route === 'database/status') {
        throw new Error('The statement took longer than the time limit.');
      }
      return answer;
    });
    await jest.advanceTimersByTimeAsync(2 * 3600 * SECOND);
    expect(status.error).toMatch('time limit');
    const found = gaps(routes.times('database/status'));
    expect(found.slice(0, 5).map(Math.round)).toEqual([31, 91, 271, 601, 601]);
  });

  it('read again when they are told to, once at a time', async () => {
    await open();
    status.refresh();
    status.refresh();
    await jest.advanceTimersByTimeAsync(500);
    expect(status.isReading).toBe(true);
    status.refresh();
    await jest.advanceTimersByTimeAsync(5 * SECOND);
    expect(status.isReading).toBe(false);
    expect(routes.times('database/status')).toHaveLength(2);
  });

  it('go over to another project at once, and take no late answer of the one before', async () => {
    await open();
    status.refresh();
    await jest.advanceTimersByTimeAsync(500);
    project.entry = { root: '/lab/two' };
    project.changed.emit();
    await jest.advanceTimersByTimeAsync(5 * SECOND);
    expect(routes.asked.at(-1)?.root).toBe('/lab/two');
    expect(status.status).toMatchObject({ of: '/lab/two' });
    expect(status.isReading).toBe(false);
  });

  it('look at the connection when another surface finds it gone, and when one gets an answer again', async () => {
    await open();
    expect(database.state?.state).toBe('connected');
    const before = routes.times('database').length;
    routes.state = 'failed';
    for (const root of ['/lab/other', '/lab/one', '/lab/one']) {
      tellAnswer('database/rows', root, 'unreachable');
    }
    tellAnswer('database/rows', '/lab/one', 'missing');
    await jest.advanceTimersByTimeAsync(1.5 * SECOND);
    expect(database.state?.state).toBe('failed');
    expect(routes.times('database').length).toBe(before + 1);
    routes.state = 'connected';
    tellAnswer('database/rows', '/lab/one', '');
    await jest.advanceTimersByTimeAsync(1.5 * SECOND);
    expect(database.state?.state).toBe('connected');
    tellAnswer('database/rows', '/lab/one', '');
    tellAnswer('database', '/lab/one', 'unreachable');
    await jest.advanceTimersByTimeAsync(1.5 * SECOND);
    expect(routes.times('database').length).toBe(before + 2);
  });
});
