import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import { ApiError } from './api';

/** Why what is shown may not be the last state of a project, and what can be done about that, as sentences. */
export function whyOutdated(error: Error, trans: TranslationBundle): string {
  if (error instanceof ServerConnection.NetworkError) {
    return trans.__(
      'Not up to date: Jupyter’s server does not answer. This is the last state that is known; once the server answers again it is brought up to date by itself.'
    );
  }
  if (error instanceof ApiError && error.reason === 'missing') {
    return trans.__(
      'Not up to date: the folder of the project is gone. This is the last state that is known. Put the folder back, or choose another project in the DataJoint panel.'
    );
  }
  return trans.__(
    'Not up to date: %1. This is the last state that is known.',
    error.message.replace(/[.\s]+$/, '')
  );
}
