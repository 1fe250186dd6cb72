import {
  ILayoutRestorer,
  IRouter,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  ICommandPalette,
  IThemeManager,
  WidgetTracker,
  type MainAreaWidget
} from '@jupyterlab/apputils';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { described } from '../model/arguments';
import { UserSettings } from '../settings';
import { CommandIDs, IDiagramFactory, IProjectModel } from '../tokens';
import type { DiagramContent } from './content';
import { diagramIcon } from './icon';
import { Placeholder } from './placeholder';
import type { IDiagramView } from './view';

/** Arguments of the command that opens the diagram. */
interface IOpenArguments extends Partial<IDiagramView> {
  mode?: 'modules' | 'tables';
}

/**
 * Opens the diagram in the main area, restores it, follows links to it, and makes small ones for other surfaces.
 *
 * Everything that draws is loaded when a diagram is first shown.
 */
export const diagramPlugin: JupyterFrontEndPlugin<IDiagramFactory> = {
  id: 'djlab:diagram',
  description: 'The diagram of the DataJoint pipeline.',
  autoStart: true,
  provides: IDiagramFactory,
  requires: [IProjectModel],
  optional: [
    ILayoutRestorer,
    ICommandPalette,
    IThemeManager,
    ILauncher,
    IRouter,
    ITranslator,
    IEditorTracker,
    INotebookTracker,
    ISettingRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    themes: IThemeManager | null,
    launcher: ILauncher | null,
    router: IRouter | null,
    translator: ITranslator | null,
    editors: IEditorTracker | null,
    notebooks: INotebookTracker | null,
    registry: ISettingRegistry | null
  ): IDiagramFactory => {
    const { commands, shell } = app;
    const trans = (translator ?? nullTranslator).load('djlab');
    const settings = new UserSettings(registry);
    const tracker = new WidgetTracker<MainAreaWidget<DiagramContent>>({
      namespace: 'djlab-diagram'
    });

    const open = async (view: Partial<IDiagramView>) => {
      const { openDiagram } = await import('./open');
      await settings.ready;
      const { diagramDirection, diagramBadges } = settings.current;
      return openDiagram(
        {
          commands,
          shell,
          model,
          themes,
          tracker,
          translator,
          editors,
          notebooks,
          defaults: { direction: diagramDirection, badges: diagramBadges }
        },
        view
      );
    };

    commands.addCommand(CommandIDs.paintTables, {
      describedBy: described(CommandIDs.paintTables),
      execute: async args => {
        const { reachedOf } = await import('./reached');
        const shown = args.activate ? await open({}) : tracker.find(() => true);
        const canvas = shown?.content.canvas;
        const reached = reachedOf(args);
        const isOwner = canvas?.reached?.owner === args.owner;
        // Numbers that come in later do not bring back what was cleared.
        if (canvas && (args.activate || isOwner)) {
          canvas.reach(reached);
        }
      }
    });
    commands.addCommand(CommandIDs.openDiagram, {
      label: trans.__('Pipeline Diagram'),
      caption: trans.__('Show the DataJoint pipeline as a diagram'),
      icon: diagramIcon,
      describedBy: described(CommandIDs.openDiagram),
      execute: args => open(viewOf(args))
    });
    palette?.addItem({
      command: CommandIDs.openDiagram,
      category: trans.__('DataJoint')
    });
    launcher?.add({
      command: CommandIDs.openDiagram,
      category: trans.__('DataJoint'),
      rank: 1
    });
    if (restorer) {
      void restorer.restore(tracker, {
        command: CommandIDs.openDiagram,
        name: () => 'diagram',
        args: widget =>
          ({
            ...widget.content.canvas.view
          }) as unknown as ReadonlyPartialJSONObject
      });
    }
    if (router) {
      followLinks(app, router, model);
    }
    return {
      createModuleDiagram: () =>
        new Placeholder(async () => {
          const { createModuleDiagram } = await import('./open');
          return createModuleDiagram({ commands, model, themes, translator });
        })
    };
  }
};

/** Opens what `?djlab=…` in the address asks for. */
function followLinks(
  app: JupyterFrontEnd,
  router: IRouter,
  model: IProjectModel
): void {
  const command = 'djlab:follow-link';
  app.commands.addCommand(command, {
    describedBy: { args: { type: 'object', properties: {} } },
    execute: args => {
      const search = String(args.search ?? '');
      // A reload shall show what was last seen, not what the link once opened.
      router.navigate(withoutLink(router.current), { skipRouting: true });
      // The router waits for this command, and JupyterLab's restoration for the router: so nothing is awaited here.
      void app.restored.then(async () => {
        const { followLink } = await import('./open');
        await followLink(app.commands, model, search);
      });
    }
  });
  router.register({ command, pattern: /[?&]djlab=/, rank: 30 });
}

/** The address without the parameter of a link. */
function withoutLink({ path, search, hash }: IRouter.ILocation): string {
  const rest = new URLSearchParams(search);
  rest.delete('djlab');
  const query = rest.toString();
  return `${path}${query ? `?${query}` : ''}${hash}`;
}

/** The view that the arguments of the command ask for. */
function viewOf(args: ReadonlyPartialJSONObject): Partial<IDiagramView> {
  const { mode, ...view } = args as unknown as IOpenArguments;
  return mode ? { ...view, base: mode } : view;
}
