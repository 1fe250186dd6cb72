import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { modelPlugin } from './model/plugin';
import { panelPlugin } from './panel/plugin';

const plugins: JupyterFrontEndPlugin<unknown>[] = [modelPlugin, panelPlugin];

export default plugins;
