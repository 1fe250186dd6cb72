import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';

import { CommandIDs } from '../tokens';

/** The workspace that `djlab demo` opens (djlab/cli/demo.py). */
const DEMO_WORKSPACE = 'djlab-demo';

/**
 * Show the panel in the demo's workspace, and beside it the diagram, unless the user has opened something of their own
 * there.
 */
export function greet(app: JupyterFrontEnd): void {
  if (PageConfig.getOption('workspace') !== DEMO_WORKSPACE) {
    return;
  }
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
