import * as React from 'react';

import type { IProjectModel } from '../tokens';
import type { DiagramCanvas } from './canvas';

export interface INoticeProps {
  readonly canvas: DiagramCanvas;
  readonly model: IProjectModel;
}

/** Why there is nothing to see, or what is not as asked, with what to do about it. */
export function Notice({ canvas, model }: INoticeProps): JSX.Element | null {
  const lines = notices(canvas, model);
  return lines.length ? (
    <div className="djl-Notice" role="status">
      {lines.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
    </div>
  ) : null;
}

function notices(canvas: DiagramCanvas, model: IProjectModel): string[] {
  switch (model.status) {
    case 'idle':
    case 'loading':
      return ['Reading the project …'];
    case 'none':
      return [
        'No DataJoint project was found here. Choose a folder in the djlab panel.'
      ];
    case 'failed':
      return [
        `The project could not be read: ${model.error?.message ?? 'unknown error'}`
      ];
    case 'ready':
      break;
  }
  const lines = [...(canvas.resolved?.problems ?? [])];
  if (canvas.problem) {
    lines.push(canvas.problem);
  }
  if (model.error) {
    lines.push(
      `The server cannot be asked: ${model.error.message}. This is the last state that is known.`
    );
  }
  const drawn = canvas.resolved?.drawing.nodes.length;
  if (drawn === 0) {
    lines.push(
      model.snapshot?.project.tables.length
        ? 'Nothing is left to show. Press Escape to see the whole pipeline.'
        : 'This project declares no tables yet. “New schema module” in the command palette makes the first one.'
    );
  }
  return lines;
}
