import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Severity } from './groups';

const SIGNS: Record<Severity, string> = { error: '✕', warning: '▲', info: 'i' };

/** A sign for a severity; its shape tells it as well as its colour. */
export function SeverityIcon({
  severity
}: {
  severity: Severity;
}): JSX.Element {
  return (
    <span className={`djlab-Severity djlab-mod-${severity}`} aria-hidden="true">
      {SIGNS[severity]}
    </span>
  );
}

export function severityName(
  severity: Severity,
  trans: TranslationBundle
): string {
  switch (severity) {
    case 'error':
      return trans.__('Errors');
    case 'warning':
      return trans.__('Warnings');
    case 'info':
      return trans.__('Notes');
  }
}
