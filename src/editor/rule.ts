import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { MimeModel, type IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Panel } from '@lumino/widgets';

import { djlabIcon } from '../icons';
import type { Api } from '../model';

const MARKDOWN = 'text/markdown';

/**
 * Shows the page of a rule in the main area. The server has it, so no network is needed.
 *
 * @throws ApiError where there is no such rule
 */
export async function showRule(
  code: string,
  api: Api,
  shell: JupyterFrontEnd.IShell,
  rendermime: IRenderMimeRegistry
): Promise<void> {
  const rule = await api.rule(code);
  const id = `djlab-rule:${rule.code}`;
  for (const widget of shell.widgets('main')) {
    if (widget.id === id) {
      shell.activateById(id);
      return;
    }
  }
  const renderer = rendermime.createRenderer(MARKDOWN);
  await renderer.renderModel(
    new MimeModel({ data: { [MARKDOWN]: rule.markdown } })
  );
  const content = new Panel();
  content.addClass('djlab-Rule');
  content.addWidget(renderer);
  const page = new MainAreaWidget({ content });
  // A region that scrolls must be reached with the keyboard; the main area takes it out of the order.
  content.node.tabIndex = 0;
  content.node.setAttribute('aria-label', `${rule.code} ${rule.slug}`);
  page.id = id;
  page.title.label = rule.code;
  page.title.caption = `${rule.code} ${rule.slug}`;
  page.title.icon = djlabIcon;
  page.title.closable = true;
  page.toolbar.hide();
  shell.add(page, 'main', { mode: 'split-right' });
  shell.activateById(id);
}
