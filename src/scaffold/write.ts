import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { JSONExt, type PartialJSONValue } from '@lumino/coreutils';

import type { Api, IApplied, IPlan } from '../model';
import { CommandIDs, type IProjectModel } from '../tokens';
import type { Ask } from './form';
import { Planner } from './planner';

/** How long the notification with "Undo" stays, in milliseconds. */
const UNDO_SHOWN = 15_000;

export interface IWriteContext {
  readonly api: Api;
  readonly model: IProjectModel;
  readonly commands: CommandRegistry;
  readonly documents: IDocumentManager | null;
  /** The folder of the user's own templates, empty without, once the settings are known. */
  readonly templates: () => Promise<string>;
  readonly trans: TranslationBundle;
}

/**
 * Plans files of a kind in the project at `root`.
 */
export function plannerOf(
  context: IWriteContext,
  root: string,
  kind: string
): Planner {
  return new Planner(async options =>
    context.api.plan(root, kind, options, await context.templates())
  );
}

/**
 * Looks at the open editors of the files that a plan changes: what is not saved is saved first, if the user wants that.
 */
export async function prepare(
  plan: IPlan,
  root: string | null,
  context: IWriteContext,
  ask: Ask
): Promise<'go' | 'again' | 'stop'> {
  const { documents, trans } = context;
  const dirty = plan.files
    .filter(({ action }) => action === 'update')
    .map(({ path }) =>
      root === null
        ? null
        : (documents?.findWidget(join(root, path), null) ?? null)
    )
    .filter(widget => widget !== null)
    .filter(widget => widget.context.model.dirty);
  if (dirty.length === 0) {
    return 'go';
  }
  const isAccepted = await ask(
    trans.__(
      'Save your changes first? %1 has changes that are not saved. They are kept: djlab adds to the file once it is saved.',
      dirty.map(widget => widget.context.path).join(', ')
    ),
    trans.__('Save and Create')
  );
  if (!isAccepted) {
    return 'stop';
  }
  for (const widget of dirty) {
    await widget.context.save();
  }
  return 'again';
}

/**
 * Opens the file that an applied plan is about, at its line, and selects what was written.
 */
export async function show(
  plan: IPlan,
  applied: IApplied,
  { commands, model }: IWriteContext
): Promise<void> {
  if (plan.open !== null && applied.line !== null) {
    await commands.execute(CommandIDs.openSource, {
      path: plan.open,
      line: applied.line
    });
  } else if (applied.open !== null) {
    await commands.execute('docmanager:open', { path: applied.open });
  }
  const written = model.snapshot?.modules.find(
    ({ path }) => path === plan.open
  );
  if (written) {
    const table = model.snapshot
      ?.tablesOf(written.name)
      .find(({ line }) => line === applied.line);
    // The panel brings to light what is selected.
    model.setSelection({
      module: written.name,
      table: table?.id ?? null,
      attribute: null
    });
  }
}

/**
 * Applies a plan and offers to undo it.
 */
export async function write(
  plan: IPlan,
  context: IWriteContext
): Promise<IApplied> {
  const { api, model, trans } = context;
  const applied = await api.apply(plan.id);
  await model.synchronise();
  await reload(applied.written, context);
  if (applied.written.length === 0) {
    Notification.info(trans.__('Everything was there already.'));
    return applied;
  }
  const told = [
    trans.__('Wrote %1', summary(applied.written, trans)),
    ...applied.notes
  ];
  Notification.success(told.join('\n'), {
    autoClose: UNDO_SHOWN,
    actions: [
      {
        label: trans.__('Undo'),
        caption: trans.__('Remove what was written'),
        callback: () => void undo(applied, context)
      }
    ]
  });
  return applied;
}

/** Editors that show a file which was changed on the disk take the new text into their document. */
async function reload(
  paths: ReadonlyArray<string>,
  context: IWriteContext
): Promise<void> {
  for (const path of paths) {
    const widget = context.documents?.findWidget(path, null);
    if (widget && !widget.context.model.dirty) {
      await widget.context.revert();
    }
  }
}

function summary(
  paths: ReadonlyArray<string>,
  trans: TranslationBundle
): string {
  return paths.length > 4
    ? trans.__('%1 files', paths.length)
    : paths.join(', ');
}

function join(folder: string, path: string): string {
  return folder ? `${folder}/${path}` : path;
}

/**
 * Whether somebody changed what is open. JupyterLab itself notes the kernel in a notebook that it opens, which makes it one
 * that is not saved.
 */
async function isEdited(
  { model, path }: DocumentRegistry.Context,
  { documents }: IWriteContext
): Promise<boolean> {
  if (!model.dirty || !documents || !path.endsWith('.ipynb')) {
    return model.dirty;
  }
  try {
    const saved = await documents.services.contents.get(path);
    return !JSONExt.deepEqual(cellsOf(model.toJSON()), cellsOf(saved.content));
  } catch {
    return true;
  }
}

function cellsOf(notebook: unknown): PartialJSONValue {
  const { cells } = notebook as INotebookContent;
  return cells.map(({ cell_type, source, outputs }) => [
    cell_type,
    Array.isArray(source) ? source.join('') : source,
    (outputs ?? []) as PartialJSONValue
  ]);
}

async function undo(applied: IApplied, context: IWriteContext): Promise<void> {
  const { api, model, documents, trans } = context;
  const open = applied.written
    .map(path => documents?.findWidget(path, null))
    .filter(widget => widget !== undefined && widget !== null);
  const edited = await Promise.all(
    open.map(widget => isEdited(widget.context, context))
  );
  const dirty = open.find((_, index) => edited[index]);
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
    const { removed, restored, kept } = await api.undo(applied.undo);
    const project = context.model.snapshot;
    await reload(
      restored.map(path => project?.contentsPath(path) ?? path),
      context
    );
    const gone = removed.map(path => project?.contentsPath(path) ?? path);
    for (const widget of open) {
      if (gone.includes(widget.context.path)) {
        // Else JupyterLab would ask whether to save it.
        widget.context.model.dirty = false;
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
      Notification.info(
        trans.__('Undone: %1', summary([...removed, ...restored], trans))
      );
    }
  } catch (reason) {
    Notification.error(
      reason instanceof Error ? reason.message : String(reason)
    );
  }
  await model.synchronise();
}
