import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { INotebookModel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';

import type { Api, ITextFinding, Snapshot } from '../model';
import type { IProjectModel } from '../tokens';
import { snapshotOf } from './documents';
import { applyChanges, changesOf, diffOf } from './positions';

export interface IFixOptions {
  readonly api: Api;
  readonly manager: IDocumentManager;
  readonly model: IProjectModel;
  readonly trans: TranslationBundle;
}

/** Which finding is to be mended. Lines and columns count from 1. */
export interface IFixTarget {
  readonly code: string;
  /** Relative to the project's root. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Of a notebook: the place of its cell among the code cells. */
  readonly cell: number | null;
}

/**
 * Mends the finding that the arguments of the command name; what names none is left alone.
 */
export async function fixNamed(
  args: ReadonlyPartialJSONObject,
  options: IFixOptions
): Promise<void> {
  const target = readTarget(args, options.model);
  if (target) {
    await fixFinding(target, options);
  }
}

/**
 * Shows what mending a finding would change, and does it when the user agrees: in the document where the file is open,
 * else on the disk.
 */
export async function fixFinding(
  target: IFixTarget,
  options: IFixOptions
): Promise<void> {
  const { model, trans } = options;
  const snapshot = await snapshotOf(model);
  if (!snapshot) {
    return;
  }
  const path = snapshot.contentsPath(target.path);
  if (!snapshot.writable || path === null) {
    Notification.warning(
      trans.__(
        'Nothing can be written there. Start JupyterLab at the project: %1',
        model.entry?.start_command ?? ''
      )
    );
    return;
  }
  const context = openContext(path, options.manager);
  if (context) {
    await fixDocument(target, context, snapshot, options);
  } else {
    await fixFile(target, snapshot, options);
  }
}

/** The document of a file, under whichever name it is open. */
function openContext(
  path: string,
  manager: IDocumentManager
): DocumentRegistry.Context | null {
  const widget =
    manager.findWidget(path, null) ?? manager.findWidget(`RTC:${path}`, null);
  return widget ? (manager.contextForWidget(widget) ?? null) : null;
}

async function fixDocument(
  target: IFixTarget,
  context: DocumentRegistry.Context,
  snapshot: Snapshot,
  { api, trans }: IFixOptions
): Promise<void> {
  await context.ready;
  const { model } = context;
  const texts = textsOf(context, target.cell);
  const source = texts[target.cell ?? 0]?.getSource();
  if (source === undefined) {
    return;
  }
  const findings = await api.check(
    snapshot.root,
    target.path,
    target.cell === null
      ? { text: source }
      : { cells: texts.map(text => text.getSource()) }
  );
  const fix = nearest(findings, target)?.fix;
  if (!fix) {
    nothingToMend(target, trans);
    return;
  }
  const changes = changesOf(source, fix.edits);
  const after = applyChanges(source, changes);
  const dirty = model.dirty;
  const agreed = await confirm(
    target,
    fix.title,
    diffOf(source, after),
    dirty
      ? trans.__(
          'The file has changes that are not saved. The fix goes into them; save the file to keep it.'
        )
      : trans.__('The file is open: the fix goes into it, and it is saved.'),
    trans
  );
  if (!agreed) {
    return;
  }
  const text = texts[target.cell ?? 0];
  if (context.isDisposed || text.getSource() !== source) {
    Notification.warning(
      trans.__('%1 has changed meanwhile; nothing was mended.', target.path)
    );
    return;
  }
  text.transact(() => {
    for (const { from, to, insert } of changes) {
      text.updateSource(from, to, insert);
    }
  });
  if (!dirty) {
    await context.save();
  }
}

/** The shared texts of a file (one), or of the code cells of a notebook. */
function textsOf(
  { model }: DocumentRegistry.Context,
  cell: number | null
): CodeEditor.IModel['sharedModel'][] {
  if (cell === null) {
    return [(model as unknown as CodeEditor.IModel).sharedModel];
  }
  return [...(model as INotebookModel).cells]
    .filter(({ type }) => type === 'code')
    .map(({ sharedModel }) => sharedModel);
}

function nearest(
  findings: ReadonlyArray<ITextFinding>,
  { code, line, column, cell }: IFixTarget
): ITextFinding | null {
  const far = (finding: ITextFinding) =>
    Math.abs(finding.line - line) * 1000 + Math.abs(finding.column - column);
  const same = findings.filter(
    finding =>
      finding.code === code &&
      finding.fix !== null &&
      (finding.cell ?? null) === cell
  );
  return same.sort((a, b) => far(a) - far(b))[0] ?? null;
}

async function fixFile(
  target: IFixTarget,
  snapshot: Snapshot,
  { api, model, trans }: IFixOptions
): Promise<void> {
  const { code, path, line, column } = target;
  const plan = await api.plan(snapshot.root, 'fix', {
    code,
    path,
    line,
    column
  });
  const agreed = await confirm(
    target,
    '',
    plan.files.map(({ diff }) => diff).join('\n'),
    plan.command,
    trans
  );
  if (!agreed) {
    return;
  }
  const { written, undo } = await api.apply(plan.id);
  await model.synchronise();
  Notification.success(trans.__('Mended %1', written.join(', ')), {
    autoClose: 15_000,
    actions: [
      {
        label: trans.__('Undo'),
        callback: () =>
          void api
            .undo(undo)
            .then(() => model.synchronise())
            .catch(reason => Notification.error(String(reason?.message)))
      }
    ]
  });
}

function nothingToMend({ code, path }: IFixTarget, trans: TranslationBundle) {
  Notification.info(
    trans.__('There is nothing that %1 could mend in %2 any more.', code, path)
  );
}

async function confirm(
  { code, path }: IFixTarget,
  title: string,
  diff: string,
  note: string,
  trans: TranslationBundle
): Promise<boolean> {
  const body = new Widget();
  body.addClass('djlab-Fix');
  const text = document.createElement('pre');
  text.className = 'djlab-Fix-diff';
  text.tabIndex = 0;
  text.setAttribute('aria-label', trans.__('What would change'));
  for (const line of diff.replace(/\n$/, '').split('\n')) {
    const row = document.createElement('span');
    row.textContent = `${line}\n`;
    row.className = kindOf(line);
    text.append(row);
  }
  const hint = document.createElement('p');
  hint.textContent = note;
  body.node.append(text, hint);
  const { button } = await showDialog({
    title: [`${code}: ${path}`, title].filter(Boolean).join(' — '),
    body,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Apply') })
    ],
    defaultButton: 1
  });
  return button.accept;
}

function kindOf(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---')) {
    return 'djlab-mod-file';
  }
  const kinds: Record<string, string> = {
    '+': 'djlab-mod-added',
    '-': 'djlab-mod-removed',
    '@': 'djlab-mod-place'
  };
  return kinds[line[0]] ?? '';
}

function readTarget(
  args: ReadonlyPartialJSONObject,
  model: IProjectModel
): IFixTarget | null {
  const { code, path, contentsPath, line, column, cell } = args;
  const relative =
    typeof path === 'string'
      ? path
      : model.snapshot?.relativePath(
          String(contentsPath).slice(String(contentsPath).indexOf(':') + 1)
        );
  return relative
    ? {
        code: String(code),
        path: relative,
        line: Number(line) || 1,
        column: Number(column) || 1,
        cell: typeof cell === 'number' ? cell : null
      }
    : null;
}
