import React from 'react';

import type { Filter } from './modules/filter';

/** A text, or the part of it between two places, with the words of the filter marked in it. */
export function Highlight({
  text,
  filter,
  start = 0,
  end = text.length
}: {
  text: string;
  filter: Filter;
  start?: number;
  end?: number;
}): JSX.Element {
  const pieces: React.ReactNode[] = [];
  let done = start;
  for (const range of filter.ranges(text)) {
    const from = Math.max(range[0], start);
    const to = Math.min(range[1], end);
    if (from < to) {
      pieces.push(text.slice(done, from));
      pieces.push(<mark key={from}>{text.slice(from, to)}</mark>);
      done = to;
    }
  }
  pieces.push(text.slice(done, end));
  return <>{pieces}</>;
}
