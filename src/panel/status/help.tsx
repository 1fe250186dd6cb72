import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

const PAGE = 'https://djlab.readthedocs.io/en/latest/how-to/status.html';

/** What the numbers of the section mean, for who wants to know, and where more is told. */
export function Help({ trans }: { trans: TranslationBundle }): JSX.Element {
  const words: [string, string][] = [
    [
      trans.__('1 of 2'),
      trans.__(
        'Keys of the key source that are in the table, of all; counted by the database.'
      )
    ],
    [
      trans.__('to go'),
      trans.__(
        'What remains, at the mean duration, by the workers that hold a reservation now.'
      )
    ],
    [
      trans.__('own key_source'),
      trans.__(
        'The class overrides key_source: only progress() in a kernel tells what remains.'
      )
    ],
    [
      trans.__('pending, reserved, done, failed, ignored'),
      trans.__(
        'Jobs of populate(reserve_jobs=True). Finished ones are kept with jobs.keep_completed only; failed ones are passed over until they are removed.'
      )
    ],
    [
      trans.__('stale reservation'),
      trans.__(
        'Reserved for longer than jobs.stale_timeout: the worker may be dead.'
      )
    ],
    [
      trans.__('Reproduce in notebook'),
      trans.__(
        'Inserts a cell that computes this key alone, outside the jobs, so that the error appears with its traceback. You run it.'
      )
    ]
  ];
  return (
    <details className="djlab-Status-help">
      <summary>{trans.__('What these mean')}</summary>
      <dl>
        {words.map(([word, meaning]) => (
          <React.Fragment key={word}>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </React.Fragment>
        ))}
      </dl>
      <a href={PAGE} target="_blank" rel="noopener noreferrer">
        {trans.__('More, and how to reproduce an error')}
      </a>
    </details>
  );
}
