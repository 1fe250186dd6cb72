import type { IColumn } from '../grid/page';
import {
  literalOf,
  nameOf,
  patternOf,
  textOf,
  type Dialect
} from './restriction';

export type Operator =
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'between'
  | 'in'
  | 'contains'
  | 'begins'
  | 'null'
  | 'not-null';

/** One comparison of a restriction whose parts are joined by AND. */
export interface ICondition {
  readonly column: string;
  readonly operator: Operator;
  /** None for NULL, two for BETWEEN, any number for IN, else one. */
  readonly values: ReadonlyArray<string>;
}

const ORDER: ReadonlyArray<Operator> = ['<', '<=', '>', '>=', 'between'];
const NUMBERS = new Set(['integer', 'float', 'decimal']);

/** What a column of a kind can be asked for. */
export function operatorsOf(
  column: Pick<IColumn, 'kind' | 'nullable'>
): Operator[] {
  const nulls: Operator[] = column.nullable ? ['null', 'not-null'] : [];
  switch (column.kind) {
    case 'json':
    case 'binary':
      return nulls;
    case 'bool':
      return ['=', ...nulls];
    case 'enum':
    case 'uuid':
      return ['=', '<>', 'in', ...nulls];
    case 'text':
      return ['=', '<>', 'contains', 'begins', 'in', ...ORDER, ...nulls];
    default:
      return ['=', '<>', ...ORDER, 'in', ...nulls];
  }
}

/** How many values an operator takes; null for any number, of which there is at least one. */
export function arity(operator: Operator): number | null {
  return operator === 'in'
    ? null
    : operator === 'between'
      ? 2
      : operator === 'null' || operator === 'not-null'
        ? 0
        : 1;
}

/** Whether a text may be a value of a column; the database has the last word. */
export function fits(column: Pick<IColumn, 'kind'>, value: string): boolean {
  const text = value.trim();
  switch (column.kind) {
    case 'integer':
      return /^[+-]?\d+$/.test(text);
    case 'float':
    case 'decimal':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
    case 'bool':
      return /^(true|false|0|1)$/i.test(text);
    case 'date':
      return /^\d{1,4}-\d{1,2}-\d{1,2}$/.test(text);
    case 'datetime':
      return /^\d{1,4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?/.test(
        text
      );
    case 'uuid':
      return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text);
    default:
      return true;
  }
}

/** A restriction as DataJoint takes it. Every condition must be whole. */
export function restrictionOf(
  conditions: ReadonlyArray<ICondition>,
  columns: ReadonlyArray<IColumn>,
  dialect: Dialect
): string {
  return conditions
    .map(({ column: name, operator, values }) => {
      const column = columns.find(one => one.name === name);
      const place = nameOf(name, dialect);
      const literal = (value: string) =>
        column
          ? valueOf(column, value, dialect)
          : (textOf(value, dialect) as string);
      switch (operator) {
        case 'null':
          return `${place} IS NULL`;
        case 'not-null':
          return `${place} IS NOT NULL`;
        case 'between':
          return `${place} BETWEEN ${literal(values[0])} AND ${literal(values[1])}`;
        case 'in':
          return `${place} IN (${values.map(literal).join(', ')})`;
        case 'contains':
          return `${place} LIKE ${textOf(`%${patternOf(values[0])}%`, dialect)}`;
        case 'begins':
          return `${place} LIKE ${textOf(`${patternOf(values[0])}%`, dialect)}`;
        default:
          return `${place} ${operator} ${literal(values[0])}`;
      }
    })
    .join(' AND ');
}

function valueOf(column: IColumn, value: string, dialect: Dialect): string {
  if (column.kind === 'bool') {
    return /^(true|1)$/i.test(value.trim()) ? 'TRUE' : 'FALSE';
  }
  const text = NUMBERS.has(column.kind) ? value.trim() : value;
  return literalOf(column, text, dialect) ?? textOf(text, dialect);
}

interface IToken {
  readonly kind: 'text' | 'name' | 'number' | 'word' | 'sign';
  readonly value: string;
}

/**
 * The conditions that a restriction is made of, null where it says more than such a list can.
 */
