import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import React from 'react';

import { CommandIDs } from '../../tokens';
import { useRowCounts } from '../database/rowCount';
import {
  useSelection,
  useSignal,
  useSnapshot,
  type IPanelContext
} from '../hooks';
import { treeAction, TypeAhead } from './keys';
import { describeRow, RowContent } from './row';
import { rowKey, rows, type Row } from './rows';
import type { TreeState } from './state';
import { useAnchor } from './anchor';

/** Height of a row in pixels, as in JupyterLab's file browser. */
const ROW_HEIGHT = 24;

/** Pixels by which a level is set in. */
const INDENT = 14;

const NO_ROWS: ReadonlyArray<Row> = [];

/**
 * The modules, tables, parts and attributes of the project. Only the rows in view are in the document.
 */
export function ModuleTree({
  context,
  state
}: {
  context: IPanelContext;
  state: TreeState;
}): JSX.Element {
  const { model, trans } = context;
  const snapshot = useSnapshot(model);
  const selection = useSelection(model);
  const rowCount = useRowCounts();
  const toggled = useSignal(state.changed, () => state.toggled);
  const filter = useSignal(state.changed, () => state.filter);
  const list = React.useMemo(
    () => (snapshot ? rows(snapshot, toggled, filter) : NO_ROWS),
    [snapshot, toggled, filter]
  );

  const scroller = React.useRef<HTMLDivElement>(null);
  const [focused, setFocused] = React.useState<string | null>(null);
  const typeAhead = React.useRef(new TypeAhead());

  const selectedKey = selection && rowKey(selection);
  const index = (key: string | null) =>
    key === null ? -1 : list.findIndex(row => row.key === key);
  const active = Math.max(0, index(focused ?? selectedKey));

  const virtualizer = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: position => list[position].key,
    overscan: 8,
    // The row that has the focus must stay in the document, or the focus is lost when it is scrolled away.
    rangeExtractor: range => {
      const inView = defaultRangeExtractor(range);
      return inView.includes(active) || !list.length
        ? inView
        : [...inView, active].sort((a, b) => a - b);
    }
  });
  useAnchor(scroller, list, ROW_HEIGHT);

  // A selection made elsewhere is scrolled to, once its row is there.
  const shown = React.useRef<string | null>(null);
  React.useEffect(() => {
    if (selectedKey === shown.current) {
      return;
    }
    const position = index(selectedKey);
    if (selectedKey === null || position !== -1) {
      shown.current = selectedKey;
    }
    if (position !== -1) {
      setFocused(selectedKey);
      virtualizer.scrollToIndex(position, { align: 'auto' });
    }
  });

  const choose = (row: Row) => {
    shown.current = row.selection && rowKey(row.selection);
    setFocused(row.key);
    if (row.selection) {
      model.setSelection(row.selection);
    }
  };
  const moveTo = (position: number) => {
    virtualizer.scrollToIndex(position, { align: 'auto' });
    choose(list[position]);
    // The row may be rendered only after the scroll.
    requestAnimationFrame(() => focusRow(scroller.current, position));
  };
  const open = (row: Row) =>
    void context.commands.execute(CommandIDs.openSource, sourceArguments(row));

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const page = Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT);
    const action = treeAction(event.key, list, active, page);
    if (action) {
      event.preventDefault();
      event.stopPropagation();
      if (action.kind === 'move') {
        moveTo(action.to);
      } else if (action.kind === 'toggle') {
        state.toggle(list[active].key);
      } else {
        open(list[active]);
      }
    } else if (/^[\w]$/.test(event.key)) {
      const found = typeAhead.current.find(
        event.key,
        list,
        active,
        event.timeStamp
      );
      event.stopPropagation();
      if (found !== null) {
        moveTo(found);
      }
    }
  };

  return (
    <div
      ref={scroller}
      className="djlab-Tree"
      role="tree"
      aria-label={trans.__('Schema modules and tables')}
      onKeyDown={onKeyDown}
    >
      <div
        role="none"
        className="djlab-Tree-body"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(item => {
          const row = list[item.index];
          const count = row.kind === 'table' ? rowCount(row.table.id) : null;
          const description = describeRow(row, trans, count);
          return (
            <div
              key={item.key}
              className={`djlab-Tree-row djlab-mod-${row.kind}`}
              data-index={item.index}
              data-kind={row.kind}
              data-key={row.key}
              role="treeitem"
              title={description}
              aria-label={description}
              aria-level={row.level}
              aria-posinset={row.position}
              aria-setsize={row.size}
              aria-expanded={row.expanded ?? undefined}
              aria-selected={row.key === selectedKey}
              tabIndex={item.index === active ? 0 : -1}
              style={{
                height: ROW_HEIGHT,
                paddingLeft: (row.level - 1) * INDENT,
                transform: `translateY(${item.start}px)`
              }}
              onClick={event => {
                choose(row);
                const target = event.target as Element;
                if (target.closest('.djlab-Tree-caret')) {
                  state.toggle(row.key);
                }
              }}
              onContextMenu={() => choose(row)}
              onDoubleClick={event => {
                const target = event.target as Element;
                if (!target.closest('.djlab-Tree-caret')) {
                  open(row);
                }
              }}
            >
              <RowContent
                row={row}
                filter={filter}
                count={count}
                description={description}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function focusRow(scroller: HTMLElement | null, position: number): void {
  scroller
    ?.querySelector<HTMLElement>(`[data-index="${position}"]`)
    ?.focus({ preventScroll: true });
}

function sourceArguments(row: Row): { [name: string]: string | number } {
  switch (row.kind) {
    case 'module':
      return { module: row.module.name };
    case 'problem':
      return { module: row.module.name, line: row.module.error?.line ?? 1 };
    case 'table':
      return { id: row.table.id };
    case 'attribute':
      return { module: row.table.module, line: row.attribute.line };
  }
}
