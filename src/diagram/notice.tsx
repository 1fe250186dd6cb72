import type { CommandRegistry } from '@lumino/commands';
import * as React from 'react';

import { whyOutdated } from '../model/outdated';
import { CommandIDs, type IProjectModel } from '../tokens';
import type { DiagramCanvas } from './canvas';
import { trans } from './translation';
import { WHOLE } from './view';

export interface INoticeProps {
  readonly canvas: DiagramCanvas;
  readonly model: IProjectModel;
  readonly commands: CommandRegistry;
}

interface INotice {
  readonly lines: ReadonlyArray<string>;
  /** Whether there is nothing to see beside the notice. */
  readonly alone: boolean;
  /** What can be done about it. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Why there is nothing to see, or what is not as asked, with what to do about it. */
export function Notice(props: INoticeProps): JSX.Element | null {
  const { lines, alone, action } = notice(props);
  return lines.length ? (
    <div className={`djl-Notice${alone ? ' djl-mod-alone' : ''}`} role="status">
      {lines.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
      {action && (
        <button type="button" className="djl-Button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  ) : null;
}

function notice({ canvas, model, commands }: INoticeProps): INotice {
  const run = (id: string): void => void commands.execute(id);
  switch (model.status) {
    case 'idle':
    case 'loading':
      return { lines: [trans.__('Reading the project …')], alone: true };
    case 'none':
      return {
        lines: [trans.__('No DataJoint project was found here.')],
        alone: true,
        action: {
          label: trans.__('Show the DataJoint panel'),
          run: () => run(CommandIDs.showPanel)
        }
      };
    case 'failed':
      return {
        lines: [
          trans.__(
            'The project could not be read: %1',
            model.error?.message ?? trans.__('unknown error')
          )
        ],
        alone: true,
        action: {
          label: trans.__('Try Again'),
          run: () => run(CommandIDs.refresh)
        }
      };
    case 'ready':
      break;
  }
  const lines = [...(canvas.resolved?.problems ?? [])];
  if (canvas.problem) {
    lines.push(canvas.problem);
  }
  if (model.error) {
    lines.push(whyOutdated(model.error, trans));
  }
  if (canvas.resolved?.drawing.nodes.length !== 0) {
    return { lines, alone: false };
  }
  if (model.snapshot?.project.tables.length) {
    lines.push(trans.__('Nothing is left to show.'));
    return {
      lines,
      alone: true,
      action: {
        label: trans.__('Show the Whole Pipeline'),
        run: () => {
          canvas.change(WHOLE);
          canvas.node.focus({ preventScroll: true });
        }
      }
    };
  }
  lines.push(trans.__('This project declares no tables yet.'));
  return {
    lines,
    alone: true,
    action: commands.hasCommand(CommandIDs.newModule)
      ? {
          label: trans.__('New Schema Module…'),
          run: () => run(CommandIDs.newModule)
        }
      : undefined
  };
}
