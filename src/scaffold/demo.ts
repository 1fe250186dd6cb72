import type { JupyterFrontEnd } from '@jupyterlab/application';

import { CommandIDs } from '../tokens';

/**
 * Show the panel, and beside it the diagram, unless the user has opened something of their own
 * there.
 */
export function greet(app: JupyterFrontEnd): void {
  void app.restored.then(async () => {
    const { commands, shell } = app;
    await commands.execute(CommandIDs.showPanel);
    const untouched = [...shell.widgets('main')].every(widget =>
      widget.id.startsWith('launcher')
    );
    if (untouched && commands.hasCommand(CommandIDs.openDiagram)) {
      await commands.execute(CommandIDs.openDiagram, { mode: 'tables' });
    }
  });
}
