import type { JupyterFrontEnd } from '@jupyterlab/application';
import {
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

/** Opens a table, named by its id or as the database spells it. */
export async function openTable(
  { app, model, state, trans, tracker }: IOpenContext,
  wanted: IPlace & { readonly id: string; readonly root: string }
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
  if (
    !snapshot ||
    !place.table ||
    !place.schema ||
    place.schema.includes('{')
  ) {
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
    root: wanted.root || snapshot.root,
    state,
    trans
  });
  const widget = new MainAreaWidget({ content });
  widget.id = `djlab-table-${Date.now()}-${++last}`;
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
  app.shell.activateById(widget.id);
  return widget;
}
