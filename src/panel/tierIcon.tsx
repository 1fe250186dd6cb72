import React from 'react';

import { NOTATION, type Tier } from '../model/notation';

/** Colour alone does not tell the tiers apart for everybody: the initial does. */
const WIDTH = 16;

/**
 * The sign of a tier in DataJoint's notation: its shape, its colours, its initial. The row's text names the tier, so
 * the picture itself is silent.
 */
export function TierIcon({ tier }: { tier: Tier }): JSX.Element {
  const round = NOTATION.nodes[tier].shape === 'ellipse';
  return (
    <svg
      className={`djlab-TierIcon djlab-mod-${tier}`}
      viewBox={`0 0 ${WIDTH} ${WIDTH}`}
      aria-hidden="true"
    >
      {round ? (
        <ellipse cx="8" cy="8" rx="7.4" ry="6" />
      ) : (
        <rect x="1" y="2" width="14" height="12" rx="2" />
      )}
      <text x="8" y="11.4" textAnchor="middle">
        {NOTATION.nodes[tier].label[0]}
      </text>
    </svg>
  );
}

/** The colours of the notation as a style sheet, for both kinds of theme. */
export function tierStyle(): string {
  return Object.entries(NOTATION.nodes)
    .flatMap(([tier, { light, dark }]) => {
      const icon = `.djlab-TierIcon.djlab-mod-${tier}`;
      return [
        `${icon} { fill: ${light.fill}; stroke: ${light.stroke}; }`,
        `${icon} text { fill: ${light.text}; }`,
        `${DARK} ${icon} { fill: ${dark.fill}; stroke: ${dark.stroke}; }`,
        `${DARK} ${icon} text { fill: ${dark.text}; }`
      ];
    })
    .join('\n');
}

/** How JupyterLab marks the page while a dark theme is on. */
const DARK = "body[data-jp-theme-light='false']";
