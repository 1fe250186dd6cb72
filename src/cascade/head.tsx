import * as React from 'react';

import type { ICascadeContext } from './content';
import { nameOf } from './model';

/** The question: whose rows, which of them, and what is to happen to the masters of parts. */
export function Head({
  context: { cascade, model, trans },
  onPaint
}: {
  context: ICascadeContext;
  onPaint: () => void;
}): JSX.Element {
  const { schema, table, restriction, direction, integrity } = cascade.question;
  const [text, setText] = React.useState(restriction);
  React.useEffect(() => setText(restriction), [restriction]);
  const declared = model.snapshot?.project.tables.find(
    one => one.schema === schema && one.table === table
  );
  const id = declared?.id ?? cascade.tables?.find(one => one.first)?.id ?? null;
  const name = nameOf({ schema, table, id });
  const isBusy = cascade.phase === 'reading' || cascade.phase === 'counting';
  const isDelete = direction === 'downstream';
  return (
    <div className="djlab-Cascade-head">
      <h2>
        {isDelete
          ? trans.__('What would a delete take?')
          : trans.__('Where did the rows come from?')}
      </h2>
      <p>
        {isDelete
          ? trans.__(
              'Rows that refer to the deleted ones, and those that refer to these. Nothing is deleted: djlab only counts.'
            )
          : trans.__(
              'Rows that these refer to, and those that they refer to. djlab only counts.'
            )}
      </p>
      <form
        className="djlab-Cascade-form"
        onSubmit={event => {
          event.preventDefault();
          void cascade.ask({ restriction: text });
        }}
      >
        <label className="djlab-Cascade-restriction">
          <code>{name} &amp;</code>
          <input
            type="text"
            value={text}
            spellCheck={false}
            placeholder={trans.__('all rows')}
            aria-label={trans.__('Restriction of the rows')}
            onChange={event => setText(event.target.value)}
            // JupyterLab has shortcuts of single keys.
            onKeyDown={event => event.stopPropagation()}
          />
        </label>
        {isDelete && (
          <label>
            {trans.__('Masters of parts')}{' '}
            <select
              value={integrity}
              onChange={event =>
                void cascade.ask({
                  restriction: text,
                  integrity:
                    event.target.value === 'cascade' ? 'cascade' : 'enforce'
                })
              }
            >
              <option value="enforce">{trans.__('stay, as by default')}</option>
              <option value="cascade">
                {trans.__('go, too (part_integrity="cascade")')}
              </option>
            </select>
          </label>
        )}
        {isBusy ? (
          <button
            type="button"
            className="djlab-Button jp-mod-minimal"
            onClick={() => cascade.cancel()}
          >
            {trans.__('Cancel')}
          </button>
        ) : (
          <button type="submit" className="djlab-Button jp-mod-minimal">
            {trans.__('Count')}
          </button>
        )}
        <button
          type="button"
          className="djlab-Button jp-mod-minimal"
          disabled={!cascade.tables}
          title={trans.__('Show these numbers on the pipeline’s diagram')}
          onClick={onPaint}
        >
          {trans.__('Show on Diagram')}
        </button>
      </form>
    </div>
  );
}
