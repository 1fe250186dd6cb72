import * as React from 'react';

import { NOTATION } from '../model/notation';
import type { EdgeKind, IDrawing, IEdge, NodeKind } from './drawing';
import { helpOfKeys } from './keys';
import { badgeExamples, badgesOf, drawBadge } from './badges';
import { edgePaint, shape } from './nodes';
import type { ITableState } from './status';
import { svg } from './svg';
import { trans } from './translation';
import { edgeWord, nodeWords } from './words';

const RENAMED = ['attribute ← attribute'];

/** What the signs mean, drawn by the code that draws the diagram. */
export function Legend({
  kinds,
  onSize
}: {
  kinds: ReadonlySet<string>;
  /** Called when the legend takes another room. */
  onSize: () => void;
}): JSX.Element | null {
  React.useEffect(onSize, [[...kinds].sort().join()]);
  if (!kinds.size) {
    return null;
  }
  const nodes = Object.keys(NOTATION.nodes) as NodeKind[];
  const edges = Object.keys(NOTATION.edges) as EdgeKind[];
  return (
    <section
      className="djl-Legend"
      aria-label={trans.__('Legend')}
      tabIndex={0}
    >
      <dl>
        {nodes
          .filter(kind => kinds.has(kind))
          .map(kind => (
            <Entry
              key={kind}
              sign={() => sample(shape(kind, 26, 16), 26)}
              name={nodeWords(kind).label}
              meaning={nodeWords(kind).meaning}
            />
          ))}
        {edges
          .filter(kind => kinds.has(kind))
          .map(kind => (
            <Entry
              key={kind}
              sign={() => line({ kind })}
              name={edgeWord(kind)}
            />
          ))}
        {kinds.has('renamed') && (
          <Entry
            sign={() => line({ kind: 'primaryOneToMany', renames: RENAMED })}
            name={trans.__('renamed foreign key')}
          />
        )}
        {kinds.has('cycle') && (
          <Entry
            sign={() => line({ kind: 'bundle', cycle: true })}
            name={trans.__('↻ closes a cycle')}
          />
        )}
        {kinds.has('lazy') && (
          <Entry
            sign={() => line({ kind: 'bundle', cycle: true, lazy: true })}
            name={trans.__('(↻) cycle by an import in a function')}
          />
        )}
        {kinds.has('underline') && (
          <Entry sign={underlined} name={trans.__('adds a dimension')} />
        )}
        {badgeExamples()
          .filter(({ kind }) => kinds.has(`badge-${kind}`))
          .map(badge => (
            <Entry
              key={badge.kind}
              sign={() => sample([drawBadge(badge, 40, 8)], 42)}
              name={badge.meaning}
            />
          ))}
      </dl>
      <details>
        <summary>{trans.__('Keys')}</summary>
        <dl>
          {helpOfKeys().map(([key, meaning]) => (
            <React.Fragment key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </React.Fragment>
          ))}
        </dl>
      </details>
    </section>
  );
}

interface IEntryProps {
  readonly sign: () => SVGElement;
  readonly name: string;
  readonly meaning?: string;
}

function Entry({ sign, name, meaning }: IEntryProps): JSX.Element {
  const [draw] = React.useState(() => sign);
  const host = React.useCallback(
    (element: HTMLElement | null) => element?.replaceChildren(draw()),
    [draw]
  );
  return (
    <>
      <dt ref={host} />
      <dd title={meaning}>{name}</dd>
    </>
  );
}

function sample(children: SVGElement[], width: number): SVGElement {
  return svg(
    'svg',
    { width: width + 2, height: 18, viewBox: `-1 -1 ${width + 2} 18` },
    ...children
  );
}

function line(
  edge: Pick<IEdge, 'kind'> & Partial<Omit<IEdge, 'kind'>>
): SVGElement {
  const path = svg('path', {
    ...edgePaint({ renames: [], cycle: false, lazy: false, ...edge }),
    d: 'M0 8H28'
  });
  return sample([path], 28);
}

function underlined(): SVGElement {
  const text = svg(
    'text',
    {
      x: 14,
      y: 12,
      'text-anchor': 'middle',
      'font-size': 12,
      'text-decoration': 'underline',
      fill: 'currentColor'
    },
    'Abc'
  );
  return sample([text], 28);
}

/** The signs that a drawing uses, so that the legend tells no more. */
export function signs(
  drawing: IDrawing,
  states: ReadonlyMap<string, ITableState> | null = null
): Set<string> {
  const found = new Set<string>();
  for (const state of states?.values() ?? []) {
    badgesOf(state).forEach(({ kind }) => found.add(`badge-${kind}`));
  }
  for (const node of drawing.nodes) {
    found.add(node.kind);
    if (node.underline) {
      found.add('underline');
    }
  }
  for (const edge of drawing.edges) {
    found.add(edge.kind);
    if (edge.renames.length) {
      found.add('renamed');
    }
    if (edge.cycle) {
      found.add(edge.lazy ? 'lazy' : 'cycle');
    }
  }
  return found;
}
