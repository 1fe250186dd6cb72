import type { Cell } from '../grid/page';
import { pythonName, importOf } from './names';
import { pythonValue } from './kernelCell';
import type { IRelatedColumn } from './source';

/** Keys of a parent that are written into a cell at most: there are few, or they are not told. */
export const FEW = 12;

/** What a parent has for the columns that refer to it. */
export interface IParentKeys {
  /** The parent as Python writes it. */
  readonly name: string;
  /** Columns of the table into which rows are inserted. */
  readonly columns: ReadonlyArray<string>;
  readonly kinds: ReadonlyArray<string>;
  /** Values of these columns, one list for each row. */
  readonly keys: ReadonlyArray<ReadonlyArray<Cell>>;
  /** Whether there are others. */
  readonly more: boolean;
}

/**
 * The source of a cell that inserts one row: every attribute with its type, its default and what it may hold. It can be
 * run as it stands; the values are there to be changed.
 *
 * @param id - id of the table
 * @param parents - what its foreign keys may refer to, where there are few
 */
export function insertionSource(
  id: string,
  columns: ReadonlyArray<IRelatedColumn>,
  parents: ReadonlyArray<IParentKeys>
): string {
  const needs = new Set<string>();
  const lines = columns
    .filter(({ automatic }) => !automatic)
    .map(column => {
      const parent = parents.find(one => one.columns.includes(column.name));
      const at = parent?.columns.indexOf(column.name) ?? -1;
      const first = parent?.keys[0]?.[at] ?? null;
      const known = parent
        ? pythonValue({ kind: parent.kinds[at] }, first)
        : null;
      const value = known ?? valueOf(column);
      if (value.startsWith('UUID(')) {
        needs.add('from uuid import UUID');
      }
      if (value.startsWith('uuid4(')) {
        needs.add('from uuid import uuid4');
      }
      const told = [column.type.replace(/\s+/g, ' ')];
      if (column.nullable) {
        told.push('may be None');
      } else if (column.default !== null) {
        told.push(`default ${defaultOf(column.default)}`);
      }
      if (
        column.members.length &&
        !column.members.every(member => column.type.includes(member))
      ) {
        told.push(`one of ${column.members.join(', ')}`);
      }
      if (parent && parent.columns.length === 1 && !parent.more) {
        told.push(
          parent.keys.length
            ? `${parent.name} has ${parent.keys.map(([key]) => shown(parent.kinds[0], key)).join(', ')}`
            : `${parent.name} has no row yet`
        );
      } else if (parent && at === 0) {
        told.push(`of ${parent.name}`);
      }
      if (column.comment) {
        told.push(column.comment.replace(/\s+/g, ' '));
      }
      const isOptional = column.nullable || column.default !== null;
      // What has a default may be left out.
      return `    ${isOptional ? '# ' : ''}${JSON.stringify(column.name)}: ${value},  # ${told.join('; ')}`;
    });
  const several = parents
    .filter(({ columns: own, more }) => own.length > 1 && !more)
    .map(
      ({ name, columns: own, keys, kinds }) =>
        `# ${name} has (${own.join(', ')}): ` +
        (keys.length
          ? keys
              .map(
                key =>
                  `(${key.map((one, at) => shown(kinds[at], one)).join(', ')})`
              )
              .join(', ')
          : 'no row yet')
    );
  return [
    ...needs,
    importOf(id),
    '',
    ...several,
    `${pythonName(id)}.insert1({`,
    ...lines,
    '})'
  ].join('\n');
}

/** A default without the cast that PostgreSQL writes behind it: `'rat'::character varying`. */
function defaultOf(text: string): string {
  return text
    .replace(/::("[^"]+"|[\w. ])+(\(\d+(,\d+)?\))?(\[\])?$/, '')
    .replace(/\s+/g, ' ');
}

function shown(kind: string, value: Cell): string {
  return (pythonValue({ kind }, value) ?? String(value)).replace(/\s+/g, ' ');
}

/** A value of the column's type with which the cell can be run: the least that says what belongs there. */
function valueOf({ type, members }: IRelatedColumn): string {
  if (members.length) {
    return JSON.stringify(members[0]);
  }
  const name = type.toLowerCase();
  const found = VALUES.find(([pattern]) => pattern.test(name));
  return found ? found[1] : '...';
}

const VALUES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^bool|^tinyint\(1\)/, 'False'],
  [/^(u?int|tiny|small|medium|big|serial|year)/, '0'],
  [/^(float|double|real|decimal|numeric)/, '0.0'],
  [/^(datetime|timestamp)/, '"2026-01-01 00:00:00"'],
  [/^date/, '"2026-01-01"'],
  [/^time/, '"00:00:00"'],
  [/^uuid/, 'uuid4()'],
  [/^json/, '{}'],
  [/^(var)?char|^text|^longtext/, '""'],
  [/^<blob|^<djblob|^longblob|^mediumblob|^blob/, '[]'],
  [/^<(attach|object|filepath)|^attach|^filepath/, '"path/to/file"'],
  [/^bytes|^bytea|^binary|^varbinary/, 'b""']
];
