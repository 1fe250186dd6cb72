import type { Snapshot } from './snapshot';

/** The table whose class stands at a line, counted from 1, of a file. */
export function tableAt(
  snapshot: Snapshot,
  path: string,
  line: number
): string | null {
  const relative = snapshot.relativePath(path);
  const module = relative === null ? null : snapshot.moduleAt(relative);
  if (!module) {
    return null;
  }
  let found: string | null = null;
  let last = 0;
  for (const table of snapshot.project.tables) {
    if (
      table.module === module.name &&
      table.line <= line &&
      table.line > last
    ) {
      last = table.line;
      found = table.id;
    }
  }
  return found;
}

/** The dotted name around a column, up to the word that the column is in. */
export function wordsAt(line: string, column: number): string[] {
  const before = /[\w.]*$/.exec(line.slice(0, column))![0];
  const after = /^\w*/.exec(line.slice(column))![0];
  return (before + after).split('.').filter(word => word);
}

/** The only table that a dotted name can mean in a notebook: `Session`, `acquisition.Session`, `Session.Note`. */
export function tableNamed(
  snapshot: Snapshot,
  words: ReadonlyArray<string>
): string | null {
  const last = words[words.length - 1];
  if (last === undefined) {
    return null;
  }
  const matches = (candidate: string): boolean => {
    const whole = candidate.replace(':', '.');
    return words.some((_, from) => {
      const name = words.slice(from).join('.');
      return (
        name === candidate.slice(candidate.indexOf(':') + 1) ||
        whole.endsWith(`.${name}`)
      );
    });
  };
  const ids = snapshot.project.tables
    .map(table => table.id)
    .filter(id => id.endsWith(last) && matches(id));
  const longest = words.join('.');
  const exact = ids.filter(id => id.replace(':', '.').endsWith(longest));
  const found = exact.length ? exact : ids;
  return found.length === 1 ? found[0] : null;
}
