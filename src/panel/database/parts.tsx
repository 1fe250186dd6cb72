import React from 'react';

import type { IDatabaseState } from '../../model/database';
import type { IPanelContext } from '../hooks';
import type { DatabaseModel } from './model';

/** What the parts of the section work with. */
export interface IDatabaseProps {
  context: IPanelContext;
  database: DatabaseModel;
  state: IDatabaseState;
}

/** A button of the section. */
export function Button({
  label,
  title,
  disabled = false,
  minor = false,
  onClick
}: {
  label: string;
  title?: string;
  disabled?: boolean;
  minor?: boolean;
  onClick: () => void;
}): JSX.Element {
  return (
    <button
      className={`djlab-Button ${minor ? 'jp-mod-minimal' : 'jp-mod-styled jp-mod-accept'}`}
      title={title}
      disabled={disabled}
      onClick={onClick}
    >
      {label}
    </button>
  );
}
