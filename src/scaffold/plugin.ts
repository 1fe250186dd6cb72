import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { PageConfig } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import {
  addIcon,
  newFolderIcon,
  notebookIcon
} from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { Api } from '../model/api';
import { described } from '../model/arguments';
import { djlabIcon } from '../icons';
import { UserSettings } from '../settings';
import { CommandIDs, IProjectModel } from '../tokens';

/** How the name of a workspace begins that `djlab demo` opens (djlab/cli/demo.py). */
const DEMO_WORKSPACE = 'djlab-demo-';

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * Writes new projects, schema modules, tables, parts and notebooks.
 */
export const scaffoldPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:scaffold',
  description:
    'Writes new projects, schema modules, tables, parts and notebooks.',
  autoStart: true,
  requires: [IProjectModel],
  optional: [
    ITranslator,
    ICommandPalette,
    IDocumentManager,
    ILauncher,
    IMainMenu,
    IDefaultFileBrowser,
    ISettingRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    documents: IDocumentManager | null,
    launcher: ILauncher | null,
    menu: IMainMenu | null,
    browser: IDefaultFileBrowser | null,
    registry: ISettingRegistry | null
  ) => {
    const { commands } = app;
    const trans = (translator ?? nullTranslator).load('djlab');
    const settings = new UserSettings(registry);
    const context = {
      api: new Api(app.serviceManager.serverSettings),
      model,
      commands,
      documents,
      templates: async () => {
        await settings.ready;
        return settings.current.templates;
      },
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
      describedBy: described(CommandIDs.newModule),
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
      describedBy: described(CommandIDs.newNotebook),
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showNotebookDialog } = await import('./show');
        const module =
          typeof args.module === 'string'
            ? args.module
            : (model.selection?.module ?? '');
        await showNotebookDialog(context, module);
      }
    });

    commands.addCommand(CommandIDs.newTable, {
      label: args =>
        args.isMenu ? trans.__('DataJoint Table…') : trans.__('New Table…'),
      caption: trans.__('Add a table to a schema module'),
      icon: addIcon,
      describedBy: described(CommandIDs.newTable),
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showTableDialog } = await import('./showTable');
        const upstream = Array.isArray(args.upstream) ? args.upstream : [];
        await showTableDialog(context, text(args.module), upstream.map(String));
      }
    });

    commands.addCommand(CommandIDs.newPart, {
      label: args =>
        args.isMenu ? trans.__('DataJoint Part…') : trans.__('New Part…'),
      caption: trans.__('Add a part to a table'),
      icon: addIcon,
      describedBy: described(CommandIDs.newPart),
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showPartDialog } = await import('./showTable');
        await showPartDialog(context, text(args.master));
      }
    });

    commands.addCommand(CommandIDs.newProject, {
      label: args =>
        args.isMenu
          ? trans.__('DataJoint Project…')
          : args.isLauncher
            ? trans.__('Pipeline Project')
            : trans.__('New Project…'),
      caption: trans.__('Write a whole pipeline project'),
      icon: newFolderIcon,
      describedBy: described(CommandIDs.newProject),
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showProjectDialog } = await import('./showProject');
        const folder = text(args.folder) || text(args.cwd);
        await showProjectDialog(context, folder || (browser?.model.path ?? ''));
      }
    });

    commands.addCommand(CommandIDs.addStructure, {
      label: trans.__('Bring Project to the Standard Structure…'),
      caption: trans.__(
        'Choose what to add of the standard structure; nothing is moved or changed'
      ),
      icon: addIcon,
      describedBy: described(CommandIDs.addStructure),
      execute: async () => {
        const { showStructureDialog } = await import('./showStructure');
        await showStructureDialog(context);
      }
    });

    commands.addCommand(CommandIDs.newStore, {
      label: trans.__('New Store…'),
      caption: trans.__('Add an object store to pyproject.toml'),
      icon: addIcon,
      describedBy: described(CommandIDs.newStore),
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showStoreDialog } = await import('./showStore');
        const texts = Object.entries(args).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string'
        );
        await showStoreDialog(context, Object.fromEntries(texts));
      }
    });

    commands.addCommand(CommandIDs.writeStoresModule, {
      label: trans.__('Write _stores.py…'),
      caption: trans.__(
        'Write the module that applies the stores of pyproject.toml'
      ),
      describedBy: described(CommandIDs.writeStoresModule),
      execute: async () => {
        const { showStoresModuleDialog } = await import('./showStore');
        await showStoresModuleDialog(context);
      }
    });

    commands.addCommand(CommandIDs.moveSecret, {
      label: trans.__('Move Secret to .secrets/…'),
      caption: trans.__('Take a secret out of a file that others may read'),
      describedBy: described(CommandIDs.moveSecret),
      execute: async (args: ReadonlyPartialJSONObject) => {
        const { showSecretDialog } = await import('./showStore');
        await showSecretDialog(context, text(args.key) || 'database.password');
      }
    });

    const category = trans.__('DataJoint');
    const ids = [
      CommandIDs.newProject,
      CommandIDs.newModule,
      CommandIDs.newTable,
      CommandIDs.newPart,
      CommandIDs.newNotebook
    ];
    const launched: string[] = [
      CommandIDs.newProject,
      CommandIDs.newModule,
      CommandIDs.newNotebook
    ];
    ids.forEach((command, rank) => {
      palette?.addItem({ command, category });
      if (launched.includes(command)) {
        launcher?.add({ command, category, rank, args: { isLauncher: true } });
      }
    });
    palette?.addItem({ command: CommandIDs.addStructure, category });
    palette?.addItem({ command: CommandIDs.newStore, category });
    menu?.fileMenu.newMenu.addGroup(
      ids.map(command => ({ command, args: { isMenu: true } })),
      50
    );

    if (PageConfig.getOption('workspace').startsWith(DEMO_WORKSPACE)) {
      void import('./demo').then(({ greet }) => greet(app));
    }
  }
};
