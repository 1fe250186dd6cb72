import type { IColumn, Row } from '../page';
import { ColumnWidths } from '../widths';

function column(name: string, type = 'varchar(400)'): IColumn {
  return { name, type, kind: 'text', key: false, nullable: false, comment: '' };
}

function of(length: number): string {
  return 'x'.repeat(length);
}

/** Pixels of a text. */
function wide(characters: number): number {
  return Math.round(characters * 7.3) + 20;
}

describe('widths of columns', () => {
  const columns = [column('a'), column('b'), column('c')];
  const rows: Row[] = [
    [of(10), of(60), of(90)],
    [of(20), null, '']
  ];

  it('are those of the texts, the long ones cut where nothing is free', () => {
    const widths = new ColumnWidths();
    widths.measure(columns, rows);
    expect(widths.fit(columns, 0)).toEqual([wide(20), wide(40), wide(40)]);
  });

  it('take what is free: first those that lack least', () => {
    const widths = new ColumnWidths();
    widths.measure(columns, rows);
    const all = wide(20) + wide(60) + wide(90);
    expect(widths.fit(columns, all)).toEqual([wide(20), wide(60), wide(90)]);
    // What is free beyond stays free.
    expect(widths.fit(columns, 5000)).toEqual([wide(20), wide(60), wide(90)]);
    expect(widths.fit(columns, all - 50)).toEqual([
      wide(20),
      wide(60),
      wide(90) - 50
    ]);
    // And they give it back where the grid is narrower.
    expect(widths.fit(columns, 100)).toEqual([wide(20), wide(40), wide(40)]);
  });

  it('grow for wider texts on later pages, and never shrink for narrower ones', () => {
    const widths = new ColumnWidths();
    const page: Row[] = [[of(5), of(5), of(5)]];
    widths.measure(columns, page);
    const narrow = wide('varchar(400)'.length);
    expect(widths.fit(columns, 2000)).toEqual([narrow, narrow, narrow]);
    widths.measure(columns, [...page, [of(80), of(5), of(5)]]);
    expect(widths.fit(columns, 2000)).toEqual([wide(80), narrow, narrow]);
    widths.measure(columns, [[of(1), of(1), of(1)]]);
    expect(widths.fit(columns, 2000)).toEqual([wide(80), narrow, narrow]);
  });

  it('are kept where the user chose them', () => {
    const widths = new ColumnWidths();
    widths.measure(columns, rows);
    const given = widths.fit(columns, 2000);
    columns.forEach(({ name }, at) => widths.choose(name, given[at]));
    expect([...widths.chosen]).toEqual([]);
    widths.choose('b', 77);
    expect([...widths.chosen]).toEqual([['b', 77]]);
    widths.measure(columns, [[of(30), of(200), of(30)]]);
    expect(widths.fit(columns, 2000)).toEqual([wide(30), 77, wide(90)]);
    expect(widths.fit(columns, 0)).toEqual([wide(30), 77, wide(40)]);
  });

  it('show a whole type where there is room, and count what is written out', () => {
    const type = "enum('good','fair','poor')";
    const some = [column('grade', type), column('text', 'text')];
    const widths = new ColumnWidths();
    widths.measure(some, [['good', '\u202e\u202e']]);
    expect(widths.fit(some, 0)).toEqual([wide(16), wide(12)]);
    expect(widths.fit(some, 900)).toEqual([wide(type.length), wide(12)]);
  });

  it('are bounded, whatever the texts are', () => {
    const widths = new ColumnWidths();
    widths.measure([column('a')], [[of(1_000_000)]]);
    expect(widths.fit([column('a')], 1e9)).toEqual([wide(400)]);
  });
});
