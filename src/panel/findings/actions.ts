import { Notification } from '@jupyterlab/apputils';

import type { Finding } from '../../model';
import { CommandIDs } from '../../tokens';
import type { IPanelContext } from '../hooks';

/** Opens the file of a finding at its place; a notebook at its top, for its lines are those of the JSON. */
export async function openFinding(
  { path, line, column }: Finding,
  { commands }: IPanelContext
): Promise<void> {
  if (path.endsWith('.ipynb')) {
    await commands.execute(CommandIDs.openNotebook, { path });
  } else {
    await commands.execute(CommandIDs.openSource, { path, line, column });
  }
}

/** Shows what would mend a finding; says so where nothing does. */
export function fixFinding(
  finding: Finding,
  { commands, trans }: IPanelContext
): void {
  if (finding.fixable) {
    void commands.execute(CommandIDs.fixFinding, argumentsOf(finding));
  } else {
    Notification.info(trans.__('No quick fix for this finding'), {
      autoClose: 3000
    });
  }
}

/** The finding as the arguments of a command. */
export function argumentsOf({ code, path, line, column }: Finding) {
  return { code, path, line, column };
}
