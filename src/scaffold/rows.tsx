import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

export interface IRowsProps<T> {
  readonly name: string;
  readonly label: string;
  readonly rows: ReadonlyArray<T>;
  readonly empty: T;
  readonly addLabel: string;
  readonly trans: TranslationBundle;
  readonly hint?: string;
  /** Why the whole list, or a row of it, cannot be used. */
  readonly problem: (row: number | null) => string;
  readonly change: (rows: ReadonlyArray<T>) => void;
  readonly children: (
    row: T,
    change: (row: Partial<T>) => void,
    number: number,
    attributes: React.AriaAttributes
  ) => React.ReactNode;
}

/**
 * A list of which rows can be added, changed and removed.
 */
export function Rows<T extends object>(
  props: IRowsProps<T>
): React.ReactElement {
  const { name, label, rows, trans, problem, change } = props;
  const id = React.useId();
  const list = React.useRef<HTMLDivElement>(null);
  const [isAdded, setAdded] = React.useState(false);
  React.useEffect(() => {
    if (isAdded) {
      setAdded(false);
      list.current
        ?.querySelector<HTMLElement>(
          '.djlab-Row:last-of-type input, .djlab-Row:last-of-type select'
        )
        ?.focus();
    }
  }, [isAdded]);
  const general = problem(null);
  return (
    <fieldset className="djlab-RowList" data-djlab-field={name}>
      <legend>{label}</legend>
      <div ref={list}>
        {rows.map((row, number) => {
          const reason = problem(number);
          return (
            <div
              key={number}
              className="djlab-Row"
              role="group"
              aria-label={trans.__('%1, row %2', label, number + 1)}
            >
              <div className="djlab-Row-fields">
                {props.children(
                  row,
                  changed =>
                    change(
                      rows.map((other, place) =>
                        place === number ? { ...row, ...changed } : other
                      )
                    ),
                  number,
                  {
                    'aria-invalid': reason ? true : undefined,
                    'aria-describedby': reason
                      ? `${id}-problem-${number}`
                      : undefined
                  }
                )}
                <button
                  type="button"
                  className="jp-mod-styled jp-mod-minimal djlab-Row-remove"
                  title={trans.__('Remove this row')}
                  aria-label={trans.__(
                    'Remove row %1 of %2',
                    number + 1,
                    label
                  )}
                  onClick={() =>
                    change(rows.filter((_, place) => place !== number))
                  }
                >
                  <closeIcon.react tag="span" />
                </button>
              </div>
              {reason && (
                <div
                  className="djlab-Form-problem"
                  id={`${id}-problem-${number}`}
                >
                  {reason}
                </div>
              )}
            </div>
          );
        })}
      </div>
      {general && <div className="djlab-Form-problem">{general}</div>}
      {props.hint && !general && (
        <div className="djlab-Field-hint">{props.hint}</div>
      )}
      <button
        type="button"
        className="jp-mod-styled jp-mod-minimal djlab-RowList-add"
        onClick={() => {
          change([...rows, props.empty]);
          setAdded(true);
        }}
      >
        <addIcon.react tag="span" />
        {props.addLabel}
      </button>
    </fieldset>
  );
}