export function conditionsOf(
  restriction: string,
  dialect: Dialect
): ICondition[] | null {
  const tokens = tokensOf(restriction, dialect);
  if (tokens === null) {
    return null;
  }
  let at = 0;
  const word = (...words: string[]): boolean => {
    const found = words.every(
      (one, step) =>
        tokens[at + step]?.kind === 'word' &&
        tokens[at + step].value.toLowerCase() === one
    );
    at += found ? words.length : 0;
    return found;
  };
  const sign = (one: string): boolean => {
    const found = tokens[at]?.kind === 'sign' && tokens[at].value === one;
    at += found ? 1 : 0;
    return found;
  };
  const value = (): string | null => {
    const token = tokens[at++];
    return token?.kind === 'text' || token?.kind === 'number'
      ? token.value
      : token?.kind === 'word' && /^(true|false)$/i.test(token.value)
        ? token.value.toUpperCase()
        : null;
  };
  const one = (): ICondition | null => {
    const token = tokens[at++];
    if (token?.kind !== 'word' && token?.kind !== 'name') {
      return null;
    }
    const column = token.value;
    const made = (operator: Operator, ...values: (string | null)[]) =>
      values.includes(null)
        ? null
        : { column, operator, values: values as string[] };
    if (word('is', 'not', 'null')) {
      return made('not-null');
    }
    if (word('is', 'null')) {
      return made('null');
    }
    if (word('between')) {
      const low = value();
      return word('and') ? made('between', low, value()) : null;
    }
    if (word('in')) {
      if (!sign('(')) {
        return null;
      }
      const values = [value()];
      while (sign(',')) {
        values.push(value());
      }
      return sign(')') ? made('in', ...values) : null;
    }
    if (word('like')) {
      return likeOf(column, tokens[at++]);
    }
    const operator = tokens[at++];
    return operator?.kind === 'sign' &&
      /^(=|<>|!=|<=?|>=?)$/.test(operator.value)
      ? made(
          (operator.value === '!=' ? '<>' : operator.value) as Operator,
          value()
        )
      : null;
  };
  const found: ICondition[] = [];
  while (at < tokens.length) {
    if (found.length && !word('and')) {
      return null;
    }
    const condition = one();
    if (condition === null) {
      return null;
    }
    found.push(condition);
  }
  return found;
}

function likeOf(column: string, token: IToken | undefined): ICondition | null {
  const match =
    token?.kind === 'text'
      ? /^(%?)((?:[^%_\\]|\\[%_\\])+)%$/.exec(token.value)
      : null;
  return match
    ? {
        column,
        operator: match[1] ? 'contains' : 'begins',
        values: [match[2].replace(/\\([%_\\])/g, '$1')]
      }
    : null;
}

function tokensOf(text: string, dialect: Dialect): IToken[] | null {
  const body = dialect === 'mysql' ? "(?:[^'\\\\]|''|\\\\.)*" : "(?:[^']|'')*";
  const pattern = new RegExp(
    `\\s*(?:'(${body})'|[xX]'([0-9a-fA-F]*)'|"((?:[^"]|"")*)"|\`((?:[^\`]|\`\`)*)\`|` +
      '([+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)|' +
      '([\\p{L}_][\\p{L}\\p{N}_]*)|(<=|>=|<>|!=|[=<>(),]))',
    'uy'
  );
  const tokens: IToken[] = [];
  const source = text.trimEnd();
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (match === null) {
      return null;
    }
    const [, string, hex, quoted, ticked, number, word, sign] = match;
    tokens.push(
      string !== undefined
        ? { kind: 'text', value: unquoted(string, dialect) }
        : hex !== undefined
          ? { kind: 'text', value: uuidOf(hex) }
          : quoted !== undefined
            ? { kind: 'name', value: quoted.replace(/""/g, '"') }
            : ticked !== undefined
              ? { kind: 'name', value: ticked.replace(/``/g, '`') }
              : number !== undefined
                ? { kind: 'number', value: number }
                : word !== undefined
                  ? { kind: 'word', value: word }
                  : { kind: 'sign', value: sign }
    );
  }
  return tokens;
}

/** The bytes of a UUID as people write it. */
function uuidOf(hex: string): string {
  return hex
    .toLowerCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What a text between quotes says. MySQL leaves `\%` and `\_` as they are: they are meant for LIKE. */
function unquoted(text: string, dialect: Dialect): string {
  const plain = text.replace(/''/g, "'");
  return dialect === 'mysql'
    ? plain.replace(/\\(.)/gsu, (whole, character: string) =>
        '%_'.includes(character) ? whole : character
      )
    : plain;
}
