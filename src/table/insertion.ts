import type { IRelatedColumn } from './source';

/**
 * The source of a cell that inserts one row: every attribute with its type, what it may hold and its default, to be
 * filled in and run by the user.
 *
 * @param expression - the table in Python, such as `subject.Subject`
 * @param statement - what imports it
 */
export function insertionSource(
  statement: string,
  expression: string,
  columns: ReadonlyArray<IRelatedColumn>
): string {
  const lines = columns
    .filter(({ automatic }) => !automatic)
    .map(column => {
      const told = [column.type.replace(/\s+/g, ' ')];
      if (column.nullable) {
        told.push('may be None');
      }
      if (column.comment) {
        told.push(column.comment.replace(/\s+/g, ' '));
      }
      const isOptional = column.nullable || column.default !== null;
      const value = valueOf(column);
      // What has a default may be left out.
      return `    ${isOptional ? '# ' : ''}${JSON.stringify(column.name)}: ${value},  # ${told.join('; ')}`;
    });
  return [statement, '', `${expression}.insert1({`, ...lines, '})'].join('\n');
}

function valueOf({ type, members }: IRelatedColumn): string {
  if (members.length) {
    return members.map(member => JSON.stringify(member)).join(' or ');
  }
  return /^(var)?char|^text/i.test(type) ? '""' : '...';
}
