import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Table } from '../model';
import type { IProjectModel } from '../tokens';
import { targetOf } from './candidates';
import { sourceOf } from './completion';
import { referenceAt } from './definitions';
import {
  openText,
  projectPath,
  snapshotOf,
  type IOpenTexts
} from './documents';

export interface IHoverOptions {
  readonly model: IProjectModel;
  readonly texts: IOpenTexts;
  readonly trans: TranslationBundle;
}

/**
 * Shows the definition of the table that a `->` line refers to, when the mouse rests on it.
 */
export function hoverDefinition(
  editor: CodeEditor.IModel,
  { model, texts, trans }: IHoverOptions
): Extension {
  return hoverTooltip(async (view, position) => {
    const text = view.state.doc.toString();
    const reference = referenceAt(text, position);
    const open = reference && openText(editor, texts);
    const snapshot = open && (await snapshotOf(model));
    const path = snapshot && projectPath(open, snapshot);
    if (!path) {
      return null;
    }
    const module = snapshot.moduleAt(path)?.name ?? null;
    const table = targetOf(
      snapshot,
      sourceOf(open, text),
      module,
      reference.expression
    );
    return (
      table && {
        pos: reference.start,
        end: reference.end,
        above: true,
        create: () => ({ dom: tableNode(table, trans) })
      }
    );
  });
}

/** The text of a table's definition is another person's: it is set as text. */
function tableNode(table: Table, trans: TranslationBundle): HTMLElement {
  const node = document.createElement('div');
  node.className = 'djlab-Hover';
  const title = document.createElement('div');
  title.className = 'djlab-Hover-title';
  title.textContent = `${table.tier} ${table.id}`;
  const text = document.createElement('pre');
  text.textContent =
    table.definition.replace(/^\n+|\s+$/g, '') ||
    trans.__('The definition is made at run time.');
  node.append(title, text);
  return node;
}
