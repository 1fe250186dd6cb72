import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  copyIcon,
  folderIcon,
  notebookIcon,
  refreshIcon,
  searchIcon
} from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { djlabIcon } from '../icons';
import { described } from '../model/arguments';
import type { Table } from '../model';
import { CommandIDs, type IProjectModel } from '../tokens';
import type { LazyPanel } from './lazy';

type Arguments = ReadonlyPartialJSONObject;

/**
 * The commands of the panel. All but `choose-folder` work wherever the panel does.
 */
export function addCommands(
  app: JupyterFrontEnd,
  model: IProjectModel,
  panel: LazyPanel,
  trans: TranslationBundle,
  fileBrowser: IFileBrowserFactory | null
): void {
  const { commands, shell } = app;
  const show = async () => {
    shell.activateById(panel.id);
    return panel.load();
  };
  /** The table that a command is about: the one named, else the selected one. */
  const tableOf = (args: Arguments): Table | null => {
    const id = args.id ?? model.selection?.table;
    return typeof id === 'string' ? (model.snapshot?.table(id) ?? null) : null;
  };

  commands.addCommand(CommandIDs.showPanel, {
    label: trans.__('Show DataJoint Panel'),
    caption: trans.__('Show the modules, stores and notebooks of the project'),
    icon: djlabIcon,
    describedBy: described(CommandIDs.showPanel),
    execute: async () => {
      await show();
    }
  });

  commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh DataJoint Project'),
    caption: trans.__('Look for projects again and read the project anew'),
    icon: refreshIcon,
    describedBy: described(CommandIDs.refresh),
    execute: () => model.refresh()
  });

  commands.addCommand(CommandIDs.selectProject, {
    label: trans.__('Switch DataJoint Project…'),
    caption: trans.__('Work on another project that was found here'),
    icon: djlabIcon,
    describedBy: described(CommandIDs.selectProject),
    isEnabled: () => model.status === 'idle' || model.projects.length > 0,
    execute: async args => {
      await model.start();
      await model.relist().catch(() => undefined);
      const root =
        typeof args.root === 'string'
          ? args.root
          : await (await import('./ask')).askProject(model, trans);
      if (root !== null) {
        await model.select(root);
        await show();
      }
    }
  });

  if (fileBrowser) {
    commands.addCommand(CommandIDs.chooseFolder, {
      label: trans.__('Open Folder as DataJoint Project…'),
      caption: trans.__('Look for DataJoint projects in another folder'),
      icon: folderIcon,
      describedBy: described(CommandIDs.chooseFolder),
      execute: async args => {
        const path =
          typeof args.path === 'string'
            ? args.path
            : await (await import('./ask')).askFolder(fileBrowser, trans);
        if (path !== null) {
          await model.choose(path);
          await show();
        }
      }
    });
  }

  commands.addCommand(CommandIDs.revealTable, {
    label: args =>
      args.id ? trans.__('Show in DataJoint Panel') : trans.__('Find Table…'),
    caption: trans.__('Show a table of the project in the DataJoint panel'),
    icon: searchIcon,
    describedBy: described(CommandIDs.revealTable),
    execute: async args => {
      const shown = await show();
      await model.start();
      const table = typeof args.id === 'string' ? tableOf(args) : null;
      if (table) {
        model.setSelection({
          module: table.module,
          table: table.id,
          attribute: null
        });
      } else if (args.id) {
        Notification.warning(
          trans.__('The project has no table %1 (any more).', String(args.id))
        );
      } else {
        shown.focusFilter();
      }
    }
  });

  commands.addCommand(CommandIDs.openNotebook, {
    label: trans.__('Open Notebook'),
    caption: trans.__('Open a notebook of the project'),
    icon: notebookIcon,
    describedBy: described(CommandIDs.openNotebook),
    execute: async args => {
      const path =
        typeof args.path === 'string' ? args.path : clickedNotebook(app);
      if (path) {
        const { openNotebook } = await import('./notebooks/open');
        await openNotebook(path, model, commands, trans);
      }
    }
  });

  commands.addCommand(CommandIDs.countRows, {
    label: trans.__('Count Rows'),
    caption: trans.__('Count the rows of the table exactly'),
    describedBy: described(CommandIDs.countRows),
    isEnabled: args => tableOf(args) !== null,
    execute: async args => {
      const table = tableOf(args);
      if (!table) {
        return;
      }
      const shown = await panel.load();
      await shown.tellRows(table);
    }
  });

  const copy = (
    id: string,
    label: string,
    caption: string,
    text: (table: Table) => string
  ) =>
    commands.addCommand(id, {
      label,
      caption,
      icon: copyIcon,
      describedBy: described(id),
      isEnabled: args => tableOf(args) !== null,
      execute: args => {
        const table = tableOf(args);
        if (table) {
          Clipboard.copyToSystem(text(table));
        }
      }
    });
  copy(
    CommandIDs.copyImport,
    trans.__('Copy Import Statement'),
    trans.__('Copy the Python statement that imports the table'),
    // A part is reached through its master.
    table => `from ${table.module} import ${table.class.split('.')[0]}`
  );
  copy(
    CommandIDs.copyReference,
    trans.__('Copy as Foreign Key'),
    trans.__('Copy the line that references the table in a definition'),
    table =>
      `-> ${table.module.slice(table.module.lastIndexOf('.') + 1)}.${table.class}`
  );
}

/** The notebook whose context menu is open. */
function clickedNotebook(app: JupyterFrontEnd): string | null {
  const node = app.contextMenuHitTest(element => !!element.dataset.path);
  return node?.dataset.path ?? null;
}
