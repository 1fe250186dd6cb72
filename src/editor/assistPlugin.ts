import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { ICompletionProviderManager } from '@jupyterlab/completer';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IEditorTracker } from '@jupyterlab/fileeditor';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { tableRowsIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Widget } from '@lumino/widgets';

import { Api } from '../model/api';
import { described } from '../model/arguments';
import { UserSettings } from '../settings';
import { CommandIDs, IProjectModel } from '../tokens';
// Every editor asks for its extensions when it is made; what they do is loaded with the first Python text.
import { attachToEditors } from './attach';
import type { IOpenTexts } from './documents';

/**
 * Helps while definitions are written: marks, quick fixes, completion and hover in files and notebook cells.
 */
export const assistPlugin: JupyterFrontEndPlugin<void> = {
  id: 'djlab:assist',
  description:
    'Marks what the convention rules find, completes definitions and shows what they refer to.',
  autoStart: true,
  requires: [IProjectModel, IDocumentManager, IRenderMimeRegistry],
  optional: [
    ITranslator,
    IEditorExtensionRegistry,
    ICompletionProviderManager,
    IEditorTracker,
    INotebookTracker,
    ISettingRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    model: IProjectModel,
    manager: IDocumentManager,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null,
    registry: IEditorExtensionRegistry | null,
    completions: ICompletionProviderManager | null,
    editors: IEditorTracker | null,
    notebooks: INotebookTracker | null,
    settingRegistry: ISettingRegistry | null
  ) => {
    const trans = (translator ?? nullTranslator).load('djlab');
    const api = new Api(app.serviceManager.serverSettings);
    const { commands, shell } = app;
    const settings = new UserSettings(settingRegistry);
    const texts = { editors, notebooks };
    /** The arguments, else the finding whose context menu is open. */
    const given = (args: ReadonlyPartialJSONObject) =>
      'code' in args
        ? args
        : ({
            ...app.contextMenuHitTest(node => 'code' in node.dataset)?.dataset
          } as ReadonlyPartialJSONObject);
    const failed = (reason: unknown) =>
      Notification.error(
        reason instanceof Error ? reason.message : String(reason)
      );

    if (registry) {
      attachToEditors(registry, async (editor, inline) => {
        const { marks } = await import('./marks');
        await settings.ready;
        return marks(editor, inline, {
          api,
          commands,
          model,
          settings,
          texts,
          trans
        });
      });
    }

    const provider = async () => {
      const { DefinitionCompletions } = await import('./completion');
      return new DefinitionCompletions(model, texts);
    };
    let loaded: ReturnType<typeof provider> | null = null;
    completions?.registerProvider({
      identifier: 'djlab:definitions',
      // Above the kernel's provider, which knows nothing inside of a text.
      rank: 1000,
      renderer: null,
      isApplicable: async context => {
        const source = context.editor?.model.sharedModel.getSource();
        if (!source?.includes('definition')) {
          return false;
        }
        loaded ??= provider();
        return (await loaded).isApplicable(context);
      },
      fetch: async (request, context) =>
        (await (loaded ??= provider())).fetch(request, context)
    });

    commands.addCommand(CommandIDs.openTableHere, {
      label: trans.__('Open DataJoint Table'),
      caption: trans.__('Show the rows of the table under the cursor'),
      icon: tableRowsIcon,
      describedBy: described(CommandIDs.openTableHere),
      isVisible: () => isPython(shell.currentWidget, texts),
      execute: async () => {
        const { tableHere } = await import('./here');
        const id = await tableHere(shell, model, texts);
        if (id === null) {
          Notification.info(
            trans.__(
              'There is no table of the project under the cursor. Place it in a table’s class, on its name, or on a “->” line.'
            ),
            { autoClose: 5000 }
          );
          return null;
        }
        return commands.execute(CommandIDs.openTable, { id });
      }
    });

    commands.addCommand(CommandIDs.showRule, {
      label: trans.__('Show the Rule'),
      caption: trans.__('Show what a convention rule wants, and why'),
      describedBy: described(CommandIDs.showRule),
      isEnabled: args => typeof given(args).code === 'string',
      execute: async args => {
        const { code } = given(args);
        const { showRule } = await import('./rule');
        await showRule(String(code), api, shell, rendermime).catch(failed);
      }
    });

    commands.addCommand(CommandIDs.fixFinding, {
      label: trans.__('Fix…'),
      caption: trans.__('Show what would mend it, and do it when you agree'),
      describedBy: described(CommandIDs.fixFinding),
      isEnabled: args => {
        const { code, fixable } = given(args);
        return typeof code === 'string' && fixable !== 'false';
      },
      execute: async args => {
        const named = given(args);
        const { fixNamed } = await import('./fix');
        await fixNamed(named, { api, manager, model, trans }).catch(failed);
      }
    });
  }
};

/** Whether a widget is an editor of Python or a notebook. */
function isPython(
  widget: Widget | null,
  { editors, notebooks }: IOpenTexts
): boolean {
  const file = editors?.currentWidget;
  return (
    (!!file && file === widget && /\.py$/.test(file.context.path)) ||
    (!!widget && notebooks?.currentWidget === widget)
  );
}
