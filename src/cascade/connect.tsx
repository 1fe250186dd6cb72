import * as React from 'react';

import { placeOf, type ILiveState } from '../model/live';
import type { ICascadeContext } from './content';

/** Reasons of the server that the user can do something about here. */
const MENDABLE = new Set(['consent', 'disconnected', 'unreachable']);

/** What went wrong, with a button where a connection would help. */
export function Connect({
  context: { api, cascade, trans },
  error,
  onConnected
}: {
  context: ICascadeContext;
  error: { readonly reason: string; readonly message: string };
  onConnected: () => void;
}): JSX.Element {
  const { root } = cascade;
  const [state, setState] = React.useState<ILiveState | null>(null);
  const mendable = MENDABLE.has(error.reason);
  React.useEffect(() => {
    if (mendable) {
      void api.get<ILiveState>('database', { root }).then(setState, () => {});
    }
  }, [api, root, mendable]);
  const connect = async () => {
    if (state && error.reason === 'consent') {
      const { backend, host, port, user } = state;
      await api.post('database/consent', {
        root,
        allow: true,
        backend,
        host,
        port,
        user
      });
    }
    await api.post('database/connect', { root }).catch(() => undefined);
    onConnected();
  };
  return (
    <div className="djlab-Notice djlab-mod-error" role="alert">
      {error.message}{' '}
      {mendable && state && (
        <button
          type="button"
          className="djlab-Button jp-mod-minimal"
          onClick={() => void connect()}
        >
          {trans.__('Connect to %1', placeOf(state))}
        </button>
      )}
    </div>
  );
}
