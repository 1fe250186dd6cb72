import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addIcon, notebookIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { Api } from '../model/api';
import { djlabIcon } from '../icons';
import { CommandIDs, IProjectModel } from '../tokens';
import { greet } from './demo';

/**
 * Writes new schema modules and notebooks.
 */
export const scaffoldPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:scaffold',
  description: 'Writes new schema modules and starter notebooks.',
  autoStart: true,
  requires: [IProjectModel],
  optional: [
    ITranslator,
    ICommandPalette,
    IDocumentManager,
    ILauncher,
    IMainMenu
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    documents: IDocumentManager | null,
    launcher: ILauncher | null,
    menu: IMainMenu | null
  ) => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('djlab');
    const context = {
      api: new Api(app.serviceManager.serverSettings),
      model,
      commands,
      documents,
      trans
    };

    commands.addCommand(CommandIDs.newModule, {
      label: args =>
        args.isMenu
          ? trans.__('DataJoint Schema Module…')
          : args.isLauncher
            ? trans.__('Schema Module')
            : trans.__('New Schema Module…'),
      caption: trans.__('Write a schema module with its starter notebook'),
      icon: args => (args.isLauncher ? djlabIcon : addIcon),
      describedBy: {
        args: {
          type: 'object',
          properties: {
            upstream: {
              type: 'array',
              items: { type: 'string' },
              description: 'Modules and table ids that are chosen at first'
            }
          }
        }
      },
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showModuleDialog } = await import('./show');
        const upstream = Array.isArray(args.upstream) ? args.upstream : [];
        await showModuleDialog(context, upstream.map(String));
      }
    });

    commands.addCommand(CommandIDs.newNotebook, {
      label: args =>
        args.isMenu
          ? trans.__('DataJoint Starter Notebook…')
          : args.isLauncher
            ? trans.__('Starter Notebook')
            : trans.__('New Starter Notebook…'),
      caption: trans.__('Write a starter notebook for a schema module'),
      icon: notebookIcon,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            module: {
              type: 'string',
              description: 'Dotted name of the module; the selected one without'
            }
          }
        }
      },
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showNotebookDialog } = await import('./show');
        const module =
          typeof args.module === 'string'
            ? args.module
            : (model.selection?.module ?? '');
        await showNotebookDialog(context, module);
      }
    });

    const category = trans.__('DataJoint');
    const ids = [CommandIDs.newModule, CommandIDs.newNotebook];
    ids.forEach((command, rank) => {
      palette?.addItem({ command, category });
      launcher?.add({ command, category, rank, args: { isLauncher: true } });
    });
    menu?.fileMenu.newMenu.addGroup(
      ids.map(command => ({ command, args: { isMenu: true } })),
      50
    );

    greet(app);
  }
};
