import type { Table } from '../../model/types';
import { installSource, isMissingPackage, previewSource } from '../cell';
import { nextOrder, PageModel } from '../gridModel';
import { cellText, describe as inWords, readPayload } from '../payload';
import { htmlTable } from '../table';

const KEY = {
  name: 'subject_id',
  type: 'int32',
  kind: 'integer',
  key: true,
  nullable: false,
  comment: 'number'
};
const NOTE = {
  name: 'note',
  type: 'varchar(20)',
  kind: 'text',
  key: false,
  nullable: true,
  comment: ''
};
const BLOB = { ...NOTE, name: 'image', type: '<blob>', kind: 'binary' };

const STORED = {
  protocol: 1,
  // eslint-disable-next-line jupyter/no-untranslated-string
  title: 'Subject',
  comment: '',
  columns: [KEY, NOTE, BLOB],
  column_count: 3,
  rows: [
    [1, '', true],
    [2, null, null],
    [3, { text: 'long', truncated: true }, false]
  ],
  more: true,
  handle: 'abc'
};

function payload() {
  const read = readPayload(STORED);
  if (!read) {
    throw new Error('not read');
  }
  return read;
}

describe('a stored output', () => {
  it.each([
    null,
    7,
    'text',
    [],
    {},
    { protocol: 2, columns: [], rows: [] },
    { protocol: 1, columns: 'a', rows: [] }
  ])('of an unknown form is not shown: %j', data => {
    expect(readPayload(data)).toBeNull();
  });

  it('holds nothing but rows and a handle', () => {
    const read = readPayload({ ...STORED, code: 'alert(1)', sql: 'DROP' });
    expect(Object.keys(read ?? {}).sort()).toEqual([
      'columnCount',
      'columns',
      'comment',
      'handle',
      'more',
      'rows',
      'title'
    ]);
  });

  it('has cells of known forms only', () => {
    const read = readPayload({
      ...STORED,
      rows: [[{ toString: 'x' }, ['a']], 'no row', [1, 2, 3, 4]]
    });
    expect(read?.rows).toEqual([
      ['?', '?', null],
      [1, 2, 3]
    ]);
  });
});

describe('cells', () => {
  it('tell NULL from an empty text and from what was not read', () => {
    expect(cellText(NOTE, null)).toBe('NULL');
    expect(cellText(NOTE, '')).toBe('');
    expect(cellText(BLOB, true)).toBe('<blob>');
    expect(cellText(NOTE, { text: 'long', truncated: true })).toBe('long…');
  });

  it('have columns that say type, key and comment', () => {
    expect(inWords(KEY)).toBe('int32, primary key: number');
    expect(inWords(NOTE)).toBe('varchar(20), nullable');
  });
});

describe('the grid', () => {
  it('shows names with key and order, types below, and the cells', () => {
    const model = new PageModel(payload(), [['note', true]]);
    expect(model.data('column-header', 0, 0)).toBe('🔑 subject_id');
    expect(model.data('column-header', 0, 1)).toBe('note ▼');
    expect(model.data('column-header', 1, 0)).toBe('int32');
    expect(model.data('body', 1, 1)).toBe('NULL');
    expect(model.rowCount('body')).toBe(3);
  });

  it('orders up, down, and by the key again', () => {
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

describe('the preview cell', () => {
  const table = (id: string) => ({ id }) as Table;

  it('imports the module as the project does', () => {
    expect(previewSource(table('workflow.subject:Subject'))).toContain(
      'from workflow import subject\n\nsubject.Subject()'
    );
    expect(previewSource(table('a.b.c:Master.Part'))).toContain(
      'from a.b import c\n\nc.Master.Part()'
    );
    expect(previewSource(table('flat:T'))).toContain('import flat\n\nflat.T()');
  });

  it('installs the project from where the notebook is', () => {
    expect(installSource('demo', 'demo/notebooks')).toBe(
      '%pip install -e ".."'
    );
    expect(installSource('', '')).toBe('%pip install -e "."');
    expect(installSource('a/b', 'a/c')).toBe('%pip install -e "../b"');
  });

  it('knows a package that is not installed', () => {
    const missing = "No module named 'workflow'";
    expect(isMissingPackage('ModuleNotFoundError', missing, ['workflow'])).toBe(
      true
    );
    expect(
      isMissingPackage('ModuleNotFoundError', "No module named 'spam'", [
        'workflow'
      ])
    ).toBe(false);
    expect(isMissingPackage('NameError', missing, ['workflow'])).toBe(false);
  });
});
