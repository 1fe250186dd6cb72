import type { Snapshot } from '../../model';

/**
 * Modules that have another name now: gone in `next`, while a new module holds tables of the same classes.
 *
 * A guess, because the disk only tells that one file vanished and another appeared; it decides about nothing but which
 * nodes stay open.
 */
export function renames(old: Snapshot, next: Snapshot): Map<string, string> {
  const gone = old.modules.filter(({ name }) => !next.module(name));
  const fresh = next.modules.filter(({ name }) => !old.module(name));
  const result = new Map<string, string>();
  for (const { name } of gone) {
    const classes = classNames(old, name);
    const heir = fresh.find(
      candidate =>
        classes !== '' && classNames(next, candidate.name) === classes
    );
    if (heir) {
      result.set(name, heir.name);
    }
  }
  return result;
}

function classNames(snapshot: Snapshot, module: string): string {
  return snapshot
    .tablesOf(module)
    .map(table => table.class)
    .sort()
    .join(' ');
}
