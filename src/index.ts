import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { cascadePlugin } from './cascade/plugin';
import { assistPlugin } from './editor/assistPlugin';
import { embedPlugin } from './diagram/embed/plugin';
import { configurationPlugin } from './configuration/plugin';
import { diagramPlugin } from './diagram/plugin';
import { editorPlugin } from './editor/plugin';
import { modelPlugin } from './model/plugin';
import { panelPlugin } from './panel/plugin';
import { previewPlugin } from './preview/plugin';
import { scaffoldPlugin } from './scaffold/plugin';
import { tablePlugin } from './table/plugin';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  modelPlugin,
  panelPlugin,
  previewPlugin,
  diagramPlugin,
  embedPlugin,
  editorPlugin,
  assistPlugin,
  scaffoldPlugin,
  configurationPlugin,
  tablePlugin,
  cascadePlugin
];

export default plugins;
