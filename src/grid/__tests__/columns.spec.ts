import { ColumnSet } from '../columns';
import type { IColumn } from '../page';

const columns = ['a', 'b', 'c', 'd'].map((name): IColumn => ({
  name,
  type: 'int32',
  kind: 'integer',
  key: false,
  nullable: false,
  comment: ''
}));

function names(set: ColumnSet): string {
  return set
    .shown(columns)
    .map(({ name }) => name)
    .join('');
}

describe('columns', () => {
  it('are hidden and shown, and keep their places', () => {
    const set = new ColumnSet();
    set.toggle('b');
    expect(names(set)).toBe('acd');
    expect(set.isPlain).toBe(false);
    set.toggle('b');
    expect(names(set)).toBe('abcd');
    expect(set.isPlain).toBe(true);
  });

  it('are moved to the place of another one', () => {
    const set = new ColumnSet();
    set.move(columns, 'd', 'b');
    expect(names(set)).toBe('adbc');
    set.move(columns, 'a', 'b');
    expect(names(set)).toBe('dbac');
    set.move(columns, 'a', 'a');
    set.move(columns, 'x', 'a');
    expect(names(set)).toBe('dbac');
  });

  it('step over those that are hidden', () => {
    const set = new ColumnSet();
    set.toggle('b');
    expect(set.beside(columns, 'a', 1)).toBe('c');
    expect(set.beside(columns, 'a', -1)).toBeNull();
    expect(set.beside(columns, 'd', 1)).toBeNull();
  });

  it('come after those with a place when they are new to the table', () => {
    const set = new ColumnSet();
    set.order = ['c', 'gone', 'a'];
    expect(names(set)).toBe('cabd');
  });
});
