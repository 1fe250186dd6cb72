import * as React from 'react';

import { FormDialog } from './dialog';
import { Form, type IFieldsProps } from './form';
import { Planner } from './planner';
import { writableProject } from './show';
import { storeFields, storeRequest, type IStoreOptions } from './storeForm';
import { prepare, write, type IWriteContext } from './write';

/**
 * Asks for a store of pyproject.toml and writes it.
 *
 * @param before - name and settings of the store to edit; empty for a new one
 */
export async function showStoreDialog(
  context: IWriteContext,
  before: Readonly<Record<string, string>>
): Promise<void> {
  const snapshot = await writableProject(context);
  if (!snapshot) {
    return;
  }
  const { api, trans } = context;
  const { name = '', protocol = 'file', ...settings } = before;
  const isNew = name === '';
  const form = new Form<IStoreOptions>({
    planner: new Planner(options => api.plan(snapshot.root, 'store', options)),
    options: { name, protocol, settings, isDefault: false },
    trans,
    fields: storeFields(isNew),
    request: options => storeRequest(options, settings),
    prepare: (plan, ask) =>
      prepare(plan, snapshot.state.contents_path, context, ask),
    apply: async plan => {
      await write(plan, context);
      return () => Promise.resolve();
    }
  });
  const title = isNew
    ? trans.__('New store')
    : trans.__('Edit the store %1', name);
  const accept = isNew ? undefined : trans.__('Write');
  await new FormDialog(title, form, trans, accept).launch();
}

/** Shows the module that applies the stores of pyproject.toml, and writes it. */
export function showStoresModuleDialog(context: IWriteContext): Promise<void> {
  const { trans } = context;
  return confirm(context, {
    kind: 'stores-module',
    options: {},
    title: trans.__('Apply the stores of pyproject.toml'),
    text: trans.__(
      'DataJoint never reads pyproject.toml by itself. This module hands the stores to it when the package is imported; secrets come from the environment or from .secrets/.'
    ),
    accept: trans.__('Write')
  });
}

/** Shows what moving a secret to `.secrets/` changes, and moves it. The page never gets the secret. */
export function showSecretDialog(
  context: IWriteContext,
  key: string
): Promise<void> {
  const { trans } = context;
  return confirm(context, {
    kind: 'secret',
    options: { key },
    title: trans.__('Move %1 to .secrets/', key),
    text: trans.__(
      'The value is written to .secrets/%1, which only you can read and Git ignores, and is taken out of the file that holds it now.',
      key
    ),
    accept: trans.__('Move')
  });
}

async function confirm(
  context: IWriteContext,
  asked: {
    kind: string;
    options: object;
    title: string;
    text: string;
    accept: string;
  }
): Promise<void> {
  const snapshot = await writableProject(context);
  if (!snapshot) {
    return;
  }
  const { api, trans } = context;
  const form = new Form<object>({
    planner: new Planner(options =>
      api.plan(snapshot.root, asked.kind, options)
    ),
    options: asked.options,
    touched: ['key', 'package'],
    trans,
    fields: ({ problem }: IFieldsProps<object>) => (
      <>
        <p>{asked.text}</p>
        <div className="djlab-Form-problem" role="alert">
          {problem('key') || problem('package')}
        </div>
      </>
    ),
    request: options => options,
    prepare: (plan, ask) =>
      prepare(plan, snapshot.state.contents_path, context, ask),
    apply: async plan => {
      await write(plan, context);
      return () => Promise.resolve();
    }
  });
  await new FormDialog(asked.title, form, trans, asked.accept).launch();
}
