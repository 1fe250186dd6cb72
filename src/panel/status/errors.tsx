import { Clipboard, Notification } from '@jupyterlab/apputils';
import React from 'react';

import type { DatabaseApi, IErrorSample, IStatus } from '../../model/database';
import { Button } from '../database/parts';
import { useSnapshot, type IPanelContext } from '../hooks';
import { TableLink } from '../table/references';
import { unpackTraceback } from './traceback';

const INSERT = 'notebook:insert-cell-below';
const REPLACE = 'notebook:replace-selection';

/** The failed jobs, those with the same message together. */
export function Errors({
  context,
  status,
  api
}: {
  context: IPanelContext;
  status: IStatus;
  api: DatabaseApi | null;
}): JSX.Element | null {
  const { trans, model } = context;
  const snapshot = useSnapshot(model);
  if (!status.errors.length || !snapshot) {
    return null;
  }
  return (
    <section aria-label={trans.__('Failed jobs')}>
      <h3>{trans.__('Failed jobs')}</h3>
      {status.truncated && (
        <p>
          {trans.__('Only the newest failed jobs of each table are shown.')}
        </p>
      )}
      <ul className="djlab-Cards">
        {status.errors.map(group => (
          <li key={`${group.id}:${group.message}`} className="djlab-Card">
            <div className="djlab-Card-title">
              <TableLink
                context={context}
                snapshot={snapshot}
                id={group.id}
                fallback={group.id}
              />
              <span className="djlab-Badge djlab-mod-error">
                {group.count.toLocaleString()}
              </span>
            </div>
            <pre className="djlab-Status-message" tabIndex={0}>
              {group.message}
            </pre>
            <details>
              <summary>{trans.__('Keys')}</summary>
              <ul className="djlab-References">
                {group.samples.map((sample, index) => (
                  <li key={index}>
                    <Sample context={context} sample={sample} />
                    {api && (
                      <Traceback
                        context={context}
                        api={api}
                        id={group.id}
                        sample={sample}
                      />
                    )}
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The traceback that DataJoint kept, read when it is opened. */
function Traceback({
  context: { trans },
  api,
  id,
  sample
}: {
  context: IPanelContext;
  api: DatabaseApi;
  id: string;
  sample: IErrorSample;
}): JSX.Element {
  const [text, setText] = React.useState<string | null>(null);
  const read = async (): Promise<string> => {
    const { packed, truncated } = await api.traceback(id, sample);
    const found = packed === null ? null : await unpackTraceback(packed);
    if (found === null) {
      return trans.__('DataJoint kept no traceback.');
    }
    return truncated
      ? `${found}\n${trans.__('(Only its first part was read.)')}`
      : found;
  };
  return (
    <details
      onToggle={event => {
        if (event.currentTarget.open && text === null) {
          setText(trans.__('Reading…'));
          read().then(setText, reason =>
            setText(reason instanceof Error ? reason.message : String(reason))
          );
        }
      }}
    >
      <summary>{trans.__('Traceback')}</summary>
      <pre className="djlab-Status-message" tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}

function Sample({
  context,
  sample
}: {
  context: IPanelContext;
  sample: IErrorSample;
}): JSX.Element {
  const { trans } = context;
  const who = [
    sample.time,
    [sample.user, sample.host].filter(Boolean).join('@')
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <div className="djlab-Status-sample">
      <code>
        {sample.key ? JSON.stringify(sample.key) : (sample.key_hash ?? '')}
      </code>
      <span>{who}</span>
      <Button
        label={trans.__('Reproduce in notebook')}
        title={sample.cell}
        minor
        onClick={() => void reproduce(context, sample)}
      />
    </div>
  );
}

/** Puts the cell that runs the job again below the active one of the open notebook; without one, on the clipboard. */
async function reproduce(
  { commands, trans }: IPanelContext,
  { cell }: IErrorSample
): Promise<void> {
  if (commands.hasCommand(INSERT) && commands.isEnabled(INSERT)) {
    await commands.execute(INSERT, { activate: true });
    await commands.execute(REPLACE, { text: cell, activate: true });
    return;
  }
  Clipboard.copyToSystem(cell);
  Notification.info(
    trans.__(
      'No notebook is open. The cell is on the clipboard: paste it into a notebook of the project.'
    ),
    { autoClose: 6000 }
  );
}
