import * as React from 'react';

import { Combobox, type IChoice } from './combobox';
import type { DiagramCanvas } from './canvas';
import { tableName } from './drawing';
import { deepen } from './keys';
import { complete } from './selector';
import { trans } from './translation';

export interface IToolbarProps {
  readonly canvas: DiagramCanvas;
  readonly search: React.Ref<HTMLInputElement>;
  readonly legend: boolean;
  readonly asTable: boolean;
  readonly onHeight: (pixels: number) => void;
  readonly onLegend: () => void;
  readonly onAsTable: () => void;
  readonly onJump: (id: string) => void;
  readonly onMenu: (which: 'copy' | 'export', anchor: HTMLElement) => void;
}

/** What is shown, how it is found, and what leaves the diagram. */
export function Toolbar(props: IToolbarProps): JSX.Element {
  const { canvas, onHeight } = props;
  const { view } = canvas;
  const bar = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const observer = new ResizeObserver(() =>
      onHeight(bar.current?.offsetHeight ?? 0)
    );
    observer.observe(bar.current!);
    return () => observer.disconnect();
  }, []);
  const closed = canvas.resolved?.collapsed.size ?? 0;
  const open = canvas.resolved?.drawing.frames.length ?? 0;
  const modules = closed > 0 && open === 0;
  const menu =
    (which: 'copy' | 'export') =>
    (event: React.MouseEvent<HTMLButtonElement>): void =>
      props.onMenu(which, event.currentTarget);
  return (
    <div
      ref={bar}
      className="djl-Toolbar"
      role="toolbar"
      aria-label={trans.__('Diagram')}
    >
      <Search {...props} />
      <Selector canvas={canvas} />
      <div className="djl-group" role="group" aria-label={trans.__('Level')}>
        <Toggle
          on={modules}
          label={trans.__('Modules')}
          title={trans.__('Close all modules')}
          onClick={() => canvas.change({ base: 'modules', toggled: [] })}
        />
        <Toggle
          on={open > 0 && closed === 0}
          label={trans.__('Tables')}
          title={trans.__('Open all modules')}
          onClick={() => canvas.change({ base: 'tables', toggled: [] })}
        />
      </div>
      <Toggle
        on={view.attributes.includes('*')}
        label={trans.__('Attributes')}
        title={trans.__('Show the attributes of all tables')}
        onClick={() =>
          canvas.change({
            attributes: view.attributes.includes('*') ? [] : ['*']
          })
        }
      />
      <Neighbourhood canvas={canvas} />
      <div className="djl-spacer" />
      <div className="djl-group" role="group" aria-label={trans.__('Zoom')}>
        <Action
          label={trans.__('−')}
          title={trans.__('Zoom out')}
          onClick={() => canvas.viewport.zoomBy(1 / 1.4)}
        />
        <Action
          label={trans.__('Fit')}
          title={trans.__('Show everything that is drawn (0)')}
          onClick={() => canvas.showAll()}
        />
        <Action
          label={trans.__('+')}
          title={trans.__('Zoom in')}
          onClick={() => canvas.viewport.zoomBy(1.4)}
        />
      </div>
      <Action
        label={view.direction === 'LR' ? '→' : '↓'}
        title={
          view.direction === 'LR'
            ? trans.__('Flows to the right; click to let it flow down')
            : trans.__('Flows down; click to let it flow to the right')
        }
        onClick={() =>
          canvas.change({ direction: view.direction === 'LR' ? 'TB' : 'LR' })
        }
      />
      <Toggle
        on={props.legend}
        label={trans.__('Legend')}
        onClick={props.onLegend}
      />
      <Toggle
        on={props.asTable}
        label={trans.__('List')}
        title={trans.__('The same content as a table')}
        onClick={props.onAsTable}
      />
      <Action label={trans.__('Copy ▾')} menu onClick={menu('copy')} />
      <Action label={trans.__('Export ▾')} menu onClick={menu('export')} />
    </div>
  );
}

