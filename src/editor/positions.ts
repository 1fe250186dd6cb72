import type { ITextEdit } from '../model';

/**
 * The offset of a place in a text, in UTF-16 units as the page counts them.
 *
 * @param line - from 1
 * @param column - from 1, in code points as the server counts them
 */
export function offsetOf(
  lines: ReadonlyArray<string>,
  line: number,
  column: number
): number {
  const row = Math.min(Math.max(1, line), lines.length);
  let offset = 0;
  for (const before of lines.slice(0, row - 1)) {
    offset += before.length + 1;
  }
  return offset + columnOffset(lines[row - 1], column);
}

/** How many UTF-16 units lie before a column that counts code points from 1. */
export function columnOffset(line: string, column: number): number {
  let units = 0;
  let left = column - 1;
  for (const character of line) {
    if (left-- <= 0) {
      break;
    }
    units += character.length;
  }
  return units;
}

/** A change of a text, in the form that editors take. */
export interface IChange {
  from: number;
  to: number;
  insert: string;
}

/** Edits as changes, the last of the text first. */
export function changesOf(
  text: string,
  edits: ReadonlyArray<ITextEdit>
): IChange[] {
  const lines = text.split('\n');
  return edits
    .map(edit => ({
      from: offsetOf(lines, edit.line, edit.column),
      to: offsetOf(lines, edit.end_line, edit.end_column),
      insert: edit.text
    }))
    .sort((a, b) => b.from - a.from);
}

/** A text with changes applied that `changesOf` gave. */
export function applyChanges(
  text: string,
  changes: ReadonlyArray<IChange>
): string {
  return changes.reduce(
    (result, { from, to, insert }) =>
      result.slice(0, from) + insert + result.slice(to),
    text
  );
}

const AROUND = 3;

/**
 * The difference of two texts as a unified diff of one hunk, without the lines that name the files.
 */
export function diffOf(before: string, after: string): string {
  const old = before.split('\n');
  const fresh = after.split('\n');
  let head = 0;
  while (
    head < old.length &&
    head < fresh.length &&
    old[head] === fresh[head]
  ) {
    head++;
  }
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < fresh.length - head &&
    old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]
  ) {
    tail++;
  }
  if (head === old.length && head === fresh.length) {
    return '';
  }
  const first = Math.max(0, head - AROUND);
  const last = Math.min(old.length, old.length - tail + AROUND);
  const shown = [
    ...old.slice(first, head).map(line => ` ${line}`),
    ...old.slice(head, old.length - tail).map(line => `-${line}`),
    ...fresh.slice(head, fresh.length - tail).map(line => `+${line}`),
    ...old.slice(old.length - tail, last).map(line => ` ${line}`)
  ];
  const grown = fresh.length - old.length;
  return [
    `@@ -${first + 1},${last - first} +${first + 1},${last - first + grown} @@`,
    ...shown
  ].join('\n');
}
