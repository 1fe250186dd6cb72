import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
  InputDialog,
  MainAreaWidget,
  showErrorMessage,
  type WidgetTracker
} from '@jupyterlab/apputils';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import { tableRowsIcon } from '@jupyterlab/ui-components';

import { Api } from '../model/api';
import type { IProjectModel } from '../tokens';
import { TableContent, type IPlace } from './content';

export interface IOpenContext {
  readonly app: JupyterFrontEnd;
  readonly model: IProjectModel;
  readonly state: IStateDB | null;
  readonly trans: TranslationBundle;
  readonly tracker: WidgetTracker<MainAreaWidget<TableContent>>;
}

let last = 0;

/** Asks for a table of the project; null when there is none or nobody chose one. */
export async function chooseTable(
  model: IProjectModel,
  trans: TranslationBundle
): Promise<string | null> {
  await model.start();
  const tables = model.snapshot?.project.tables ?? [];
  if (!tables.length) {
    await showErrorMessage(
      trans.__('No table to open'),
      trans.__(
        'The project declares none. Choose a project in the DataJoint panel.'
      )
    );
    return null;
  }
  const selected = model.selection?.table ?? '';
  const ids = tables.map(({ id }) => id).sort();
  const { value } = await InputDialog.getItem({
    title: trans.__('Open DataJoint Table'),
    label: trans.__('Table'),
    items: ids,
    current: Math.max(0, ids.indexOf(selected)),
    editable: true,
    okLabel: trans.__('Open')
  });
  if (!value) {
    return null;
  }
  // Whoever types it may leave the package away, as Python does after an import.
  return (
    ids.find(id => id === value) ??
    ids.find(id => id.endsWith(`.${value}`) || id.endsWith(`:${value}`)) ??
    value
  );
}

/** Opens a table, named by its id or as the database spells it. */
export async function openTable(
  { app, model, state, trans, tracker }: IOpenContext,
  wanted: IPlace & {
    readonly id: string;
    readonly root: string;
    /** Id of the widget that is restored; empty for a new one. */
    readonly widget: string;
  }
): Promise<MainAreaWidget<TableContent> | null> {
  await model.start();
  const { snapshot } = model;
  const declared = wanted.table ? null : snapshot?.table(wanted.id);
  const place: IPlace = declared
    ? {
        schema: declared.schema ?? '',
        table: declared.table,
        restriction: wanted.restriction
      }
    : wanted;
  const root = wanted.root || snapshot?.root;
  if (!root || !place.table || !place.schema || place.schema.includes('{')) {
    await showErrorMessage(
      trans.__('The table cannot be opened'),
      trans.__(
        'The source does not tell the name of its schema: it is known only when the project runs. Preview it in a notebook.'
      )
    );
    return null;
  }
  const open = tracker.find(
    ({ content }) =>
      !wanted.widget &&
      content.place.schema === place.schema &&
      content.place.table === place.table &&
      content.place.restriction === place.restriction
  );
  if (open) {
    app.shell.activateById(open.id);
    return open;
  }
  const content = new TableContent({
    api: new Api(app.serviceManager.serverSettings),
    commands: app.commands,
    model,
    root,
    state,
    trans
  });
  const widget = new MainAreaWidget({ content });
  // The layout of the page knows a widget by its id: one that is restored keeps it.
  widget.id = wanted.widget || `djlab-table-${Date.now()}-${++last}`;
  widget.title.icon = tableRowsIcon;
  widget.title.closable = true;
  widget.toolbar.hide();
  content.placeChanged.connect(() => {
    widget.title.label = content.title.label;
    widget.title.caption = content.title.caption;
    void tracker.save(widget);
  });
  app.shell.add(widget, 'main', { type: 'djlab Table' });
  content.go(place);
  await tracker.add(widget);
  if (!wanted.widget) {
    app.shell.activateById(widget.id);
  }
  return widget;
}
