import * as React from 'react';

import { Action, Toggle } from './buttons';
import type { DiagramCanvas } from './canvas';
import { tableName } from './drawing';
import { trans } from './translation';
import { restrictions, WHOLE, type IDiagramView } from './view';

/** The focus or the path that is in force, with its depths. */
export function Neighbourhood({
  canvas
}: {
  canvas: DiagramCanvas;
}): JSX.Element | null {
  const { view } = canvas;
  const rules = restrictions(view);
  if (!rules.length && !view.hidden.length) {
    return null;
  }
  // The button that is pressed goes away with what it drops: the keys belong to the drawing again.
  const change = (fields: Partial<IDiagramView>): void => {
    canvas.change(fields);
    canvas.node.focus({ preventScroll: true });
  };
  const rule = (
    key: (typeof rules)[number],
    title: () => string,
    content: JSX.Element
  ): JSX.Element | false =>
    rules.includes(key) && (
      <span className="djl-rule">
        {content}
        {rules.length > 1 && (
          <Action
            label={trans.__('✕')}
            title={title()}
            onClick={() => change({ [key]: WHOLE[key] })}
          />
        )}
      </span>
    );
  return (
    <div
      className="djl-group djl-Neighbourhood"
      role="group"
      aria-label={trans.__('Shown part')}
    >
      {rules.length > 1 && (
        <span role="status">
          {rules.length === 2
            ? trans.__('Only what is in both:')
            : trans.__('Only what is in all three:')}
        </span>
      )}
      {rule(
        'focus',
        () => trans.__('Do not focus on %1', tableName(view.focus!)),
        <Focus canvas={canvas} focus={view.focus ?? ''} />
      )}
      {rule(
        'path',
        () => trans.__('Do not show the path'),
        <strong>{view.path?.map(tableName).join(' ⇢ ')}</strong>
      )}
      {rule(
        'select',
        () => trans.__('Do not select by “%1”', view.select),
        <code>{view.select}</code>
      )}
      {rules.length > 0 && (
        <Toggle
          on={view.hideOthers}
          label={trans.__('Hide others')}
          onClick={() => canvas.change({ hideOthers: !view.hideOthers })}
        />
      )}
      {view.hidden.length > 0 && (
        <Action
          label={trans.__('Show %1 hidden', view.hidden.length)}
          onClick={() => change({ hidden: [] })}
        />
      )}
      <Action
        label={trans.__('✕')}
        title={trans.__('Show the whole pipeline again (Escape)')}
        onClick={() => change(WHOLE)}
      />
    </div>
  );
}

/** The table that is focused, and how far from it. */
function Focus({
  canvas,
  focus
}: {
  canvas: DiagramCanvas;
  focus: string;
}): JSX.Element {
  const { view } = canvas;
  return (
    <>
      <strong title={focus}>{tableName(focus)}</strong>
      <Depth
        label={trans.__('Levels upstream')}
        title={trans.__('Levels upstream (U, Shift+U)')}
        name={trans.__('upstream')}
        value={view.upstream}
        onAll={() => canvas.change({ upstream: null })}
        onNumber={value => canvas.change({ upstream: value })}
      />
      <Depth
        label={trans.__('Levels downstream')}
        title={trans.__('Levels downstream (D, Shift+D)')}
        name={trans.__('downstream')}
        value={view.downstream}
        onAll={() => canvas.change({ downstream: null })}
        onNumber={value => canvas.change({ downstream: value })}
      />
    </>
  );
}

interface IDepthProps {
  readonly label: string;
  readonly title: string;
  readonly name: string;
  readonly value: number | null;
  readonly onAll: () => void;
  readonly onNumber: (value: number) => void;
}

/** A slider that ends in “all”. */
function Depth(props: IDepthProps): JSX.Element {
  const steps = 8;
  const text = props.value === null ? trans.__('all') : String(props.value);
  return (
    <label className="djl-Depth" title={props.title}>
      <span aria-hidden="true">{props.name}</span>
      <input
        type="range"
        min={0}
        max={steps}
        aria-label={props.label}
        aria-valuetext={text}
        value={Math.min(steps, props.value ?? steps)}
        onChange={event => {
          const value = Number(event.target.value);
          if (value === steps) {
            props.onAll();
          } else {
            props.onNumber(value);
          }
        }}
      />
      <output>{text}</output>
    </label>
  );
}
