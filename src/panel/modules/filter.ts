/** Half-open range of characters of a text. */
export type Range = readonly [start: number, end: number];

/**
 * What the user typed into the filter: words that must all occur, in any order, in any case.
 */
export class Filter {
  constructor(text: string) {
    this.words = text.toLowerCase().split(/\s+/).filter(Boolean);
  }

  readonly words: ReadonlyArray<string>;

  get isEmpty(): boolean {
    return this.words.length === 0;
  }

  /** Whether every word occurs in one of the texts of `item`. */
  matches<T extends object>(
    item: T,
    texts: (item: T) => ReadonlyArray<string | null>
  ): boolean {
    const haystack = searchText(item, texts);
    return this.words.every(word => haystack.includes(word));
  }

  /** Where the words occur in a text: ranges in order that do not overlap. */
  ranges(text: string): Range[] {
    const found: [number, number][] = [];
    const lower = text.toLowerCase();
    for (const word of this.words) {
      let start = lower.indexOf(word);
      while (start !== -1) {
        found.push([start, start + word.length]);
        start = lower.indexOf(word, start + word.length);
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    const merged: [number, number][] = [];
    for (const range of found) {
      const last = merged[merged.length - 1];
      if (last && range[0] <= last[1]) {
        last[1] = Math.max(last[1], range[1]);
      } else {
        merged.push(range);
      }
    }
    return merged;
  }
}

// Tables and modules that stay the same are the same objects after a change, so their texts are joined only once.
const cache = new WeakMap<object, string>();

function searchText<T extends object>(
  item: T,
  texts: (item: T) => ReadonlyArray<string | null>
): string {
  let text = cache.get(item);
  if (text === undefined) {
    // A word never spans two fields: it holds no white space.
    text = texts(item).filter(Boolean).join('\n').toLowerCase();
    cache.set(item, text);
  }
  return text;
}
