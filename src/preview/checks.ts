import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Api } from '../model/api';
import { placeOf, type ILiveState, type ILiveTable } from '../model/live';
import type { Snapshot } from '../model/snapshot';
import type { Table } from '../model/types';
import { freeSource, previewSource } from './cell';

const MOST_SCHEMAS = 12;

export interface ICheckContext {
  readonly api: Api;
  readonly state: IStateDB | null;
  /** How many rows the output of the cell keeps in the notebook's file. */
  readonly storedRows: number;
  readonly trans: TranslationBundle;
}

/**
 * The source of the cell that may show a table: by importing its module, after the user agreed, or on a production host
 * without running any code of the project. Null when it must not be shown; the user was told why.
 */
export async function cellFor(
  context: ICheckContext,
  snapshot: Snapshot,
  table: Table,
  restriction: string
): Promise<string | null> {
  const { api, trans, storedRows } = context;
  const state = await api
    .get<ILiveState>('database', { root: snapshot.root })
    .catch(() => null);
  if (!state) {
    await tell(
      trans.__('The table cannot be shown'),
      trans.__(
        'The server does not say which host the project’s database is on. Before code of the project runs, djlab looks whether that is a production host. Try again.'
      )
    );
    return null;
  }
  if (state.production) {
    return showsFree(context, state, table, restriction);
  }
  // Without leave to connect djlab cannot look; the first question then says so.
  const looks = state.state !== 'unconfigured' && state.state !== 'consent';
  if (!(await consents(context, snapshot, state, looks))) {
    return null;
  }
  if (!looks) {
    return previewSource(table, restriction, storedRows);
  }
  try {
    const { tables } = await api.get<{ tables: ILiveTable[] }>(
      'database/tables',
      { root: snapshot.root }
    );
    const live = tables.find(({ id }) => id === table.id);
    if (live && live.known && !live.declared) {
      await tell(
        trans.__('The table does not exist yet'),
        trans.__(
          'The database at %1 has no table %2. Importing its module would create it, and a preview creates nothing. Import the module yourself when it should be created.',
          placeOf(state),
          `${live.schema}.${live.table}`
        )
      );
      return null;
    }
  } catch (error) {
    await tell(
      trans.__('The database cannot be asked'),
      trans.__(
        'Before a module is imported djlab looks whether the database has the table. %1',
        error instanceof Error ? error.message : String(error)
      )
    );
    return null;
  }
  return previewSource(table, restriction, storedRows);
}

/** On a production host no code of the project runs: its import could create tables there. */
async function showsFree(
  { trans, storedRows }: ICheckContext,
  state: ILiveState,
  table: Table,
  restriction: string
): Promise<string | null> {
  if (isName(table.schema) && isName(table.table)) {
    return freeSource(
      table.schema,
      table.table,
      state.backend,
      restriction,
      storedRows
    );
  }
  await tell(
    trans.__('The table cannot be shown on this host'),
    trans.__(
      '%1 is marked as a production host, so the project’s code is not imported, and the name of the schema is known only when it is.',
      placeOf(state)
    )
  );
  return null;
}

/** Importing a schema module connects and may create the schema: the first time in a project the user is asked. */
async function consents(
  { state: store, trans }: ICheckContext,
  snapshot: Snapshot,
  state: ILiveState,
  looks: boolean
): Promise<boolean> {
  const key = `djlab:preview-consent:${snapshot.root}`;
  const host = placeOf(state);
  // For another host the user has agreed to nothing yet.
  if ((await store?.fetch(key)) === `host ${host}`) {
    return true;
  }
  const answer = await showDialog({
    title: trans.__('Run this project’s code?'),
    body: bodyOf(trans, snapshot, host, looks),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Run') })
    ]
  });
  if (!answer.button.accept) {
    return false;
  }
  await store?.save(key, `host ${host}`);
  return true;
}

function bodyOf(
  trans: TranslationBundle,
  snapshot: Snapshot,
  host: string,
  looks: boolean
): string {
  const schemas = [
    ...new Set(
      snapshot.modules.flatMap(module =>
        module.schemas.map(schema => schema.name ?? schema.expression)
      )
    )
  ];
  const shown = schemas.slice(0, MOST_SCHEMAS).join(', ');
  const names = schemas.length > MOST_SCHEMAS ? `${shown}, …` : shown;
  const { name } = snapshot.project.project;
  const what = host
    ? trans.__(
        'The cell imports %1 in the notebook’s kernel. That runs the project’s code, connects to %2, and creates what is missing of these schemas and their tables: %3.',
        name,
        host,
        names
      )
    : trans.__(
        'The cell imports %1 in the notebook’s kernel. That runs the project’s code, connects to the database that the kernel’s own settings name (the project’s name none), and creates what is missing of these schemas and their tables: %2.',
        name,
        names
      );
  return looks
    ? what
    : `${what} ${trans.__('djlab may not connect there itself, so it cannot look first whether the table exists.')}`;
}

async function tell(title: string, body: string): Promise<void> {
  await showDialog({ title, body, buttons: [Dialog.okButton()] });
}

function isName(name: string | null): name is string {
  return name !== null && /^[\w#~$-]+$/.test(name);
}
