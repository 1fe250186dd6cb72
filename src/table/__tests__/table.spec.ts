import type { IColumn, IPage, IRowSource } from '../../grid/page';
import { toCsv } from '../export';
import { History } from '../history';
import { insertionSource } from '../insertion';
import { jsonTree } from '../jsonTree';
import { pythonKey, valueSource } from '../kernelCell';
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

const TRACE = { name: 'trace', type: '<blob>' };

describe('a restriction', () => {
  it('quotes names and values', () => {
    expect(nameOf('weight', 'postgresql')).toBe('weight');
    expect(nameOf('and', 'postgresql')).toBe('"and"');
    expect(nameOf('and', 'mysql')).toBe('`and`');
    expect(comparison(TEXT, '=', "it's", 'postgresql')).toBe(
      `"Sex of it" = 'it''s'`
    );
    expect(comparison(COLUMN, '>=', '4611686018427387905', 'mysql')).toBe(
      'n >= 4611686018427387905'
    );
    expect(literalOf({ kind: 'float' }, 'NaN', 'postgresql')).toBe("'NaN'");
    expect(literalOf({ kind: 'bool' }, true, 'postgresql')).toBe('TRUE');
  });

  it('asks for NULL in its own way, and for nothing that is not whole', () => {
    expect(comparison(TEXT, '=', null, 'postgresql')).toBe(
      '"Sex of it" IS NULL'
    );
    expect(comparison(TEXT, '<>', null, 'postgresql')).toBe(
      '"Sex of it" IS NOT NULL'
    );
    expect(comparison(TEXT, '<=', null, 'postgresql')).toBeNull();
    expect(
      comparison(TEXT, '=', { text: 'a', truncated: true }, 'postgresql')
    ).toBeNull();
    expect(comparison(BLOB, '=', true, 'postgresql')).toBeNull();
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
    const source = insertionSource(
      'workflow.subject:Subject',
      [
        column,
        { ...column, name: 'sex', type: "enum('F','M')", members: ['F', 'M'] },
        { ...column, name: 'note', type: 'varchar(9)', nullable: true },
        { ...column, name: 'sure', type: 'bool', default: '1', comment: '' },
        {
          ...column,
          name: 'kind',
          type: 'varchar(9)',
          default: "'rat'::character varying",
          comment: ''
        },
        { ...column, name: 'serial', automatic: true },
        { ...column, name: 'token', type: 'uuid', comment: '' }
      ],
      []
    );
    expect(source).toBe(
      [
        'from uuid import uuid4',
        'from workflow import subject',
        '',
        'subject.Subject.insert1({',
        '    "number": 0,  # int32; on the card',
        `    "sex": "F",  # enum('F','M'); on the card`,
        '    # "note": "",  # varchar(9); may be None; on the card',
        '    # "sure": False,  # bool; default 1',
        `    # "kind": "",  # varchar(9); default 'rat'`,
        '    "token": uuid4(),  # uuid',
        '})'
      ].join('\n')
    );
  });

  it('names the keys that the parents have, where there are few', () => {
    const key = {
      name: 'subject_id',
      type: 'int32',
      nullable: false,
      default: null,
      members: [],
      automatic: false,
      comment: '',
      key: true
    };
    const parent = {
      name: 'subject.Subject',
      columns: ['subject_id'],
      kinds: ['integer'],
      keys: [[7], [9]],
      more: false
    };
    const id = 'workflow.session:Session.Note';
    expect(insertionSource(id, [key], [parent])).toContain(
      '    "subject_id": 7,  # int32; subject.Subject has 7, 9\n'
    );
    expect(insertionSource(id, [key], [{ ...parent, more: true }])).toContain(
      '    "subject_id": 7,  # int32; of subject.Subject\n'
    );
    expect(insertionSource(id, [key], [{ ...parent, keys: [] }])).toContain(
      '"subject_id": 0,  # int32; subject.Subject has no row yet'
    );
    const several = {
      name: 'session.Session',
      columns: ['subject_id', 'day'],
      kinds: ['integer', 'date'],
      keys: [
        [7, '2026-01-05'],
        [9, '2026-01-06']
      ],
      more: false
    };
    expect(
      insertionSource(
        id,
        [key, { ...key, name: 'day', type: 'date' }],
        [several]
      )
    ).toBe(
      [
        'from workflow import session',
        '',
        '# session.Session has (subject_id, day): (7, "2026-01-05"), (9, "2026-01-06")',
        'session.Session.Note.insert1({',
        '    "subject_id": 7,  # int32; of session.Session',
        '    "day": "2026-01-05",  # date',
        '})'
      ].join('\n')
    );
  });
});

