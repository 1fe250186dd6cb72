import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, type WidgetTracker } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { djlabIcon } from '../icons';
import { Api } from '../model/api';
import type { IProjectModel } from '../tokens';
import { ConfigurationModel } from './model';
import { ConfigurationView } from './view';

const ID = 'djlab-configuration';

/** Shows the configuration of the project that the user works on; there is one view of it. */
export async function openConfiguration(
  app: JupyterFrontEnd,
  project: IProjectModel,
  trans: TranslationBundle,
  tracker: WidgetTracker<MainAreaWidget>
): Promise<MainAreaWidget> {
  await project.start();
  const open = tracker.currentWidget;
  if (open && !open.isDisposed) {
    app.shell.activateById(open.id);
    return open;
  }
  const model = new ConfigurationModel(
    new Api(app.serviceManager.serverSettings),
    project,
    () => content.isVisible
  );
  const content: ConfigurationView = new ConfigurationView({
    model,
    commands: app.commands,
    trans
  });
  const widget = new MainAreaWidget({ content });
  // A region that scrolls must be reached with the keyboard; the main area takes it out of the order.
  content.node.tabIndex = 0;
  widget.id = ID;
  widget.title.label = trans.__('Configuration');
  widget.title.caption = trans.__('DataJoint configuration of the project');
  widget.title.icon = djlabIcon;
  widget.title.closable = true;
  widget.toolbar.hide();
  app.shell.add(widget, 'main', { type: 'djlab Configuration' });
  await tracker.add(widget);
  app.shell.activateById(widget.id);
  void model.read();
  return widget;
}
