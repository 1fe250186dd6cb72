import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import React from 'react';

import type { IPanelContext } from './hooks';

/** A button with the label of a command; nothing where no plugin brought that command. */
export function CommandButton({
  context: { commands },
  id,
  args = {},
  label,
  minor = false
}: {
  context: IPanelContext;
  id: string;
  args?: ReadonlyPartialJSONObject;
  /** Instead of the command's own label. */
  label?: string;
  /** Shown with less weight, beside a button that is more likely wanted. */
  minor?: boolean;
}): JSX.Element | null {
  if (!commands.hasCommand(id)) {
    return null;
  }
  const kind = minor ? 'jp-mod-minimal' : 'jp-mod-styled';
  return (
    <button
      className={`djlab-Button ${minor ? kind : `${kind} jp-mod-accept`}`}
      disabled={!commands.isEnabled(id, args)}
      title={commands.caption(id, args)}
      onClick={() => void commands.execute(id, args)}
    >
      {label ?? commands.label(id, args)}
    </button>
  );
}

/** A piece of running text that acts when it is clicked. */
export function LinkButton({
  onClick,
  title,
  children
}: React.PropsWithChildren<{
  onClick: () => void;
  title?: string;
}>): JSX.Element {
  return (
    <button className="djlab-Link" title={title} onClick={onClick}>
      {children}
    </button>
  );
}
