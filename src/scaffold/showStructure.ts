import { Dialog, showDialog } from '@jupyterlab/apputils';

import { FormDialog } from './dialog';
import { Form } from './form';
import { writableProject } from './show';
import { structureFields, type IStructureOptions } from './structureForm';
import { plannerOf, show, write, type IWriteContext } from './write';

/**
 * Asks which parts of the standard structure the project is to get, and adds them.
 */
export async function showStructureDialog(
  context: IWriteContext
): Promise<void> {
  const snapshot = await writableProject(context);
  if (!snapshot) {
    return;
  }
  const { trans } = context;
  const missing = snapshot.project.structure.filter(item => !item.present);
  if (missing.length === 0) {
    await showDialog({
      title: trans.__('The standard structure is complete'),
      body: trans.__('Nothing is missing from this project.'),
      buttons: [Dialog.okButton()]
    });
    return;
  }
  const form = new Form<IStructureOptions>({
    planner: plannerOf(context, snapshot.root, 'structure'),
    options: {
      only: [missing[0].path],
      license: 'MIT',
      author: '',
      backend: 'postgresql'
    },
    touched: ['only'],
    trans,
    fields: structureFields(missing),
    request: options => options,
    apply: async plan => {
      const applied = await write(plan, context);
      return () => show(plan, applied, context);
    }
  });
  const title = trans.__('Bring this project to the standard structure');
  await new FormDialog(title, form, trans).launch();
}
