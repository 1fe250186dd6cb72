import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';
import React from 'react';

import type { Snapshot } from '../model';
import type { IProjectModel, ISelection } from '../tokens';

/** What every part of the panel works with. */
export interface IPanelContext {
  readonly model: IProjectModel;
  readonly commands: CommandRegistry;
  readonly trans: TranslationBundle;
}

/** A value that is read anew whenever a signal is emitted. */
export function useSignal<T, V>(signal: ISignal<T, unknown>, read: () => V): V {
  const subscribe = React.useCallback(
    (notify: () => void) => {
      signal.connect(notify);
      return () => {
        signal.disconnect(notify);
      };
    },
    [signal]
  );
  return React.useSyncExternalStore(subscribe, read);
}

export function useSnapshot(model: IProjectModel): Snapshot | null {
  return useSignal(model.changed, () => model.snapshot);
}

export function useSelection(model: IProjectModel): ISelection | null {
  return useSignal(model.selectionChanged, () => model.selection);
}
