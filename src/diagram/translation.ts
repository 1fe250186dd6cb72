import {
  nullTranslator,
  type ITranslator,
  type TranslationBundle
} from '@jupyterlab/translation';

/** The texts of the diagram in the language of the page. */
export let trans: TranslationBundle = nullTranslator.load('djlab');

/** Called once, before anything is shown. */
export function useTranslator(translator: ITranslator): void {
  trans = translator.load('djlab');
}
