import type { Table } from '../../model/types';
import {
  freeSource,
  installSource,
  isMissingPackage,
  previewSource
} from '../cell';
import { readPayload } from '../payload';

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
      'comment',
      'handle',
      'more',
      'page',
      'title'
    ]);
  });

  it('has cells of known forms only', () => {
    const read = readPayload({
      ...STORED,
      rows: [[{ toString: 'x' }, ['a']], 'no row', [1, 2, 3, 4]]
    });
    expect(read?.page.rows).toEqual([
      ['?', '?', null],
      [1, 2, 3]
    ]);
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

  it('says how many rows the file keeps where the user set it', () => {
    expect(previewSource(table('flat:T'))).not.toContain('stored_rows');
    expect(previewSource(table('flat:T'), '', 0)).toContain(
      '    %load_ext djlab.notebook\n    %config DJLabNotebook.stored_rows = 0\nexcept'
    );
    expect(freeSource('lab', '#rig', 'mysql', '', 3)).toContain(
      '%config DJLabNotebook.stored_rows = 3'
    );
  });

  it('names the table alone on a production host', () => {
    expect(freeSource('lab', '#rig', 'mysql')).toContain(
      'dj.FreeTable(dj.conn(), "`lab`.`#rig`")'
    );
    expect(freeSource('lab', '#rig', 'postgresql')).toContain(
      `dj.FreeTable(dj.conn(), '"lab"."#rig"')`
    );
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
