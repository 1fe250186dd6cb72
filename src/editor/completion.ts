import type {
  CompletionHandler,
  ICompletionContext,
  ICompletionProvider
} from '@jupyterlab/completer';

import type { Snapshot } from '../model';
import type { IProjectModel } from '../tokens';
import {
  storeCandidates,
  targetCandidates,
  typeCandidates,
  type ICandidate
} from './candidates';
import { contextAt } from './definitions';
import {
  openText,
  projectPath,
  snapshotOf,
  type IOpenText,
  type IOpenTexts
} from './documents';

/** Above the kernel's: inside a definition it knows nothing. */
const RANK = 1000;

/**
 * Completes `->` targets, types, codecs and store names, inside the definitions of tables only.
 */
export class DefinitionCompletions implements ICompletionProvider {
  constructor(
    private readonly _model: IProjectModel,
    private readonly _texts: IOpenTexts
  ) {}

  readonly identifier = 'djlab:definitions';
  readonly rank = RANK;
  readonly renderer = null;

  /** Asked at every request, so it answers for the place of the cursor. */
  async isApplicable({ editor }: ICompletionContext): Promise<boolean> {
    if (!editor) {
      return false;
    }
    const source = editor.model.sharedModel.getSource();
    const offset = editor.getOffsetAt(editor.getCursorPosition());
    return (
      contextAt(source, offset) !== null &&
      openText(editor.model, this._texts) !== null
    );
  }

  async fetch(
    { text, offset }: CompletionHandler.IRequest,
    { editor }: ICompletionContext
  ): Promise<CompletionHandler.ICompletionItemsReply> {
    const open = editor && openText(editor.model, this._texts);
    const snapshot = open && (await snapshotOf(this._model));
    const path = snapshot && projectPath(open, snapshot);
    const place = contextAt(text, offset);
    if (!path || !place) {
      return { start: offset, end: offset, items: [] };
    }
    const found = candidates(place, snapshot, sourceOf(open, text), path);
    // The completer filters by what is typed already; a prefix of one letter in any case is enough.
    const prefix = place.prefix.toLowerCase();
    return {
      start: place.start,
      end: offset,
      items: found
        .filter(({ text: item }) => item.toLowerCase().includes(prefix))
        .map(({ text: item, kind, detail }, index) => ({
          label: item,
          type: kind,
          insertText: item,
          documentation: detail,
          // What is imported already stands first.
          sortText: String(index).padStart(6, '0')
        }))
    };
  }
}

function candidates(
  place: NonNullable<ReturnType<typeof contextAt>>,
  snapshot: Snapshot,
  source: string,
  path: string
): ICandidate[] {
  switch (place.kind) {
    case 'target':
      return targetCandidates(
        snapshot,
        source,
        snapshot.moduleAt(path)?.name ?? null
      );
    case 'store':
      return storeCandidates(snapshot, place.bracketed);
    case 'type':
      return typeCandidates(snapshot);
  }
}

/** Everything that the text can refer to: of a notebook, the cells above come first. */
export function sourceOf({ cells, cell }: IOpenText, text: string): string {
  return cells === null
    ? text
    : cells
        .map((one, index) =>
          index === cell ? text : one.sharedModel.getSource()
        )
        .join('\n');
}
