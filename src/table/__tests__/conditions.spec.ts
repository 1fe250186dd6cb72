import type { IColumn } from '../../grid/page';
import {
  arity,
  conditionsOf,
  fits,
  operatorsOf,
  restrictionOf,
  type ICondition
} from '../conditions';
import type { Dialect } from '../restriction';

const column = (name: string, kind: string, nullable = false): IColumn => ({
  name,
  kind,
  type: kind,
  key: false,
  nullable,
  comment: ''
});

const COLUMNS = [
  column('n', 'integer'),
  column('weight', 'decimal'),
  column('note', 'text', true),
  column('valid', 'bool'),
  column('day', 'date'),
  column('order', 'text'),
  column('Sex of it', 'enum'),
  column('trace', 'binary', true),
  column('tag', 'uuid')
];

const CONDITIONS: ICondition[] = [
  { column: 'n', operator: '=', values: ['1'] },
  { column: 'weight', operator: '<=', values: ['-2.50'] },
  { column: 'note', operator: 'contains', values: ["50 %_\\ it's"] },
  { column: 'note', operator: 'begins', values: ['α\u202e"'] },
  { column: 'note', operator: '<>', values: ["back\\slash's"] },
  { column: 'note', operator: '=', values: [''] },
  { column: 'note', operator: 'null', values: [] },
  { column: 'trace', operator: 'not-null', values: [] },
  { column: 'valid', operator: '=', values: ['FALSE'] },
  { column: 'day', operator: 'between', values: ['2026-01-01', '2026-12-31'] },
  { column: 'n', operator: 'in', values: ['1', '2', '3'] },
  { column: 'Sex of it', operator: 'in', values: ['F', 'M'] },
  {
    column: 'tag',
    operator: '=',
    values: ['6f1c9a0e-2c1d-4d43-8c1c-0a6a2f1f0b11']
  }
];

describe.each<Dialect>(['postgresql', 'mysql'])(
  'conditions for %s',
  dialect => {
    it('become a restriction and are read from it again', () => {
      for (const condition of CONDITIONS) {
        const text = restrictionOf([condition], COLUMNS, dialect);
        expect([text, conditionsOf(text, dialect)]).toEqual([
          text,
          [condition]
        ]);
      }
      const text = restrictionOf(CONDITIONS, COLUMNS, dialect);
      expect(conditionsOf(text, dialect)).toEqual(CONDITIONS);
    });

    it.each([
      'n = 1 OR n = 2',
      'NOT n = 1',
      '(n = 1)',
      "note LIKE 'a%b'",
      "note LIKE '_a%'",
      "note NOT LIKE '%a%'",
      'n NOT IN (1)',
      'n = m',
      'n = 1 AND',
      'n =',
      "note = 'open",
      'n IN (1',
      '; DROP TABLE x'
    ])('leave alone what a list cannot say: %s', text => {
      expect(conditionsOf(text, dialect)).toBeNull();
    });

    it('are none where everything is shown', () => {
      expect(conditionsOf('  ', dialect)).toEqual([]);
      expect(restrictionOf([], COLUMNS, dialect)).toBe('');
    });
  }
);

describe('a restriction in the dialect of the server', () => {
  it('quotes as that server reads it', () => {
    const condition: ICondition[] = [
      { column: 'Sex of it', operator: '=', values: ['a\\'] }
    ];
    expect(restrictionOf(condition, COLUMNS, 'postgresql')).toBe(
      `"Sex of it" = 'a\\'`
    );
    expect(restrictionOf(condition, COLUMNS, 'mysql')).toBe(
      "`Sex of it` = 'a\\\\'"
    );
    const uuid: ICondition[] = [CONDITIONS[CONDITIONS.length - 1]];
    expect(restrictionOf(uuid, COLUMNS, 'mysql')).toBe(
      "tag = X'6f1c9a0e2c1d4d438c1c0a6a2f1f0b11'"
    );
  });
});

describe('what a column can be asked for', () => {
  it('depends on what it holds', () => {
    const [n, , note, valid, , , sex, trace] = COLUMNS;
    expect(operatorsOf(n)).toContain('between');
    expect(operatorsOf(n)).not.toContain('contains');
    expect(operatorsOf(n)).not.toContain('null');
    expect(operatorsOf(note)).toEqual(
      expect.arrayContaining(['contains', 'begins', 'null'])
    );
    expect(operatorsOf(valid)).toEqual(['=']);
    expect(operatorsOf(sex)).not.toContain('<');
    expect(operatorsOf(trace)).toEqual(['null', 'not-null']);
    expect(operatorsOf(column('j', 'json'))).toEqual([]);
    expect(arity('in')).toBeNull();
    expect([arity('between'), arity('null'), arity('=')]).toEqual([2, 0, 1]);
  });

  it.each([
    ['integer', '-12', true],
    ['integer', '1.5', false],
    ['decimal', '1.50', true],
    ['float', '1e-3', true],
    ['float', 'one', false],
    ['date', '2026-01-05', true],
    ['date', 'today', false],
    ['datetime', '2026-01-05 09:00:07.125', true],
    ['datetime', '2026', false],
    ['bool', 'TRUE', true],
    ['bool', 'maybe', false],
    ['uuid', '6f1c9a0e-2c1d-4d43-8c1c-0a6a2f1f0b11', true],
    ['uuid', '6f1c', false],
    ['text', 'anything', true]
  ])('a value of a %s: %s', (kind, value, expected) => {
    expect(fits({ kind }, value)).toBe(expected);
  });
});
