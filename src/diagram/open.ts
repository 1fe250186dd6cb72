import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, type IThemeManager } from '@jupyterlab/apputils';
import type { IEditorTracker } from '@jupyterlab/fileeditor';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { MessageLoop } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';

import { Api } from '../model';
import { CommandIDs, type IProjectModel } from '../tokens';
import { DiagramCanvas } from './canvas';
import { DiagramCommands } from './commandIds';
import { registerCommands, type DiagramTracker } from './commands';
import { DiagramContent } from './content';
import { CursorFollower } from './cursor';
import { diagramIcon } from './icon';
import { onKey } from './keys';
import { fromQuery } from './link';
import { listen } from './mouse';
import { layouts } from './services';
import { StatusSource } from './status';
import { trans, useTranslator } from './translation';
import { DEFAULT_VIEW, toView, type IDiagramView } from './view';

interface IServices {
  readonly translator: ITranslator | null;
  readonly commands: CommandRegistry;
  readonly model: IProjectModel;
  readonly themes: IThemeManager | null;
}

/** Opens the diagram, or shows the open one, with a view whose fields are not all given. */
export async function openDiagram(
  options: IServices & {
    readonly shell: JupyterFrontEnd.IShell;
    readonly tracker: DiagramTracker;
    readonly editors: IEditorTracker | null;
    readonly notebooks: INotebookTracker | null;
    /** What the user's settings say of a view that does not say it itself. */
    readonly defaults: Partial<IDiagramView>;
  },
  fields: Partial<IDiagramView>
): Promise<MainAreaWidget<DiagramContent>> {
  const { commands, shell, tracker, model, translator } = options;
  const wanted = { ...DEFAULT_VIEW, ...options.defaults, ...fields };
  if (translator) {
    useTranslator(translator);
  }
  if (!commands.hasCommand(DiagramCommands.focus)) {
    registerCommands(commands, tracker, model);
  }
  void model.start();
  const open = tracker.find(() => true);
  if (open) {
    if (Object.keys(fields).length) {
      open.content.canvas.change(toView(wanted));
    }
    shell.activateById(open.id);
    return open;
  }
  const cursor = new CursorFollower(options);
  const status = new StatusSource(
    new Api(),
    model,
    (): boolean => content.canvas.isVisible && content.canvas.view.badges
  );
  const content: DiagramContent = new DiagramContent({
    ...options,
    layouts,
    cursor,
    status,
    view: toView(wanted)
  });
  // What was read before the tab was left may be old.
  MessageLoop.installMessageHook(content.canvas, (_, message) => {
    if (message.type === 'after-show') {
      status.refresh();
    }
    return true;
  });
  content.disposed.connect(() => {
    cursor.dispose();
    status.dispose();
  });
  const widget = new MainAreaWidget({ content });
  widget.id = 'djlab-diagram';
  widget.title.label = trans.__('Pipeline');
  widget.title.caption = trans.__('Diagram of the DataJoint pipeline');
  widget.title.icon = diagramIcon;
  widget.title.closable = true;
  widget.toolbar.hide();
  content.canvas.viewChanged.connect(() => void tracker.save(widget));
  shell.add(widget, 'main', { type: 'djlab Diagram' });
  await tracker.add(widget);
  shell.activateById(widget.id);
  return widget;
}

/** A small module diagram without anything around it. */
export function createModuleDiagram(services: IServices): Widget {
  const { commands, model, translator } = services;
  if (translator) {
    useTranslator(translator);
  }
  void model.start();
  const canvas = new DiagramCanvas({
    ...services,
    layouts,
    home: { ...DEFAULT_VIEW, base: 'modules', direction: 'TB' },
    largest: 0.9
  });
  canvas.addClass('djl-mod-small');
  const open = (id: string): void =>
    void commands.execute(CommandIDs.openSource, { module: id });
  listen(canvas, {
    open,
    menu: () =>
      void commands.execute(CommandIDs.openDiagram, { mode: 'modules' }),
    name: () => null,
    drop: () => undefined
  });
  canvas.node.addEventListener('keydown', event => {
    if (onKey(canvas, event, { open, search: () => undefined })) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  canvas.selectedChanged.connect((_, selected) => {
    const id = selected?.node;
    const table = id === undefined ? null : model.snapshot?.table(id);
    if (id !== undefined) {
      model.setSelection({
        module: table?.module ?? id,
        table: table?.id ?? null,
        attribute: null
      });
    }
  });
  return canvas;
}

/** Opens the view of a link, in the project that it names. */
export async function followLink(
  commands: CommandRegistry,
  model: IProjectModel,
  search: string
): Promise<void> {
  const link = fromQuery(search);
  if (!link) {
    return;
  }
  await model.start();
  if (link.project !== null && model.entry?.path !== link.project) {
    const known = model.projects.find(entry => entry.path === link.project);
    await (known ? model.select(known.root) : model.choose(link.project));
  }
  await commands.execute(
    CommandIDs.openDiagram,
    link.view as unknown as ReadonlyPartialJSONObject
  );
}
