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

/** The finding as the arguments of a command. */
export function argumentsOf({ code, path, line, column }: Finding) {
  return { code, path, line, column };
}
