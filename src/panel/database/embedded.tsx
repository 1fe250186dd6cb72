import React from 'react';

import { Button, type IDatabaseProps } from './parts';

const INSTALL = 'pip install "djlab[embedded]"';

/**
 * The project's own PostgreSQL: started and stopped from here where it is installed, else how to install it.
 */
export function EmbeddedServer({
  context,
  database,
  state
}: IDatabaseProps): JSX.Element {
  const { trans } = context;
  const { embedded } = state;
  const busy = database.activity !== null;
  const answer = database.embeddedAnswer;
  if (!embedded.installed) {
    return (
      <div className="djlab-Notice">
        {trans.__('A PostgreSQL for this project comes with:')}
        <code tabIndex={0}>{INSTALL}</code>
      </div>
    );
  }
  return (
    <div className="djlab-Database-embedded">
      {embedded.problem && (
        <div className="djlab-Notice djlab-mod-error">{embedded.problem}</div>
      )}
      {!embedded.writable && (
        <p>
          {trans.__(
            'The project cannot be written from here, so its PostgreSQL is started with "djlab db start" in the project’s folder.'
          )}
        </p>
      )}
      {embedded.state === 'running' ? (
        <Button
          label={trans.__('Stop PostgreSQL')}
          title={trans.__('The data stay')}
          disabled={busy || !embedded.writable}
          minor
          onClick={() => void database.embedded('stop')}
        />
      ) : (
        <Button
          label={trans.__('Start PostgreSQL')}
          title={trans.__('A sandbox on this computer, for this project alone')}
          disabled={busy || !embedded.writable}
          onClick={() => void database.embedded('start')}
        />
      )}
      {answer && !answer.settings && answer.exports.length > 0 && (
        <div className="djlab-Notice">
          {answer.message}{' '}
          {trans.__('Set these before JupyterLab and workers start:')}
          <code tabIndex={0}>{answer.exports.join('\n')}</code>
        </div>
      )}
    </div>
  );
}
