import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { Api, IApplied, IPlan } from '../model';
import type { IProjectModel } from '../tokens';

/** How long the notification with "Undo" stays, in milliseconds. */
const UNDO_SHOWN = 15_000;

export interface IWriteContext {
  readonly api: Api;
  readonly model: IProjectModel;
  readonly commands: CommandRegistry;
  readonly documents: IDocumentManager | null;
  readonly trans: TranslationBundle;
}

/**
 * Applies a plan, opens the file that it is about and offers to undo it.
 */
export async function write(
  plan: IPlan,
  context: IWriteContext
): Promise<void> {
  const { api, model, commands, trans } = context;
  const applied = await api.apply(plan.id);
  await model.synchronise();
  if (applied.open !== null) {
    await commands.execute('docmanager:open', { path: applied.open });
  }
  const written = applied.written.join(', ');
  if (!written) {
    Notification.info(trans.__('Everything was there already.'));
    return;
  }
  Notification.success(trans.__('Wrote %1', written), {
    autoClose: UNDO_SHOWN,
    actions: [
      {
        label: trans.__('Undo'),
        caption: trans.__('Remove what was written'),
        callback: () => void undo(applied, context)
      }
    ]
  });
}

async function undo(applied: IApplied, context: IWriteContext): Promise<void> {
  const { api, model, documents, trans } = context;
  const open = applied.written
    .map(path => documents?.findWidget(path, null))
    .filter(widget => widget !== undefined && widget !== null);
  const dirty = open.find(widget => widget.context.model.dirty);
  if (dirty) {
    Notification.warning(
      trans.__(
        '%1 has changes that are not saved; nothing was undone.',
        dirty.context.path
      )
    );
    return;
  }
  try {
    const { removed, kept } = await api.undo(applied.undo);
    for (const widget of open) {
      if (removed.includes(widget.context.path)) {
        widget.close();
      }
    }
    if (kept.length > 0) {
      Notification.warning(
        kept
          .map(({ path, reason }) => trans.__('Kept %1: %2', path, reason))
          .join('\n')
      );
    } else {
      Notification.info(trans.__('Removed %1', removed.join(', ')));
    }
  } catch (reason) {
    Notification.error(
      reason instanceof Error ? reason.message : String(reason)
    );
  }
  await model.synchronise();
}
