import {
  forceLinting,
  lintGutter,
  lintKeymap,
  linter,
  type Diagnostic
} from '@codemirror/lint';
import { StateEffect, type Extension } from '@codemirror/state';
import { keymap, ViewPlugin, type EditorView } from '@codemirror/view';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { Api, ITextFinding, Snapshot } from '../model';
import type { UserSettings } from '../settings';
import { CommandIDs, type IProjectModel } from '../tokens';
import {
  openText,
  projectPath,
  snapshotOf,
  type IOpenText,
  type IOpenTexts
} from './documents';
import { hoverDefinition } from './hover';
import { offsetOf } from './positions';

/** How long typing must rest before a text is checked, in milliseconds. */
const REST = 300;

/** A longer text is not sent while it is edited; its findings are in the panel once it is saved. */
const LIMIT = 150_000;

/** Has a text checked that did not change. `forceLinting` alone only hastens a check that is due. */
const checkAgain = StateEffect.define<null>();

export interface IMarksOptions {
  readonly api: Api;
  readonly commands: CommandRegistry;
  readonly model: IProjectModel;
  readonly settings: UserSettings;
  readonly texts: IOpenTexts;
  readonly trans: TranslationBundle;
}

/**
 * Marks what the convention rules find in a text while it is edited, and shows the definitions that it refers to.
 *
 * @param inline - whether the editor is a cell's: there the marks are underlined only
 */
export function marks(
  editor: CodeEditor.IModel,
  inline: boolean,
  options: IMarksOptions
): Extension {
  const source = async (view: EditorView): Promise<Diagnostic[]> => {
    const open = openText(editor, options.texts);
    const text = view.state.doc.toString();
    if (
      !options.settings.current.editorMarks ||
      !open ||
      !concerns(text, open)
    ) {
      return [];
    }
    const findings = await ask(open, text, options);
    // What was typed meanwhile is checked next; CodeMirror drops this answer then.
    return findings
      .filter(({ cell }) => (cell ?? 0) === open.cell)
      .map(finding => diagnostic(finding, open, view, options));
  };
  return [
    linter(source, {
      delay: REST,
      needsRefresh: ({ transactions }) =>
        transactions.some(({ effects }) =>
          effects.some(effect => effect.is(checkAgain))
        )
    }),
    inline ? [] : lintGutter(),
    keymap.of(lintKeymap),
    followModel(editor, options),
    hoverDefinition(editor, options)
  ];
}

/** Whether the rules can have anything to say, told from the text alone: nothing is asked for other files. */
function concerns(text: string, open: IOpenText): boolean {
  if (text.length > LIMIT) {
    return false;
  }
  return open.cells === null
    ? text.includes('datajoint')
    : /\bdefinition\b|\bdj\./.test(text);
}

/** The findings of a notebook's cells are asked for once and shared by all its cells. */
const asked = new WeakMap<
  DocumentRegistry.Context,
  { key: string; findings: Promise<ITextFinding[]> }
>();

async function ask(
  open: IOpenText,
  text: string,
  { api, model }: IMarksOptions
): Promise<ITextFinding[]> {
  const snapshot = await snapshotOf(model);
  const path = snapshot && projectPath(open, snapshot);
  if (!path) {
    return [];
  }
  if (!open.cells) {
    return api.check(snapshot.root, path, { text }).catch(() => []);
  }
  const cells = open.cells.map(cell => cell.sharedModel.getSource());
  if (cells.reduce((sum, cell) => sum + cell.length, 0) > LIMIT) {
    return [];
  }
  const key = `${snapshot.revision}\0${cells.join('\0')}`;
  const known = asked.get(open.context);
  if (known?.key === key) {
    return known.findings;
  }
  const findings = api
    .check(snapshot.root, path, { cells })
    .catch((): ITextFinding[] => []);
  asked.set(open.context, { key, findings });
  return findings;
}

function diagnostic(
  finding: ITextFinding,
  open: IOpenText,
  view: EditorView,
  { commands, trans }: IMarksOptions
): Diagnostic {
  const lines = view.state.doc.toString().split('\n');
  const from = offsetOf(lines, finding.line, finding.column);
  const to = offsetOf(lines, finding.end_line, finding.end_column);
  const { code, slug, fix, line, column } = finding;
  const rule = {
    name: trans.__('Show the rule'),
    apply: () => void commands.execute(CommandIDs.showRule, { code })
  };
  const mend = fix && {
    name: trans.__('Fix: %1…', fix.title),
    apply: () =>
      void commands.execute(CommandIDs.fixFinding, {
        code,
        contentsPath: open.path,
        line,
        column,
        ...(open.cells ? { cell: open.cell } : {})
      })
  };
  return {
    from,
    // A place without an end is marked to the end of its line.
    to: to > from ? to : view.state.doc.lineAt(from).to,
    severity: finding.severity,
    source: `${code} ${slug}`,
    // The button says what the fix does; once is enough.
    message: [finding.message, finding.help === fix?.title ? '' : finding.help]
      .filter(Boolean)
      .join('\n'),
    actions: mend ? [mend, rule] : [rule]
  };
}

/**
 * Checks a text again when another file of the project changed: a table that it refers to may have come or gone. And
 * when the user's settings did. A save does not wait until typing rests.
 */
function followModel(
  editor: CodeEditor.IModel,
  { model, settings, texts }: IMarksOptions
): Extension {
  return ViewPlugin.define(view => {
    const again = () => {
      const open = openText(editor, texts);
      if (open && concerns(view.state.doc.toString(), open)) {
        view.dispatch({ effects: checkAgain.of(null) });
        forceLinting(view);
      }
    };
    let known = model.snapshot;
    let told = false;
    const onChange = () => {
      const before = known;
      known = model.snapshot;
      if (known?.revision === before?.revision) {
        return;
      }
      const open = openText(editor, texts);
      const own = known && open && projectPath(open, known);
      const { here, elsewhere } = difference(before, known, own ?? '');
      // Of a save, findings follow the modules: what they say of this text is known by then.
      if (elsewhere || (!here && !told)) {
        again();
      } else if (here) {
        // Saved before typing rested: what is due is hastened.
        forceLinting(view);
      }
      told = here || elsewhere;
    };
    model.changed.connect(onChange);
    settings.changed.connect(again);
    return {
      destroy: () => {
        model.changed.disconnect(onChange);
        settings.changed.disconnect(again);
      }
    };
  });
}

/**
 * Whether the module at a path or one of its tables changed, and whether any other did. What did not is the same object.
 */
function difference(
  before: Snapshot | null,
  after: Snapshot | null,
  path: string
): { here: boolean; elsewhere: boolean } {
  const modules = changes(before?.project.modules, after?.project.modules);
  const tables = changes(before?.project.tables, after?.project.tables);
  const paths = [
    ...modules.map(module => module.path),
    ...tables.map(({ module }) => (after ?? before)?.module(module)?.path)
  ];
  return {
    here: paths.includes(path),
    elsewhere: paths.some(one => one !== undefined && one !== path)
  };
}

/** What is in one of two lists only. */
function changes<T>(
  before: ReadonlyArray<T> = [],
  after: ReadonlyArray<T> = []
): T[] {
  if (before === after) {
    return [];
  }
  const old = new Set(before);
  return [...after.filter(item => !old.delete(item)), ...old];
}
