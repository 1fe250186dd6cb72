import * as React from 'react';

import { Action, Toggle } from './buttons';
import type { DiagramCanvas } from './canvas';
import { tableName } from './drawing';
import { trans } from './translation';
import { WHOLE } from './view';

/** The focus or the path that is in force, with its depths. */
export function Neighbourhood({
  canvas
}: {
  canvas: DiagramCanvas;
}): JSX.Element | null {
  const { view } = canvas;
  if (
    view.focus === null &&
    !view.path &&
    !view.select &&
    !view.hidden.length
  ) {
    return null;
  }
  return (
    <div
      className="djl-group djl-Neighbourhood"
      role="group"
      aria-label={trans.__('Shown part')}
    >
      {view.focus !== null && (
        <>
          <strong title={view.focus}>{tableName(view.focus)}</strong>
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
      )}
      {view.path && (
        <strong>
          {tableName(view.path[0])} ⇢ {tableName(view.path[1])}
        </strong>
      )}
      {(view.focus !== null || view.path || view.select) && (
        <Toggle
          on={view.hideOthers}
          label={trans.__('Hide others')}
          onClick={() => canvas.change({ hideOthers: !view.hideOthers })}
        />
      )}
      {view.hidden.length > 0 && (
        <Action
          label={trans.__('Show %1 hidden', view.hidden.length)}
          onClick={() => canvas.change({ hidden: [] })}
        />
      )}
      <Action
        label={trans.__('✕')}
        title={trans.__('Show the whole pipeline again (Escape)')}
        onClick={() => canvas.change(WHOLE)}
      />
    </div>
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
