import type { IColumn, IPage, IRowSource } from '../../grid/page';
import { toCsv } from '../export';
import { insertionSource } from '../insertion';
import { both, comparison, literalOf, nameOf } from '../restriction';

const COLUMN: IColumn = {
  name: 'n',
  type: 'int32',
  kind: 'integer',
  key: true,
  nullable: false,
  comment: ''
};
const TEXT = { ...COLUMN, name: 'Sex of it', kind: 'text', nullable: true };
const BLOB = { ...COLUMN, name: 'image', kind: 'binary' };

describe('a restriction', () => {
  it('quotes names and values', () => {
    expect(nameOf('weight')).toBe('weight');
    expect(nameOf('and')).toBe('"and"');
    expect(comparison(TEXT, '=', "it's")).toBe(`"Sex of it" = 'it''s'`);
    expect(comparison(COLUMN, '>=', '4611686018427387905')).toBe(
      'n >= 4611686018427387905'
    );
    expect(literalOf({ kind: 'float' }, 'NaN')).toBe("'NaN'");
    expect(literalOf({ kind: 'bool' }, true)).toBe('TRUE');
  });

  it('asks for NULL in its own way, and for nothing that is not whole', () => {
    expect(comparison(TEXT, '=', null)).toBe('"Sex of it" IS NULL');
    expect(comparison(TEXT, '<>', null)).toBe('"Sex of it" IS NOT NULL');
    expect(comparison(TEXT, '<=', null)).toBeNull();
    expect(comparison(TEXT, '=', { text: 'a', truncated: true })).toBeNull();
    expect(comparison(BLOB, '=', true)).toBeNull();
  });

  it('is joined to another', () => {
    expect(both('', 'n = 1')).toBe('n = 1');
    expect(both('n = 1', 'm = 2')).toBe('n = 1 AND m = 2');
    expect(both('n = 1 or n = 2', 'm = 2')).toBe('(n = 1 or n = 2) AND m = 2');
  });
});

describe('a cell that inserts a row', () => {
  it('holds every attribute with its type, what may be left out as a comment', () => {
    const column = {
      name: 'number',
      type: 'int32',
      nullable: false,
      default: null,
      members: [],
      automatic: false,
      comment: 'on the card',
      key: true
    };
    expect(
      insertionSource('from workflow import subject', 'subject.Subject', [
        column,
        { ...column, name: 'sex', type: 'enum', members: ['F', 'M'] },
        { ...column, name: 'note', type: 'varchar(9)', nullable: true },
        { ...column, name: 'serial', automatic: true }
      ])
    ).toBe(
      [
        'from workflow import subject',
        '',
        'subject.Subject.insert1({',
        '    "number": ...,  # int32; on the card',
        '    "sex": "F" or "M",  # enum; on the card',
        '    # "note": "",  # varchar(9); may be None; on the card',
        '})'
      ].join('\n')
    );
  });
});

describe('an export', () => {
  it('tells NULL from an empty text, quotes, and counts what is not whole', async () => {
    const pages: IPage[] = [
      {
        columns: [COLUMN, TEXT, BLOB],
        rows: [
          [1, null, null],
          [2, '', true]
        ],
        previous: null,
        next: 'a'
      },
      {
        columns: [COLUMN, TEXT, BLOB],
        rows: [
          [3, 'a "b",\nc', false],
          [4, { text: 'long', truncated: true }, null]
        ],
        previous: 'b',
        next: null
      }
    ];
    const source: IRowSource = {
      jumps: true,
      count: async () => 4,
      page: async ({ cursor }) => pages[cursor === null ? 0 : 1]
    };
    const told: number[] = [];
    const { parts, rows, incomplete } = await toCsv(
      source,
      [],
      new AbortController().signal,
      ({ rows }) => told.push(rows)
    );
    expect(parts.join('')).toBe(
      'n,Sex of it,image\r\n1,,\r\n2,"",\r\n3,"a ""b"",\nc",\r\n4,long,\r\n'
    );
    expect([rows, incomplete, told]).toEqual([4, 3, [2, 4]]);
  });
});
