import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { described } from '../model/arguments';
import { CommandIDs, IProjectModel } from '../tokens';

/**
 * Shows what a delete would take with it, and where rows came from. It only counts.
 */
export const cascadePlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:cascade',
  description:
    'Shows what a delete of rows would take with it, and where rows came from.',
  autoStart: true,
  requires: [IProjectModel],
  optional: [ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('djlab');
    const add = (
      command: string,
      direction: 'downstream' | 'upstream',
      label: string,
      caption: string
    ) =>
      app.commands.addCommand(command, {
        label,
        caption,
        describedBy: described(command),
        isEnabled: args =>
          !!(args['id'] || args['table'] || model.selection?.table),
        execute: async args => {
          const { openCascade } = await import('./open');
          return openCascade(
            { app, model, trans },
            {
              id: String(args['id'] ?? model.selection?.table ?? ''),
              schema: String(args['schema'] ?? ''),
              table: String(args['table'] ?? ''),
              restriction: String(args['restriction'] ?? ''),
              root: String(args['root'] ?? ''),
              direction
            }
          );
        }
      });
    add(
      CommandIDs.showDelete,
      'downstream',
      trans.__('What Would a Delete Take?'),
      trans.__('Count the rows that a delete would take with it')
    );
    add(
      CommandIDs.showOrigin,
      'upstream',
      trans.__('Where Did the Rows Come From?'),
      trans.__('Count the rows that rows of the table were made from')
    );
  }
};