function Search(props: IToolbarProps): JSX.Element {
  const [text, setText] = React.useState('');
  const { canvas } = props;
  const choices = (needle: string): IChoice[] => {
    const wanted = needle.trim().toLowerCase();
    if (!wanted || !canvas.snapshot) {
      return [];
    }
    const found: [number, IChoice][] = [];
    for (const { id } of canvas.snapshot.project.tables) {
      const name = tableName(id);
      const at = name.toLowerCase().indexOf(wanted);
      if (at >= 0) {
        const rank = at * 100 + name.length;
        const detail = id.slice(0, id.indexOf(':'));
        found.push([rank, { value: id, label: name, detail }]);
      }
    }
    for (const { name } of canvas.snapshot.modules) {
      const at = name.toLowerCase().lastIndexOf(wanted);
      if (at >= 0) {
        const rank = 50 + name.length;
        found.push([rank, { value: name, label: name, detail: 'module' }]);
      }
    }
    return found
      .sort((one, other) => one[0] - other[0])
      .slice(0, 12)
      .map(([, choice]) => choice);
  };
  return (
    <Combobox
      label={trans.__('Search tables and modules')}
      placeholder={trans.__('Search  /')}
      value={text}
      choices={choices}
      onText={setText}
      onTake={choice => {
        const taken = choice ?? choices(text)[0];
        if (taken) {
          setText('');
          props.onJump(taken.value);
        }
      }}
      onLeave={() => {
        setText('');
        canvas.node.focus({ preventScroll: true });
      }}
      inputRef={props.search}
    />
  );
}

function Selector({ canvas }: { canvas: DiagramCanvas }): JSX.Element {
  const applied = canvas.view.select;
  const [text, setText] = React.useState(applied);
  React.useEffect(() => setText(applied), [applied]);
  const cut = text.lastIndexOf(' ') + 1;
  const invalid = Boolean(applied) && Boolean(canvas.resolved?.problems.length);
  return (
    <Combobox
      label={trans.__(
        'Show only what a selector names, such as +Session tier:computed'
      )}
      placeholder={trans.__('Select, e.g. +Session tier:computed')}
      value={text}
      invalid={invalid}
      choices={() =>
        canvas.snapshot && text.slice(cut)
          ? complete(canvas.snapshot.project.tables, text.slice(cut)).map(
              word => ({ value: word, label: word })
            )
          : []
      }
      onText={value => {
        setText(value);
        if (!value.trim()) {
          canvas.change({ select: '' });
        }
      }}
      onTake={choice => {
        const value = choice ? text.slice(0, cut) + choice.value : text;
        setText(value);
        canvas.change({ select: value.trim() });
      }}
      onLeave={() => {
        setText(applied);
        canvas.node.focus({ preventScroll: true });
      }}
    />
  );
}

/** The focus or the path that is in force, with its depths. */
function Neighbourhood({
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
            label={trans.__('upstream')}
            sign="↑"
            value={view.upstream}
            onStep={by => deepen(canvas, null, by, 0)}
            onAll={() => canvas.change({ upstream: null })}
            onNumber={value => canvas.change({ upstream: value })}
          />
          <Depth
            label={trans.__('downstream')}
            sign="↓"
            value={view.downstream}
            onStep={by => deepen(canvas, null, 0, by)}
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
          label={`Show ${view.hidden.length} hidden`}
          onClick={() => canvas.change({ hidden: [] })}
        />
      )}
      <Action
        label={trans.__('✕')}
        title={trans.__('Show the whole pipeline again (Escape)')}
        onClick={() =>
          canvas.change({ focus: null, path: null, select: '', hidden: [] })
        }
      />
    </div>
  );
}

interface IDepthProps {
  readonly label: string;
  readonly sign: string;
  readonly value: number | null;
  readonly onStep: (by: number) => void;
  readonly onAll: () => void;
  readonly onNumber: (value: number) => void;
}

/** A slider that ends in “all”. */
function Depth(props: IDepthProps): JSX.Element {
  const steps = 8;
  const text = props.value === null ? 'all' : String(props.value);
  return (
    <label className="djl-Depth" title={`Levels ${props.label}`}>
      <span aria-hidden="true">{props.sign}</span>
      <input
        type="range"
        min={0}
        max={steps}
        aria-label={`Levels ${props.label}`}
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

interface IButtonProps {
  readonly label: string;
  readonly title?: string;
  readonly menu?: boolean;
  readonly onClick: (event: React.MouseEvent<HTMLButtonElement>) => void;
}

function Action(props: IButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className="djl-Button"
      title={props.title}
      aria-label={props.title}
      aria-haspopup={props.menu ? 'menu' : undefined}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}

function Toggle(props: IButtonProps & { on: boolean }): JSX.Element {
  return (
    <button
      type="button"
      className="djl-Button"
      title={props.title}
      aria-pressed={props.on}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  );
}
