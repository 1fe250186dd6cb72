import type { Menu } from '@lumino/widgets';

import { CommandIDs } from '../tokens';
import { DiagramCommands } from './commandIds';

/** The commands of the menus; null is a line between them. */
export const MENUS: Record<'node' | 'copy' | 'export', (string | null)[]> = {
  node: [
    CommandIDs.openSource,
    CommandIDs.revealTable,
    CommandIDs.openTable,
    CommandIDs.previewTable,
    CommandIDs.countRows,
    CommandIDs.showDelete,
    CommandIDs.showOrigin,
    null,
    DiagramCommands.focus,
    DiagramCommands.toggle,
    DiagramCommands.attributes,
    DiagramCommands.hide,
    null,
    CommandIDs.copyImport,
    CommandIDs.copyReference,
    null,
    CommandIDs.newModule,
    CommandIDs.newTable,
    CommandIDs.newPart,
    CommandIDs.newNotebook
  ],
  copy: [
    DiagramCommands.copyPython,
    DiagramCommands.copyCommand,
    DiagramCommands.copyLink,
    null,
    DiagramCommands.copyImage,
    DiagramCommands.copyMermaid,
    DiagramCommands.copyDot
  ],
  export: [
    DiagramCommands.exportSvg,
    DiagramCommands.exportSvgSeen,
    DiagramCommands.exportPng,
    DiagramCommands.exportPngSeen,
    null,
    DiagramCommands.exportMermaid,
    DiagramCommands.exportDot,
    DiagramCommands.exportJson
  ]
};

/** Lumino's lines between items can be reached by a tab and have no role: a screen reader stumbles over them. */
export function tellSeparators(menu: Menu): void {
  for (const line of menu.node.querySelectorAll('[data-type="separator"]')) {
    line.setAttribute('role', 'separator');
    line.removeAttribute('tabindex');
  }
}
