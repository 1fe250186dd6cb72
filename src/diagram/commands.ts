import {
  Clipboard,
  type WidgetTracker,
  Notification
} from '@jupyterlab/apputils';
import type { MainAreaWidget } from '@jupyterlab/apputils';
import { ServerConnection } from '@jupyterlab/services';
import type { CommandRegistry } from '@lumino/commands';

import type { IProjectModel } from '../tokens';
import { DiagramCommands as Id } from './commandIds';
import type { DiagramContent } from './content';
import type { DiagramCanvas } from './canvas';
import { toCommand, toPython } from './code';
import { toDot } from './formats/dot';
import { toMermaid } from './formats/mermaid';
import { flip } from './keys';
import { toLink } from './link';
import { svgText, toPng, toSvg } from './picture';
import { trans } from './translation';
import type { IDiagramView } from './view';

export type DiagramTracker = WidgetTracker<MainAreaWidget<DiagramContent>>;

/** Registers what can be done with the diagram that is shown. */
export function registerCommands(
  commands: CommandRegistry,
  tracker: DiagramTracker,
  model: IProjectModel
): void {
  const current = (): DiagramContent | null =>
    tracker.currentWidget?.content ?? null;
  const add = (
    id: string,
    label: string,
    execute: (content: DiagramContent) => unknown,
    applies: (content: DiagramContent) => boolean = () => true
  ): void => {
    commands.addCommand(id, {
      label,
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => {
        const content = current();
        return content !== null && applies(content);
      },
      execute: async () => {
        const content = current();
        try {
          return content && (await execute(content));
        } catch (reason) {
          Notification.error(
            reason instanceof Error ? reason.message : String(reason)
          );
        }
      }
    });
  };
  addSelectionCommands(add);
  addCopyCommands(add, model);
  addExportCommands(add, model);
}

type Add = (
  id: string,
  label: string,
  execute: (content: DiagramContent) => unknown,
  applies?: (content: DiagramContent) => boolean
) => void;

function addSelectionCommands(add: Add): void {
  const selected = ({ canvas }: DiagramContent): string | null =>
    canvas.selected?.node ?? null;
  const selectedTable = (content: DiagramContent): string | null => {
    const id = selected(content);
    return id !== null && content.canvas.snapshot?.table(id) ? id : null;
  };
  const isTable = (content: DiagramContent): boolean =>
    selectedTable(content) !== null;
  add(
    Id.focus,
    trans.__('Focus on This Table'),
    content =>
      content.canvas.change({ focus: selectedTable(content), path: null }),
    isTable
  );
  add(
    Id.toggle,
    trans.__('Open or Close the Module'),
    content => {
      const id = selected(content)!;
      content.canvas.toggle(content.canvas.snapshot?.table(id)?.module ?? id);
    },
    content => selected(content) !== null
  );
  add(
    Id.attributes,
    trans.__('Show or Hide Attributes'),
    ({ canvas }) =>
      canvas.change({
        attributes: flip(canvas.view.attributes, canvas.selected!.node!)
      }),
    isTable
  );
  add(
    Id.hide,
    trans.__('Hide'),
    ({ canvas }) => {
      const id = canvas.selected!.node!;
      canvas.select(null);
      canvas.change({ hidden: [...canvas.view.hidden, id] });
    },
    content => selected(content) !== null
  );
}

function addCopyCommands(add: Add, model: IProjectModel): void {
  const copy = (text: string): void => Clipboard.copyToSystem(text);
  add(Id.copyPython, trans.__('Copy as dj.Diagram(…)'), ({ canvas }) =>
    copy(toPython(canvas.snapshot!, decided(canvas)))
  );
  add(Id.copyCommand, trans.__('Copy as djlab Command'), ({ canvas }) =>
    copy(toCommand(canvas.snapshot!, decided(canvas)))
  );
  add(Id.copyLink, trans.__('Copy Link to This View'), ({ canvas }) =>
    copy(
      toLink(
        { project: model.entry?.path ?? null, view: canvas.view },
        ServerConnection.makeSettings().baseUrl
      )
    )
  );
  add(Id.copyMermaid, trans.__('Copy as Mermaid'), content =>
    copy(mermaid(content))
  );
  add(Id.copyDot, trans.__('Copy as DOT'), content => copy(dot(content)));
  add(Id.copyImage, trans.__('Copy as Image'), async ({ canvas }) => {
    const png = await toPng(toSvg(canvas, true));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  });
}

function addExportCommands(add: Add, model: IProjectModel): void {
  const name = (ending: string): string =>
    `${model.snapshot?.project.project.name ?? 'pipeline'}.${ending}`;
  const saveText = (ending: string, type: string, text: string): void =>
    save(name(ending), new Blob([text], { type }));
  for (const [id, label, seen] of [
    [Id.exportSvg, trans.__('SVG, Whole Diagram'), false],
    [Id.exportSvgSeen, trans.__('SVG, as Seen'), true]
  ] as const) {
    add(id, label, ({ canvas }) =>
      saveText('svg', 'image/svg+xml', svgText(toSvg(canvas, seen)))
    );
  }
  for (const [id, label, seen] of [
    [Id.exportPng, trans.__('PNG, Whole Diagram'), false],
    [Id.exportPngSeen, trans.__('PNG, as Seen'), true]
  ] as const) {
    add(id, label, async ({ canvas }) =>
      save(name('png'), await toPng(toSvg(canvas, seen)))
    );
  }
  add(Id.exportMermaid, trans.__('Mermaid'), content =>
    saveText('mmd', 'text/plain', mermaid(content))
  );
  add(Id.exportDot, trans.__('DOT'), content =>
    saveText('dot', 'text/vnd.graphviz', dot(content))
  );
  add(Id.exportJson, trans.__('JSON'), ({ canvas }) =>
    saveText(
      'json',
      'application/json',
      `${JSON.stringify({ format: 1, ...canvas.resolved?.drawing }, null, 1)}\n`
    )
  );
}

function mermaid({ canvas }: DiagramContent): string {
  return toMermaid(canvas.resolved!.drawing, {
    theme: canvas.theme,
    direction: canvas.view.direction
  });
}

function dot({ canvas }: DiagramContent): string {
  return toDot(canvas.resolved!.drawing, {
    theme: canvas.theme,
    direction: canvas.view.direction
  });
}

function save(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download reads the blob after the click has returned.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The view as it is seen: with the level that was decided when it was opened. */
function decided({ view, resolved }: DiagramCanvas): IDiagramView {
  return view.base === 'auto' && resolved
    ? { ...view, base: resolved.closed ? 'modules' : 'tables' }
    : view;
}
