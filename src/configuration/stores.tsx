import { Dialog, showDialog } from '@jupyterlab/apputils';
import React from 'react';

import type { IConfiguration, IConfiguredStore } from '../model/configuration';
import { CommandIDs } from '../tokens';
import { Action, CommandAction, type IViewContext } from './view';

/** The stores, each with whether DataJoint will have it, and what can be done about it. */
export function Stores({
  context,
  configuration
}: {
  context: IViewContext;
  configuration: IConfiguration;
}): JSX.Element {
  const { trans } = context;
  const { stores, default_store } = configuration;
  return (
    <section aria-label={trans.__('Stores')}>
      <h3>{trans.__('Stores')}</h3>
      {stores.length === 0 && <p>{trans.__('No store is configured.')}</p>}
      <ul className="djlab-Cards">
        {stores.map(store => (
          <li key={store.name} className="djlab-Card">
            <StoreCard
              context={context}
              store={store}
              isDefault={store.name === default_store}
            />
          </li>
        ))}
      </ul>
      <div className="djlab-Configuration-actions">
        <CommandAction context={context} id={CommandIDs.newStore} args={{}} />
      </div>
    </section>
  );
}

function StoreCard({
  context,
  store,
  isDefault
}: {
  context: IViewContext;
  store: IConfiguredStore;
  isDefault: boolean;
}): JSX.Element {
  const { trans, model } = context;
  const test = model.test(store.name);
  const problems = store.problems.filter(text => !store.reason.includes(text));
  return (
    <>
      <div className="djlab-Card-title">
        <h4>{store.name}</h4>
        {store.protocol && <code>{store.protocol}</code>}
        <span
          className={`djlab-Badge ${store.effective ? 'djlab-mod-good' : 'djlab-mod-warn'}`}
        >
          {store.effective
            ? trans.__('effective')
            : trans.__('DataJoint will not have it')}
        </span>
        {isDefault && (
          <span className="djlab-Badge">{trans.__('default')}</span>
        )}
      </div>
      <p className="djlab-Card-reason">{store.reason}</p>
      {store.target && (
        <p>
          <code>{store.target}</code>
        </p>
      )}
      {problems.length > 0 && (
        <ul className="djlab-Problems">
          {problems.map((problem, index) => (
            <li key={index}>{problem}</li>
          ))}
        </ul>
      )}
      {store.keys.length > 0 && (
        <details className="djlab-Configuration-keys">
          <summary>
            {trans.__('What a store of protocol %1 may say', store.protocol)}
          </summary>
          <dl>
            {store.keys.map(({ key, explanation }) => (
              <React.Fragment key={key}>
                <dt>
                  <code>{key}</code>
                </dt>
                <dd>{explanation}</dd>
              </React.Fragment>
            ))}
          </dl>
        </details>
      )}
      <div className="djlab-Configuration-actions">
        {store.target && (
          <Action
            label={trans.__('Test this store…')}
            title={trans.__('List one object of %1', store.name)}
            isDisabled={test === 'running'}
            onClick={() => void ask(context, store)}
          />
        )}
        {store.declared && (
          <CommandAction
            context={context}
            id={CommandIDs.newStore}
            args={{ ...store.declared, name: store.name }}
            label={trans.__('Edit %1…', store.name)}
          />
        )}
      </div>
      <p role="status" className="djlab-Configuration-test">
        {test === 'running'
          ? trans.__('Listing one object…')
          : test && (
              <span data-outcome={test.outcome}>
                {test.outcome === 'answered'
                  ? trans.__('It works: %1.', test.message)
                  : trans.__('It does not work: %1.', test.message)}
              </span>
            )}
      </p>
    </>
  );
}

/** A store that project files name is not reached before the user has agreed to where that goes. */
async function ask(
  { model, trans }: IViewContext,
  store: IConfiguredStore
): Promise<void> {
  const { button } = await showDialog({
    title: trans.__('Test the store %1', store.name),
    body: trans.__(
      'djlab lists one object of %1, with the credentials that are configured for it. Nothing is written. It takes 20 seconds at most.',
      store.target
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Test') })
    ]
  });
  if (button.accept) {
    await model.runTest(store);
  }
}
