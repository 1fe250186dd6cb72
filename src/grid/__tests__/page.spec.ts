import {
  cellText,
  describe as inWords,
  nextOrder,
  visible,
  type IColumn
} from '../page';
import { htmlTable } from '../table';

const NOTE: IColumn = {
  name: 'note',
  type: 'varchar(20)',
  kind: 'text',
  key: false,
  nullable: true,
  comment: ''
};
const KEY = { ...NOTE, key: true, nullable: false, comment: 'number' };
const BLOB = { ...NOTE, name: 'image', type: '<blob>', kind: 'binary' };

describe('cells', () => {
  it('tell NULL from an empty text and from what was not read', () => {
    expect(cellText(NOTE, null)).toBe('NULL');
    expect(cellText(NOTE, '')).toBe('');
    expect(cellText(BLOB, true)).toBe('<blob>');
    expect(cellText(NOTE, { text: 'long', truncated: true })).toBe('long…');
  });

  it('have columns that say type, key and comment', () => {
    expect(inWords(KEY)).toBe('varchar(20), primary key: number');
    expect(inWords(NOTE)).toBe('varchar(20), nullable');
  });

  it('show what is invisible or turns the direction of writing', () => {
    expect(visible('a\u202egnp.exe\u202c\n\tb\u0000ü😀')).toBe(
      'a\\u202egnp.exe\\u202c⏎⇥b\\u0000ü😀'
    );
  });
});

describe('a value in a store', () => {
  it('is told in few words, as a notebook without djlab tells it', () => {
    const examples: { type: string; text: string; told: string | null }[] =
      jest.requireActual('../../../tests/notebook/references.json');
    expect(examples.length).toBeGreaterThan(9);
    for (const { type, text, told } of examples) {
      const column = { ...NOTE, type, kind: 'json' };
      expect(cellText(column, text)).toBe(told ?? text);
    }
  });
});

describe('the order', () => {
  it('goes up, down, and back to the key', () => {
    expect(nextOrder([], 'a')).toEqual([['a', false]]);
    expect(nextOrder([['a', false]], 'a')).toEqual([['a', true]]);
    expect(nextOrder([['a', true]], 'a')).toEqual([]);
    expect(nextOrder([['a', true]], 'b')).toEqual([['b', false]]);
  });
});

describe('the HTML table', () => {
  it('holds hostile values as text', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const table = htmlTable(
      { columns: [{ ...NOTE, name: hostile }], rows: [[hostile], [null]] },
      hostile
    );
    expect(table.querySelector('img')).toBeNull();
    expect(table.rows[1].textContent).toBe(hostile);
    expect(table.rows[2].cells[0].classList).toContain('djlab-mod-null');
  });
});
