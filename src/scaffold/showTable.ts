import { FormDialog } from './dialog';
import { EMPTY_FOREIGN_KEY } from './foreignKeyRows';
import { Form } from './form';
import { writableProject } from './show';
import { tableFields, tableRequest, type ITableOptions } from './tableForm';
import { prepare, plannerOf, show, write, type IWriteContext } from './write';

/**
 * Asks for a new table of a module and adds it.
 *
 * @param module - dotted name, or empty for the selected or first one
 * @param upstream - ids of tables that it refers to at first
 */
export async function showTableDialog(
  context: IWriteContext,
  module: string,
  upstream: ReadonlyArray<string>
): Promise<void> {
  await ask(context, { module, upstream, master: null });
}

/**
 * Asks for a new part of a table and adds it.
 *
 * @param master - table id, or empty for the selected or first one
 */
export async function showPartDialog(
  context: IWriteContext,
  master: string
): Promise<void> {
  await ask(context, { module: '', upstream: [], master });
}

async function ask(
  context: IWriteContext,
  start: {
    module: string;
    upstream: ReadonlyArray<string>;
    /** Null for a table. */
    master: string | null;
  }
): Promise<void> {
  const snapshot = await writableProject(context);
  if (!snapshot) {
    return;
  }
  const { model, trans } = context;
  const isPart = start.master !== null;
  const modules = snapshot.modules.filter(
    ({ schemas, writable }) => schemas.length > 0 && writable
  );
  const wanted = start.module || (model.selection?.module ?? '');
  const module = modules.find(({ name }) => name === wanted) ?? modules[0];
  const masters = snapshot.project.tables.filter(
    table => table.master === null
  );
  const selected = start.master || (model.selection?.table ?? '');
  // A part's siblings go into the same master.
  const whole = snapshot.table(selected)?.master ?? selected;
  const master = masters.find(({ id }) => id === whole) ?? masters[0];
  const root = snapshot.state.contents_path;
  const form = new Form<ITableOptions>({
    planner: plannerOf(context, snapshot.root, 'table'),
    options: {
      module: module?.name ?? '',
      master: isPart ? (master?.id ?? '') : '',
      name: '',
      tier: 'Manual',
      comment: '',
      foreignKeys: start.upstream.map(target => ({
        ...EMPTY_FOREIGN_KEY,
        target
      })),
      key: [],
      attributes: [],
      parts: '',
      make: 'make'
    },
    touched: ['module', 'master', 'foreign_keys'],
    trans,
    fields: tableFields(snapshot, isPart),
    request: tableRequest,
    prepare: (plan, ask) => prepare(plan, root, context, ask),
    apply: async plan => {
      const applied = await write(plan, context);
      return () => show(plan, applied, context);
    }
  });
  const title = isPart ? trans.__('New part') : trans.__('New table');
  await new FormDialog(title, form, trans).launch();
}
