import type { IColumn, IPage, IPageRequest, IRowSource } from '../page';
import { RowWindow, SIZE } from '../window';

const COLUMN: IColumn = {
  name: 'id',
  type: 'int32',
  kind: 'integer',
  key: true,
  nullable: false,
  comment: ''
};

/** A table whose ids are 0 … `count` - 1; cursors are ids. */
class Table implements IRowSource {
  constructor(
    private readonly _count: number,
    readonly jumps: boolean
  ) {}

  readonly asked: IPageRequest[] = [];

  async page(request: IPageRequest): Promise<IPage> {
    this.asked.push(request);
    const { cursor, backwards, at, size } = request;
    let from: number;
    let to: number;
    if (at !== undefined) {
      from = Math.floor(at * this._count);
      to = Math.min(this._count, from + size);
    } else if (backwards) {
      to = cursor === null ? this._count : Number(cursor);
      from = Math.max(0, to - size);
    } else {
      from = cursor === null ? 0 : Number(cursor) + 1;
      to = Math.min(this._count, from + size);
    }
    return {
      columns: [COLUMN],
      rows: Array.from({ length: to - from }, (_, row) => [from + row]),
      previous: from > 0 ? String(from) : null,
      next: to < this._count ? String(to - 1) : null
    };
  }

  async count(): Promise<number> {
    return this._count;
  }
}

function open(count: number, jumps: boolean) {
  const table = new Table(count, jumps);
  const rows = new RowWindow(() => table);
  return { table, rows };
}

describe('rows of which the number is not known', () => {
  it('are read one page after the other while they are scrolled through', async () => {
    const { rows } = open(1050, false);
    await rows.load('first');
    const seen = new Set<unknown>();
    let top = 0;
    rows.changed.connect((_, { shift }) => {
      top += shift;
    });
    for (let step = 0; step < 500 && seen.size < 1050; step++) {
      for (let row = top; row < top + 20; row++) {
        const found = rows.row(row)?.[0];
        if (found !== undefined) {
          seen.add(found);
        }
      }
      await rows.need(top, top + 20);
      top = Math.min(top + 15, Math.max(0, rows.length - 20));
    }
    expect(seen.size).toBe(1050);
    expect(rows.hasNext).toBe(false);
  });

  it('keep a bounded number and stay where they are seen', async () => {
    const { rows } = open(5000, false);
    await rows.load('first');
    let top = 0;
    rows.changed.connect((_, { shift }) => {
      top += shift;
    });
    for (let step = 0; step < 30; step++) {
      top = rows.end - 20;
      const seen = rows.row(top)?.[0];
      await rows.need(top, top + 20);
      expect(rows.row(top)?.[0]).toBe(seen);
      expect(rows.end - rows.start).toBeLessThan(1300);
      expect(rows.first).toBe(rows.row(rows.start)?.[0]);
    }
    expect(rows.hasPrevious).toBe(true);
    const seen = rows.row((top = rows.start))?.[0];
    await rows.need(top, top + 20);
    expect(rows.row(top)?.[0]).toBe(seen);
    expect(rows.row(top - 1)?.[0]).toBe(Number(seen) - 1);
  });

  it('are read from the end', async () => {
    const { rows } = open(350, false);
    await rows.load('last');
    expect(rows.row(rows.end - 1)).toEqual([349]);
    expect(rows.first).toBeNull();
    rows.setTotal(350, true);
    expect(rows.first).toBe(250);
  });

  it('are asked for only when somebody wants more than the stored ones', async () => {
    const { rows, table } = open(350, false);
    rows.show(
      { columns: [COLUMN], rows: [[0]], previous: null, next: null },
      true
    );
    await rows.need(0, 10);
    expect(table.asked).toHaveLength(0);
    expect(rows.isStored).toBe(true);
    await rows.load('first');
    expect(rows.end).toBe(SIZE);
  });
});

describe('rows of which the number is known', () => {
  it('are reached by one jump', async () => {
    const { rows, table } = open(1_000_000, true);
    await rows.load('first');
    rows.setTotal(1_000_000, true);
    expect(rows.length).toBe(1_000_000);
    await rows.need(500_000, 500_020);
    expect(table.asked).toHaveLength(2);
    expect(rows.row(500_010)).toEqual([500_010]);
    await rows.need(999_980, 999_999);
    expect(rows.row(999_999)).toEqual([999_999]);
    expect(rows.length).toBe(1_000_000);
  });

  it('come to stand at their true place when an end is reached', async () => {
    const { rows } = open(1000, true);
    await rows.load('first');
    rows.setTotal(5000, false);
    let top = 2000;
    rows.changed.connect((_, { shift }) => {
      top += shift;
    });
    await rows.need(top, top + 20);
    expect(rows.row(2000)).toEqual([400]);
    for (let step = 0; step < 20 && rows.hasPrevious; step++) {
      top = rows.start;
      await rows.need(top, top + 20);
    }
    expect(rows.start).toBe(0);
    expect(rows.row(399)).toEqual([399]);
    expect(rows.first).toBe(0);
  });

  it('do not show an answer that came too late', async () => {
    const { rows } = open(1_000_000, true);
    await rows.load('first');
    rows.setTotal(1_000_000, true);
    const first = rows.need(500_000, 500_020);
    const second = rows.need(700_000, 700_020);
    await Promise.all([first, second]);
    expect(rows.row(700_000)?.[0]).toBeGreaterThan(690_000);
    expect(rows.row(500_000)).toBeUndefined();
  });

  it('keep their order when another one is refused or cancelled', async () => {
    const table = new Table(500, true);
    const page = table.page.bind(table);
    let answer = async (): Promise<IPage> => {
      throw new Error('no index');
    };
    table.page = request => (request.order.length ? answer() : page(request));
    const rows = new RowWindow(() => table);
    await rows.load('first');
    await rows.sort([['id', true]]);
    expect(rows.problem?.message).toBe('no index');
    expect(rows.order).toEqual([]);
    rows.retry();
    await rows.need(70, 99);
    expect(rows.problem).toBeNull();
    expect(rows.end).toBe(200);

    answer = () => new Promise(() => undefined);
    void rows.sort([['id', true]]);
    expect(rows.order).toEqual([['id', true]]);
    rows.cancel('cancelled');
    expect(rows.order).toEqual([]);
    expect(rows.problem).toBeNull();
  });

  it('say what went wrong, and ask again when told to', async () => {
    let fails = true;
    const table = new Table(10, false);
    const source: IRowSource = {
      jumps: false,
      count: () => table.count(),
      page: async request => {
        if (fails) {
          throw new Error('no connection');
        }
        return table.page(request);
      }
    };
    const rows = new RowWindow(() => source);
    await rows.load('first');
    expect(rows.problem?.message).toBe('no connection');
    fails = false;
    void rows.load('first');
    rows.cancel('cancelled');
    expect(rows.problem?.message).toBe('cancelled');
    await rows.load('first');
    expect(rows.problem).toBeNull();
    expect(rows.length).toBe(10);
  });
});
