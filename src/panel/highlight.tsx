import React from 'react';

import type { Filter } from './modules/filter';

/** A text with the words of the filter marked in it. */
export function Highlight({
  text,
  filter
}: {
  text: string;
  filter: Filter;
}): JSX.Element {
  const ranges = filter.ranges(text);
  if (!ranges.length) {
    return <>{text}</>;
  }
  const pieces: React.ReactNode[] = [];
  let end = 0;
  for (const [from, to] of ranges) {
    pieces.push(text.slice(end, from));
    pieces.push(<mark key={from}>{text.slice(from, to)}</mark>);
    end = to;
  }
  pieces.push(text.slice(end));
  return <>{pieces}</>;
}
