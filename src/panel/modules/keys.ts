import type { Row } from './rows';

/** What a key press asks of the tree. */
export type TreeAction =
  | { readonly kind: 'move'; readonly to: number }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'open' };

/**
 * What a key does in a tree, after the tree pattern of WAI-ARIA.
 *
 * @param page - number of rows that fit on the screen
 * @returns null for a key that means nothing here
 */
export function treeAction(
  key: string,
  rows: ReadonlyArray<Row>,
  active: number,
  page: number
): TreeAction | null {
  const row = rows[active];
  const last = rows.length - 1;
  const move = (to: number): TreeAction => ({
    kind: 'move',
    to: Math.max(0, Math.min(last, to))
  });
  if (!row) {
    return null;
  }
  switch (key) {
    case 'ArrowDown':
      return move(active + 1);
    case 'ArrowUp':
      return move(active - 1);
    case 'PageDown':
      return move(active + page);
    case 'PageUp':
      return move(active - page);
    case 'Home':
      return move(0);
    case 'End':
      return move(last);
    case 'ArrowRight':
      if (row.expanded === false) {
        return { kind: 'toggle' };
      }
      return row.expanded ? move(active + 1) : null;
    case 'ArrowLeft':
      if (row.expanded) {
        return { kind: 'toggle' };
      }
      return row.parent === null
        ? null
        : move(rows.findIndex(candidate => candidate.key === row.parent));
    case 'Enter':
      return { kind: 'open' };
    case ' ':
      return row.expanded === null ? null : { kind: 'toggle' };
    default:
      return null;
  }
}

/** Milliseconds after which a further letter begins a new word. */
const PAUSE = 600;

/**
 * Finds rows by the letters that a person types one after the other.
 */
export class TypeAhead {
  /**
   * @returns the index of the next row whose label begins with the letters so far, or null
   */
  find(
    letter: string,
    rows: ReadonlyArray<Row>,
    active: number,
    now: number
  ): number | null {
    const fresh = now - this._last > PAUSE;
    this._last = now;
    this._typed = (fresh ? '' : this._typed) + letter.toLowerCase();
    // A repeated letter goes to the next row that begins with it.
    const repeated = [...this._typed].every(typed => typed === letter);
    const wanted = repeated ? letter : this._typed;
    const start = repeated ? active + 1 : active;
    for (let step = 0; step < rows.length; step++) {
      const index = (start + step) % rows.length;
      const label = rows[index].label.toLowerCase();
      const tail = label.slice(label.lastIndexOf('.') + 1);
      if (label.startsWith(wanted) || tail.startsWith(wanted)) {
        return index;
      }
    }
    return null;
  }

  private _last = -Infinity;
  private _typed = '';
}
