import * as React from 'react';

import { describeEdge } from './describe';
import type { IDrawing, INode } from './drawing';
import { trans } from './translation';
import { nodeWords } from './words';

/** Rows that are added at once, so that a long list does not hold up the page. */
const CHUNK = 60;

export interface IListProps {
  readonly drawing: IDrawing;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

/** The content of the diagram as a table: for screen readers, and for everybody who prefers to read. */
export function List(props: IListProps): JSX.Element {
  const { drawing } = props;
  const [count, setCount] = React.useState(CHUNK);
  React.useEffect(() => {
    if (count < drawing.nodes.length) {
      const timer = window.setTimeout(() => setCount(count + CHUNK), 16);
      return () => window.clearTimeout(timer);
    }
  }, [count, drawing]);
  const nodes = React.useMemo(
    () => new Map(drawing.nodes.map(node => [node.id, node])),
    [drawing]
  );
  const joined = React.useMemo(() => {
    const up = new Map<string, JSX.Element[]>();
    const down = new Map<string, JSX.Element[]>();
    const add = (
      map: Map<string, JSX.Element[]>,
      at: string,
      other: string,
      note: string
    ): void => {
      const items = map.get(at) ?? [];
      items.push(
        <li key={items.length}>
          {nameOf(nodes.get(other), other)} <small>{note}</small>
        </li>
      );
      map.set(at, items);
    };
    for (const edge of drawing.edges) {
      add(up, edge.child, edge.parent, describeEdge(edge));
      add(down, edge.parent, edge.child, describeEdge(edge));
    }
    return { up, down };
  }, [drawing, nodes]);
  return (
    <div
      className="djl-List"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Diagram as a table')}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('Name')}</th>
            <th scope="col">{trans.__('Kind')}</th>
            <th scope="col">{trans.__('Module')}</th>
            <th scope="col">{trans.__('Depends on')}</th>
            <th scope="col">{trans.__('Needed by')}</th>
          </tr>
        </thead>
        <tbody>
          {drawing.nodes.slice(0, count).map(node => (
            <tr
              key={node.id}
              aria-current={node.id === props.selected ? 'true' : undefined}
            >
              <th scope="row">
                <button
                  type="button"
                  className="djl-link"
                  onClick={() => props.onSelect(node.id)}
                  onDoubleClick={() => props.onOpen(node.id)}
                >
                  {nameOf(node, node.id)}
                </button>
              </th>
              <td>
                {nodeWords(node.kind).label}
                {node.underline && (
                  <small> {trans.__('adds a dimension')}</small>
                )}
              </td>
              <td>{node.module ?? ''}</td>
              <td>
                <ul>{joined.up.get(node.id)}</ul>
              </td>
              <td>
                <ul>{joined.down.get(node.id)}</ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf(node: INode | undefined, id: string): string {
  if (!node) {
    return id;
  }
  return node.master !== null ? id.slice(id.indexOf(':') + 1) : node.label;
}
