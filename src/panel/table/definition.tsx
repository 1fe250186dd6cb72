import React from 'react';

import { dedent, tokenise } from './tokens';

/** The text of a table's definition in the colours of JupyterLab's editor. */
export function Definition({
  text,
  label
}: {
  text: string;
  label: string;
}): JSX.Element {
  return (
    // The block scrolls sideways, so the keyboard must be able to reach it.
    <pre
      className="djlab-Definition"
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      {dedent(text).map((line, number) => (
        <React.Fragment key={number}>
          {tokenise(line).map((token, index) => (
            <span key={index} className={`djlab-mod-${token.kind}`}>
              {token.text}
            </span>
          ))}
          {'\n'}
        </React.Fragment>
      ))}
    </pre>
  );
}
