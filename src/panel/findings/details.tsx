import React from 'react';

import type { Finding } from '../../model';
import { CommandIDs } from '../../tokens';
import { CommandButton } from '../button';
import type { IPanelContext } from '../hooks';
import { argumentsOf, openFinding } from './actions';

/**
 * The selected finding in full, with what can be done about it.
 */
export function FindingDetails({
  context,
  finding
}: {
  context: IPanelContext;
  finding: Finding;
}): JSX.Element {
  const { trans } = context;
  const { code, slug, message, fix, path, line, certainty } = finding;
  const node = React.useRef<HTMLElement>(null);
  // In a low section they lie below what is in view.
  React.useEffect(() => {
    // Nothing is returned: newer browsers give a promise, which React would take for the clean-up.
    node.current?.scrollIntoView?.({ block: 'nearest' });
  }, [finding]);
  return (
    <section
      ref={node}
      className="djlab-Findings-details"
      aria-label={trans.__('Selected finding')}
      tabIndex={0}
    >
      <p>
        <strong>{`${code} ${slug}`}</strong>{' '}
        {certainty !== 'certain' && (
          <span className="djlab-Badge">
            {certainty === 'likely' ? trans.__('likely') : trans.__('possible')}
          </span>
        )}
      </p>
      <p>{message}</p>
      {fix && <p>{fix}</p>}
      <p className="djlab-Details-place">{`${path}:${line}`}</p>
      <div className="djlab-Details-buttons">
        {finding.fixable && (
          <CommandButton
            context={context}
            id={CommandIDs.fixFinding}
            args={argumentsOf(finding)}
            label={trans.__('Fix…')}
          />
        )}
        <button
          className="djlab-Button jp-mod-minimal"
          onClick={() => void openFinding(finding, context)}
        >
          {trans.__('Open Source')}
        </button>
        <CommandButton
          context={context}
          id={CommandIDs.showRule}
          args={{ code }}
          minor
        />
      </div>
    </section>
  );
}
