import type { EdgeKind, NodeKind } from './drawing';
import { trans } from './translation';

export interface INodeWords {
  readonly label: string;
  readonly meaning: string;
}

/**
 * The words of `notation.json` in the language of the page: to be translated they have to stand here once more. A test
 * holds the two together.
 */
export function nodeWords(kind: NodeKind): INodeWords {
  switch (kind) {
    case 'Manual':
      return {
        label: trans.__('Manual'),
        meaning: trans.__('entered by people or scripts')
      };
    case 'Lookup':
      return {
        label: trans.__('Lookup'),
        meaning: trans.__('small reference tables, filled from the code')
      };
    case 'Imported':
      return {
        label: trans.__('Imported'),
        meaning: trans.__('populated from data outside the database')
      };
    case 'Computed':
      return {
        label: trans.__('Computed'),
        meaning: trans.__('populated from other tables')
      };
    case 'Part':
      return {
        label: trans.__('Part'),
        meaning: trans.__('belongs to its master, which encloses it')
      };
    case 'module':
      return {
        label: trans.__('Module'),
        meaning: trans.__('a collapsed schema module')
      };
    case 'external':
      return {
        label: trans.__('External'),
        meaning: trans.__('a table outside the project')
      };
    case 'unresolved':
      return {
        label: trans.__('Unresolved'),
        meaning: trans.__('a reference whose table was not found')
      };
  }
}

export function edgeWord(kind: EdgeKind): string {
  switch (kind) {
    case 'primaryOneToOne':
      return trans.__('in the primary key, one to one');
    case 'primaryOneToMany':
      return trans.__('in the primary key, one to many');
    case 'secondary':
      return trans.__('secondary');
    case 'bundle':
      return trans.__('several foreign keys of a collapsed module');
    case 'both':
      return trans.__('imports and foreign keys');
    case 'foreignKeys':
      return trans.__('foreign keys only');
    case 'imports':
      return trans.__('imports only');
  }
}

/** What a restriction of a view is called. */
export function ruleWord(rule: 'focus' | 'path' | 'select'): string {
  switch (rule) {
    case 'focus':
      return trans.__('focus');
    case 'path':
      return trans.__('path');
    case 'select':
      return trans.__('selector');
  }
}
