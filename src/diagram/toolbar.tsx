import * as React from 'react';

import { Action, Toggle } from './buttons';
import type { DiagramCanvas } from './canvas';
import { Search, Selector } from './search';
import { trans } from './translation';

export interface IToolbarProps {
  readonly canvas: DiagramCanvas;
  readonly search: React.Ref<HTMLInputElement>;
  /** Whether the database says something. */
  readonly live: boolean;
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
      {props.live && (
        <Toggle
          on={view.badges}
          label={trans.__('Badges')}
          title={trans.__('Show rows, progress and errors of the database')}
          onClick={() => canvas.change({ badges: !view.badges })}
        />
      )}
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
