import type { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, showErrorMessage } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { djlabIcon } from '../icons';
import { Api } from '../model/api';
import type { IProjectModel } from '../tokens';
import { CascadeContent } from './content';
import { CascadeModel, type Direction } from './model';

let last = 0;

/** Opens a tab that tells what a delete would take, or where rows came from. */
export async function openCascade(
  {
    app,
    model,
    trans
  }: {
    readonly app: JupyterFrontEnd;
    readonly model: IProjectModel;
    readonly trans: TranslationBundle;
  },
  wanted: {
    readonly id: string;
    readonly schema: string;
    readonly table: string;
    readonly restriction: string;
    readonly root: string;
    readonly direction: Direction;
  }
): Promise<MainAreaWidget<CascadeContent> | null> {
  await model.start();
  const { snapshot } = model;
  const declared = wanted.table ? null : snapshot?.table(wanted.id);
  const { schema, table } = declared
    ? { schema: declared.schema ?? '', table: declared.table }
    : wanted;
  if (!snapshot || !table || !schema || schema.includes('{')) {
    await showErrorMessage(
      trans.__('The rows cannot be counted'),
      trans.__(
        'The source does not tell the name of the table’s schema: it is known only when the project runs.'
      )
    );
    return null;
  }
  const { restriction, direction } = wanted;
  const content = new CascadeContent({
    api: new Api(app.serviceManager.serverSettings),
    cascade: new CascadeModel(
      new Api(app.serviceManager.serverSettings),
      wanted.root || snapshot.root,
      { schema, table, restriction, direction, integrity: 'enforce' }
    ),
    commands: app.commands,
    model,
    trans
  });
  const widget = new MainAreaWidget({ content });
  widget.id = `djlab-cascade-${Date.now()}-${++last}`;
  const name = snapshot.table(wanted.id)?.class ?? table;
  widget.title.label =
    direction === 'downstream'
      ? trans.__('Delete from %1?', name)
      : trans.__('Origin of %1', name);
  widget.title.icon = djlabIcon;
  widget.title.closable = true;
  widget.toolbar.hide();
  app.shell.add(widget, 'main', { type: 'djlab Cascade' });
  app.shell.activateById(widget.id);
  return widget;
}
