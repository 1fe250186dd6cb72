import { paletteColour } from './colours';
import { Layer } from './layer';
import { FONT, textWidth } from './measure';
import type { ITableState } from './status';
import { svg } from './svg';
import { trans } from './translation';

const SIZE = 9;
const HEIGHT = 14;
const GAP = 2;

/** One thing that a badge says. */
export interface IBadge {
  readonly kind: 'rows' | 'progress' | 'errors' | 'missing' | 'reached';
  readonly text: string;
}

/** What the badges of a table say, from left to right. */
export function badgesOf(state: ITableState): IBadge[] {
  if (state.reached !== undefined) {
    return [
      {
        kind: 'reached',
        text: state.reached === null ? '?' : short(state.reached)
      }
    ];
  }
  if (!state.declared) {
    return [{ kind: 'missing', text: trans.__('absent') }];
  }
  const badges: IBadge[] = [];
  if (state.errors) {
    badges.push({ kind: 'errors', text: `✕ ${state.errors}` });
  }
  if (state.total && state.remaining !== null) {
    badges.push({
      kind: 'progress',
      text: `${percent(state.total - state.remaining, state.total)} %`
    });
  }
  if (state.rows !== null) {
    badges.push({ kind: 'rows', text: short(state.rows) });
  }
  return badges;
}

/** What a badge of each kind looks like, and what it means: for the legend. */
export function badgeExamples(): ReadonlyArray<IBadge & { meaning: string }> {
  return [
    { kind: 'rows', text: '13', meaning: trans.__('about 13 rows') },
    { kind: 'progress', text: '92 %', meaning: trans.__('populated') },
    { kind: 'errors', text: '✕ 1', meaning: trans.__('failed jobs') },
    {
      kind: 'missing',
      text: trans.__('absent'),
      meaning: trans.__('not in the database')
    }
  ];
}

/** A badge for itself, ending at `right` and with its middle at `y`. */
export function drawBadge(badge: IBadge, right: number, y: number): SVGElement {
  return draw([badge], '', [right - 6, y]);
}

/** The same as a sentence. */
export function describeState(state: ITableState): string {
  if (state.reached !== undefined) {
    return state.reached === null
      ? trans.__('an unknown number of these rows')
      : trans._n(
          '%2 of these rows',
          '%2 of these rows',
          state.reached,
          state.reached.toLocaleString()
        );
  }
  if (!state.declared) {
    return trans.__('not in the database');
  }
  const words: string[] = [];
  if (state.rows !== null) {
    const rows = state.rows.toLocaleString();
    words.push(
      state.rows === 1
        ? trans.__('about 1 row')
        : trans.__('about %1 rows', rows)
    );
  }
  if (state.total !== null && state.remaining !== null) {
    words.push(
      trans.__('%1 of %2 populated', state.total - state.remaining, state.total)
    );
  }
  if (state.errors) {
    words.push(trans._n('%1 failed job', '%1 failed jobs', state.errors));
  }
  return words.join(', ');
}

/** All is 100 %, and only all: what is left must not be rounded away. */
function percent(done: number, total: number): number {
  return done === total ? 100 : Math.min(99, Math.floor((100 * done) / total));
}

/** A number in four characters: 950, 1.2k, 34k, 5.6M. */
export function short(value: number): string {
  const units = ['', 'k', 'M', 'G', 'T'];
  let unit = 0;
  let rest = value;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  const digits = unit && rest < 9.95 ? 1 : 0;
  return `${rest.toFixed(digits)}${units[unit]}`;
}

/** The badges of all tables, each row of them on the upper right corner of its node. */
export class Badges {
  readonly layer = new Layer(svg('g', { 'aria-hidden': 'true' }));

  /** @param corner - the upper right corner of a node, null for one that is not drawn */
  show(
    tables: ReadonlyMap<string, ITableState> | null,
    corner: (id: string) => readonly [number, number] | null
  ): void {
    const shown = new Set<string>();
    for (const [id, state] of tables ?? []) {
      const at = corner(id);
      const badges = at ? badgesOf(state) : [];
      if (at && badges.length) {
        shown.add(id);
        const signature = JSON.stringify([badges, at]);
        if (this.layer.get(id)?.signature !== signature) {
          this.layer.put(id, draw(badges, describeState(state), at), signature);
        }
      }
    }
    this.layer.sweep(shown);
  }
}

function draw(
  badges: ReadonlyArray<IBadge>,
  title: string,
  [x, y]: readonly [number, number]
): SVGGElement {
  const group = svg(
    'g',
    { class: 'djl-badges', transform: `translate(${x + 6} ${y - HEIGHT / 2})` },
    svg('title', {}, title)
  );
  let right = 0;
  for (const { kind, text } of [...badges].reverse()) {
    const width = textWidth(text, SIZE, 600) + 8;
    right -= width;
    const strong = kind === 'errors' || kind === 'reached';
    const colour = kind === 'reached' ? 'renamed' : 'cycle';
    group.append(
      svg('rect', {
        class: `djl-badge-${kind}`,
        x: right,
        width,
        height: HEIGHT,
        rx: HEIGHT / 2,
        fill: paletteColour(strong ? colour : 'background'),
        stroke: paletteColour(strong ? colour : 'edge'),
        'stroke-width': 0.75,
        'stroke-dasharray': kind === 'missing' ? '2 2' : undefined
      }),
      svg(
        'text',
        {
          x: right + width / 2,
          y: HEIGHT / 2,
          dy: '0.35em',
          fill: paletteColour(strong ? 'background' : 'frameText'),
          'font-family': FONT,
          'font-size': SIZE,
          'font-weight': 600,
          'text-anchor': 'middle'
        },
        text
      )
    );
    right -= GAP;
  }
  return group;
}
