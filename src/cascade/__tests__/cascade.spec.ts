import { nullTranslator } from '@jupyterlab/translation';

import { ApiError, type Api } from '../../model/api';
import {
  CascadeModel,
  masterOf,
  nameOf,
  type ICascadeTable,
  type IQuestion
} from '../model';
import { paintOf } from '../paint';

const QUESTION: IQuestion = {
  schema: 's',
  table: 'a',
  restriction: 'a = 1',
  direction: 'downstream',
  integrity: 'enforce'
};

function table(name: string, more: Partial<ICascadeTable> = {}): ICascadeTable {
  return {
    schema: 's',
    table: name,
    id: `m:${name}`,
    tier: 'Manual',
    master: null,
    master_id: null,
    first: false,
    brought: false,
    estimate: null,
    through: [],
    ...more
  };
}

/** A cascade whose tables and numbers are given; a number of -1 takes too long. */
function cascade(
  tables: ICascadeTable[],
  numbers: Record<string, number>,
  question: Partial<IQuestion> = {}
): { model: CascadeModel; portions: string[][] } {
  const portions: string[][] = [];
  const api = {
    post: async (route: string, body: { tables?: [string, string][] }) => {
      if (route === 'database/cascade') {
        return { tables };
      }
      const names = body.tables!.map(([, name]) => name);
      portions.push(names);
      if (names.some(name => numbers[name] === -1)) {
        throw new ApiError(504, 'It took too long.', 'timeout');
      }
      return {
        counts: names.map(name => ({
          schema: 's',
          table: name,
          count: numbers[name] ?? 0,
          problem: ''
        }))
      };
    }
  } as unknown as Api;
  return {
    model: new CascadeModel(api, 'root', { ...QUESTION, ...question }),
    portions
  };
}

const MANY = Array.from({ length: 40 }, (_, at) => table(`t${at}`));

describe('a cascade', () => {
  it('counts in portions that grow, and tells how far it is', async () => {
    const { model, portions } = cascade(MANY, { t0: 5, t39: 2 });
    const counted: number[] = [];
    model.changed.connect(() => counted.push(model.counted));
    await model.ask();
    expect(portions.flat()).toEqual(MANY.map(one => one.table));
    expect(portions.length).toBeLessThan(8);
    expect(counted[0]).toBe(0);
    expect(counted[counted.length - 1]).toBe(40);
    expect(model.phase).toBe('done');
    expect(model.count(MANY[39])?.count).toBe(2);
  });

  it('asks for tables one by one where a portion takes too long', async () => {
    const tables = MANY.slice(0, 6);
    const { model } = cascade(tables, { t1: -1, t2: 7 });
    await model.ask();
    expect(model.phase).toBe('done');
    expect(model.count(tables[1])).toEqual({
      count: null,
      problem: 'It took too long.'
    });
    expect(model.count(tables[2])?.count).toBe(7);
  });

  it('is cancelled: what is counted stays, nothing more is asked', async () => {
    const { model, portions } = cascade(MANY, {});
    model.changed.connect(() => {
      if (model.counted > 0) {
        model.cancel();
      }
    });
    await model.ask();
    expect(model.phase).toBe('cancelled');
    expect(portions.length).toBe(1);
    expect(model.counted).toBe(portions[0].length);
  });

  it('knows when DataJoint refuses for the sake of a part', async () => {
    const tables = [
      table('a', { first: true }),
      table('b'),
      table('b__part', { master: 'b', tier: 'Part' })
    ];
    const told = async (
      numbers: Record<string, number>,
      question: Partial<IQuestion> = {}
    ) => {
      const { model } = cascade(tables, numbers, question);
      await model.ask();
      return model.refusals.map(part => part.table);
    };
    expect(await told({ a: 1, b__part: 2 })).toEqual(['b__part']);
    // DataJoint looks at tables, not at rows.
    expect(await told({ a: 1, b: 1, b__part: 2 })).toEqual([]);
    expect(await told({ a: 1 })).toEqual([]);
    expect(await told({ b__part: 2 }, { integrity: 'cascade' })).toEqual([]);
    expect(await told({ b__part: 2 }, { direction: 'upstream' })).toEqual([]);
    const { model } = cascade(
      [table('b__part', { master: 'b', first: true })],
      {}
    );
    await model.ask();
    expect(model.refusals.length).toBe(1);
  });

  it('is painted with the tables that have rows, the others named', async () => {
    const { model } = cascade(
      [
        table('a', { first: true, id: 'm.a:A' }),
        table('b', { id: 'm.a:B' }),
        table('c', { id: null }),
        table('d', { id: null })
      ],
      { a: 1, c: 2000 }
    );
    await model.ask();
    const paint = paintOf(model, nullTranslator.load('djlab'));
    expect(paint.title).toBe('A delete of A & "a = 1" would take');
    expect(paint.tables).toEqual({ 'm.a:A': 1 });
    expect(paint.outside).toEqual(['s.c: 2,000']);
  });
});

test('Tables are named as the project names them, those outside it as the database does', () => {
  const part = table('_recording__channel', {
    id: 'workflow.acquisition:Recording.Channel',
    master: '_recording',
    master_id: 'workflow.acquisition:Recording'
  });
  expect(nameOf(part)).toBe('acquisition.Recording.Channel');
  expect(masterOf(part)).toBe('acquisition.Recording');
  const outside = table('_old__x', { id: null, master: '_old' });
  expect(nameOf(outside)).toBe('s._old__x');
  expect(masterOf(outside)).toBe('s._old');
});
