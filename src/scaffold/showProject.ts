import { FormDialog } from './dialog';
import { Form } from './form';
import { Planner } from './planner';
import {
  DEFAULT_STORE,
  ProjectFields,
  projectRequest,
  type IProjectOptions
} from './projectForm';
import { CommandIDs } from '../tokens';
import { show, write, type IWriteContext } from './write';

/**
 * Asks for a new project, writes it and opens it in the panel.
 *
 * @param folder - contents path of the folder that gets the project's folder
 */
export async function showProjectDialog(
  context: IWriteContext,
  folder: string
): Promise<void> {
  const { api, commands, model, trans } = context;
  let chosen = folder;
  const form = new Form<IProjectOptions>({
    planner: new Planner(async options =>
      api.planProject(chosen, options, await context.templates())
    ),
    options: {
      folder,
      name: '',
      package: '',
      description: '',
      author: '',
      license: 'MIT',
      backend: 'postgresql',
      profile: 'book',
      docker: true,
      kubernetes: false,
      slurm: false,
      modules: '',
      stores: [DEFAULT_STORE]
    },
    trans,
    fields: ProjectFields,
    request: options => {
      chosen = options.folder;
      return projectRequest(options);
    },
    apply: async plan => {
      const applied = await write(plan, context);
      const { root } = applied;
      await model.start();
      await model.refresh();
      if (!model.projects.some(project => project.root === root)) {
        await model.choose(chosen);
      }
      await model.select(root);
      return async () => {
        await commands.execute(CommandIDs.showPanel);
        await show(plan, applied, context);
      };
    }
  });
  await new FormDialog(trans.__('New DataJoint project'), form, trans).launch();
}
