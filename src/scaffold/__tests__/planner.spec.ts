import type { IPlan } from '../../model';
import { Planner } from '../planner';

/** A server that answers when it is told to. */
class Server {
  readonly asked: string[] = [];

  readonly request = (options: object): Promise<IPlan> => {
    this.asked.push((options as { name: string }).name);
    return new Promise((resolve, reject) => {
      this._answers.push({ resolve, reject });
    });
  };

  async answer(reason?: Error): Promise<void> {
    const { resolve, reject } = this._answers.shift()!;
    if (reason) {
      reject(reason);
    } else {
      const id = this.asked[this.asked.length - this._answers.length - 1];
      resolve({ id } as IPlan);
    }
    await new Promise(done => setTimeout(done));
  }

  private readonly _answers: {
    resolve: (plan: IPlan) => void;
    reject: (reason: Error) => void;
  }[] = [];
}

describe('Planner', () => {
  it('asks at once, one plan at a time, and leaves out what was typed over', async () => {
    const server = new Server();
    const planner = new Planner(server.request);
    const seen: (string | undefined)[] = [];
    planner.changed.connect(() => seen.push(planner.plan?.id));
    for (const name of ['e', 'ep', 'eph', 'ephy']) {
      planner.setOptions({ name });
    }
    expect(server.asked).toEqual(['e']);
    await server.answer();
    expect(server.asked).toEqual(['e', 'ephy']);
    expect(planner.plan?.id).toBe('e');
    expect(planner.isBusy).toBe(true);
    await server.answer();
    expect(planner.plan?.id).toBe('ephy');
    expect(planner.isBusy).toBe(false);
    expect(seen.slice(-2)).toEqual(['e', 'ephy']);
  });

  it('says why there is no plan, and goes on', async () => {
    const server = new Server();
    const planner = new Planner(server.request);
    planner.setOptions({ name: 'a' });
    await server.answer(new Error('no'));
    expect([planner.plan, planner.error, planner.isBusy]).toEqual([
      null,
      'no',
      false
    ]);
    planner.setOptions({ name: 'b' });
    await server.answer();
    expect([planner.plan?.id, planner.error]).toEqual(['b', '']);
  });

  it('is silent once it is disposed', async () => {
    const server = new Server();
    const planner = new Planner(server.request);
    planner.setOptions({ name: 'a' });
    let count = 0;
    planner.changed.connect(() => count++);
    planner.setOptions({ name: 'b' });
    planner.dispose();
    await server.answer();
    expect(count).toBe(1);
    expect(server.asked).toEqual(['a']);
  });
});
