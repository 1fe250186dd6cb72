import type { IThemeManager } from '@jupyterlab/apputils';
import type { ServiceManager } from '@jupyterlab/services';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { IProjectModel } from '../../tokens';

/** What a diagram in an output needs of the page. */
export interface IEmbedContext {
  readonly commands: CommandRegistry;
  readonly services: ServiceManager.IManager;
  /** The project that the page works on, which need not be the one of the output. */
  readonly model: IProjectModel;
  readonly themes: IThemeManager | null;
  readonly translator: ITranslator | null;
  readonly trans: TranslationBundle;
  /** Contents path of the folder of the notebook that holds a node. */
  folderOf(node: HTMLElement): string;
}
