import React from 'react';

import type { Row } from './rows';

/**
 * Keeps the topmost visible row where it is when rows above it appear or vanish.
 */
export function useAnchor(
  scroller: React.RefObject<HTMLElement>,
  rows: ReadonlyArray<Row>,
  rowHeight: number
): void {
  const before = React.useRef(rows);
  React.useLayoutEffect(() => {
    const old = before.current;
    before.current = rows;
    const element = scroller.current;
    if (!element || old === rows || element.scrollTop === 0) {
      return;
    }
    const top = Math.floor(element.scrollTop / rowHeight);
    const offset = element.scrollTop - top * rowHeight;
    const position = new Map(rows.map((row, index) => [row.key, index]));
    // The row itself may be gone: then the next one that is still there holds the place.
    for (let index = top; index < old.length; index++) {
      const now = position.get(old[index].key);
      if (now !== undefined) {
        const moved = now - (index - top);
        if (moved !== top) {
          element.scrollTop = Math.max(0, moved * rowHeight + offset);
        }
        return;
      }
    }
  }, [rows, rowHeight, scroller]);
}
