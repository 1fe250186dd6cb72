import React from 'react';

import type { IDatabaseState } from '../../model/database';
import { CommandIDs } from '../../tokens';
import { CommandButton } from '../button';
import { useSignal, type IPanelContext } from '../hooks';
import { EmbeddedServer } from './embedded';
import type { DatabaseModel } from './model';
import { Button, type IDatabaseProps } from './parts';

/**
 * The section *Database*: where the tables live, whether djlab is connected to it, and what can be done about that.
 */
export function DatabaseSection({
  context,
  database
}: {
  context: IPanelContext;
  database: DatabaseModel;
}): JSX.Element {
  const { trans } = context;
  useSignal(database.changed, () => database.revision);
  const { state, error, activity } = database;
  React.useEffect(() => database.wake(), [database]);
  return (
    <div className="djlab-Database">
      {state && (
        <>
          {state.state === 'unconfigured' ? (
            <Unconfigured context={context} database={database} state={state} />
          ) : (
            <Connection context={context} database={database} state={state} />
          )}
        </>
      )}
      <p className="djlab-Database-activity" role="status">
        {activity === 'connecting' && trans.__('Connecting…')}
        {activity === 'disconnecting' && trans.__('Disconnecting…')}
        {activity === 'starting' && trans.__('Starting PostgreSQL…')}
        {activity === 'stopping' && trans.__('Stopping PostgreSQL…')}
        {activity === 'counting' && trans.__('Counting rows…')}
        {!state && !activity && trans.__('Reading the settings…')}
      </p>
      {error && (
        <div className="djlab-Notice djlab-mod-error" role="alert">
          {error}
        </div>
      )}
      <CommandButton
        context={context}
        id={CommandIDs.showConfiguration}
        minor
      />
    </div>
  );
}

function Unconfigured(props: IDatabaseProps): JSX.Element {
  const { trans } = props.context;
  return (
    <>
      <p>
        {trans.__(
          'No database is configured. Set database.host in datajoint.json or DJ_HOST in the environment of JupyterLab, or use a PostgreSQL of this project alone.'
        )}
      </p>
      <EmbeddedServer {...props} />
    </>
  );
}

function Connection(props: IDatabaseProps): JSX.Element {
  const { context, state } = props;
  const { trans } = context;
  const isSocket = state.host?.startsWith('/') ?? false;
  const facts: [string, string | null][] = [
    [
      trans.__('Host'),
      isSocket || !state.port ? state.host : `${state.host}:${state.port}`
    ],
    [trans.__('User'), state.user],
    [trans.__('Backend'), state.server ?? backendName(state)],
    [trans.__('Database'), state.database],
    [
      trans.__('Encrypted'),
      state.encrypted === null
        ? null
        : state.encrypted
          ? trans.__('yes')
          : isSocket
            ? trans.__('no: a socket on this machine')
            : trans.__('no')
    ],
    [trans.__('From'), state.source]
  ];
  return (
    <>
      <div className="djlab-Card-title">
        <h3>{stateName(props)}</h3>
        {state.production && (
          <span
            className="djlab-Badge djlab-mod-error"
            title={trans.__(
              'The host is marked as production: no templates that insert, previews without project code.'
            )}
          >
            {trans.__('production')}
          </span>
        )}
      </div>
      {state.state === 'failed' && (
        <div className="djlab-Notice djlab-mod-error" role="alert">
          {state.message}
        </div>
      )}
      {state.state !== 'consent' && <Actions {...props} />}
      {state.consent === 'embedded' && <EmbeddedServer {...props} />}
      <dl className="djlab-Database-facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <React.Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </React.Fragment>
          ))}
      </dl>
      {state.problems.length > 0 && (
        <ul className="djlab-Problems">
          {state.problems.map((problem, index) => (
            <li key={index}>{problem}</li>
          ))}
        </ul>
      )}
      {state.state === 'consent' && <Consent {...props} />}
    </>
  );
}

function Consent({ context, database, state }: IDatabaseProps): JSX.Element {
  const { trans } = context;
  return (
    <div className="djlab-Notice" role="group">
      <p>
        {trans.__(
          'This project’s %1 names the host %2. djlab connects to it as %3, with the password that is configured, when you agree. It only reads. The answer is remembered for you, outside the project.',
          state.source,
          state.host,
          state.user ?? '?'
        )}
      </p>
      <Button
        label={trans.__('Connect to %1', state.host)}
        disabled={database.activity !== null}
        onClick={() => void database.agree()}
      />
    </div>
  );
}

function Actions({ context, database, state }: IDatabaseProps): JSX.Element {
  const { trans } = context;
  const busy = database.activity !== null;
  return (
    <div className="djlab-Database-actions">
      {state.state === 'connected' ? (
        <>
          {database.activity === 'counting' ? (
            <Button
              label={trans.__('Stop counting')}
              onClick={() => void database.cancelCount()}
            />
          ) : (
            <Button
              label={trans.__('Count all rows')}
              title={trans.__('Replace the estimates by exact numbers')}
              disabled={busy}
              onClick={() => void database.count()}
            />
          )}
          <Button
            label={trans.__('Disconnect')}
            disabled={busy}
            minor
            onClick={() => void database.disconnect()}
          />
        </>
      ) : (
        <Button
          label={
            state.state === 'failed'
              ? trans.__('Try again')
              : trans.__('Connect')
          }
          disabled={busy}
          onClick={() => void database.connect()}
        />
      )}
      {state.consent === 'given' && (
        <Button
          label={trans.__('Forget consent')}
          title={trans.__('Disconnect, and ask again before the next time')}
          disabled={busy}
          minor
          onClick={() => void database.revoke()}
        />
      )}
    </div>
  );
}

function stateName({ context: { trans }, state }: IDatabaseProps): string {
  switch (state.state) {
    case 'connected':
      return trans.__('Connected, read-only');
    case 'failed':
      return trans.__('Not connected');
    case 'consent':
      return trans.__('Waits for your consent');
    default:
      return state.off ? trans.__('Disconnected') : trans.__('Not connected');
  }
}

function backendName({ backend }: IDatabaseState): string {
  return backend === 'postgresql' ? 'PostgreSQL' : 'MySQL';
}
