import type { TranslationBundle } from '@jupyterlab/translation';
import type { Title, Widget } from '@lumino/widgets';

import type { IProjectModel } from '../../tokens';
import { countBySeverity } from './counts';

/**
 * Shows on the panel's icon in the sidebar how many errors and warnings there are. Notes are not worth a badge.
 */
export function showBadge(
  title: Title<Widget>,
  model: IProjectModel,
  trans: TranslationBundle
): void {
  const caption = title.caption;
  let shown = '';
  const show = () => {
    const { error, warning } = countBySeverity(
      model.snapshot?.project.findings ?? []
    );
    const state = `${error} ${warning}`;
    if (state === shown) {
      return;
    }
    shown = state;
    const number = error || warning;
    // JupyterLab keeps the panel's id in the dataset, too.
    const dataset: Record<string, string> = { ...title.dataset };
    if (number) {
      dataset['djlab-findings'] = number > 99 ? '99+' : String(number);
      dataset['djlab-severity'] = error ? 'error' : 'warning';
    } else {
      delete dataset['djlab-findings'];
      delete dataset['djlab-severity'];
    }
    title.dataset = dataset;
    const parts = [
      error ? trans._n('%1 error', '%1 errors', error) : '',
      warning ? trans._n('%1 warning', '%1 warnings', warning) : ''
    ].filter(Boolean);
    title.caption = parts.length ? `${caption}: ${parts.join(', ')}` : caption;
  };
  model.changed.connect(show);
  show();
}
