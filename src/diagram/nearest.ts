/** How many letters may be wrong, as a part of the longer word. */
const TOLERANCE = 0.4;

/**
 * The words that are spelt most like another, the nearest first; the case does not matter.
 *
 * @param limit the most words that are given
 */
export function nearest(
  word: string,
  words: Iterable<string>,
  limit: number
): string[] {
  const wanted = word.toLowerCase();
  const found = new Map<string, number>();
  for (const candidate of words) {
    const longer = Math.max(wanted.length, candidate.length);
    const most = Math.floor(longer * TOLERANCE);
    if (
      !found.has(candidate) &&
      Math.abs(wanted.length - candidate.length) <= most
    ) {
      const apart = distance(wanted, candidate.toLowerCase());
      if (apart <= most) {
        found.set(candidate, apart / longer);
      }
    }
  }
  return [...found.entries()]
    .sort((one, other) => one[1] - other[1])
    .slice(0, limit)
    .map(([candidate]) => candidate);
}

/** Letters to change, add or take away, or neighbours to swap, until one word is the other. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (same ? 0 : 1)
      );
      if (
        i > 1 &&
        j > 1 &&
        one[i - 1] === other[j - 2] &&
        one[i - 2] === other[j - 1]
      ) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    before = row;
    row = next;
  }
  return row[other.length];
}