describe('a cell that opens a value', () => {
  const row = [7, 'a "b"\n', '6f1c9a0e-2c1d-4d43-8c1c-0a6a2f1f0b11'];
  const columns = [
    COLUMN,
    { ...TEXT, name: 'word', key: true },
    { ...COLUMN, name: 'token', kind: 'uuid' }
  ];

  it('fetches it by the key, and imports nothing where that is not allowed', () => {
    const key = pythonKey(columns, row)!;
    expect(key).toBe(
      '{"n": 7, "word": "a \\"b\\"\\n", "token": UUID("6f1c9a0e-2c1d-4d43-8c1c-0a6a2f1f0b11")}'
    );
    const name = { schema: 'lab', table: '__scan' };
    const cell = valueSource('w.scan:Scan', name, 'mysql', key, TRACE, 5e6);
    expect(cell).toContain('from uuid import UUID');
    expect(cell).toContain(
      `from w import scan\n\nvalue = (scan.Scan() & ${key}).fetch1("trace")  # 5,000,000 bytes`
    );
    const free = valueSource(null, name, 'mysql', '{"n": 7}', TRACE, null);
    expect(free).not.toContain('from w');
    expect(free).toContain(
      'value = (dj.FreeTable(dj.conn(), "`lab`.`__scan`") & {"n": 7}).fetch1("trace")\n'
    );
    expect(
      valueSource(null, name, 'postgresql', '{"n": 7}', TRACE, null)
    ).toContain(`dj.FreeTable(dj.conn(), '"lab"."__scan"')`);
    const hostile = { schema: 'a"', table: `b') or exit('` };
    expect(
      valueSource(null, hostile, 'postgresql', '{"n": 7}', TRACE, null)
    ).toContain(
      String.raw`dj.FreeTable(dj.conn(), "\"a\"\"\".\"b') or exit('\"") &`
    );
  });

  it('shows an attachment by what its file holds', () => {
    const column = { name: 'scan', type: '<attach@main>' };
    const name = { schema: 'lab', table: '__scan' };
    expect(
      valueSource('w.scan:Scan', name, 'mysql', '{"n": 7}', column, null)
    ).toContain(
      [
        'from pathlib import Path',
        '',
        'from w import scan',
        '',
        'value = (scan.Scan() & {"n": 7}).fetch1("scan")',
        'value = Path(value) if isinstance(value, str) else value',
        'try:'
      ].join('\n')
    );
  });

  it('is not offered for a row whose key is not known as a whole', () => {
    const cut = { text: 'a', truncated: true };
    expect(pythonKey(columns, [7, cut, row[2]])).toBeNull();
    expect(pythonKey([{ ...TEXT, key: false }], ['a'])).toBeNull();
  });
});

describe('rows that were shown', () => {
  it('are gone back to and forward again, in the order they were left in', () => {
    const history = new History();
    const place = (table: string) => ({ schema: 's', table, restriction: '' });
    history.push(place('a'));
    history.keep({ order: [['n', true]] });
    history.push(place('b'));
    expect(history.move(1)).toBe(false);
    expect(history.move(-1)).toBe(true);
    expect(history.place).toEqual({ ...place('a'), order: [['n', true]] });
    expect([history.canGoBack, history.canGoForward]).toEqual([false, true]);
    history.push(place('c'));
    expect(history.canGoForward).toBe(false);
    expect(history.move(-1)).toBe(true);
    expect(history.place.table).toBe('a');
  });
});

describe('JSON', () => {
  it('is a tree of texts, made as far as it is opened', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const value = {
      [hostile]: hostile,
      list: Array.from({ length: 250 }, (_, at) => at),
      deep: { a: { b: { c: 1 } } },
      empty: [],
      nothing: null
    };
    const tree = jsonTree(value, count => `${count} more`);
    expect(tree.querySelector('img')).toBeNull();
    expect(tree.textContent).toContain(hostile);
    expect(tree.textContent).toContain('150 more');
    expect(tree.textContent).not.toContain('"c"');
    tree.querySelector('button')!.click();
    expect(tree.textContent).toContain('50 more');
    expect(tree.textContent).toContain('199');
  });

  it('bears hostile sizes', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 5000; depth++) {
      nested = [nested];
    }
    expect(jsonTree(nested, String).tagName).toBe('DETAILS');
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
