import { PathExt } from '@jupyterlab/coreutils';
import type { ServiceManager } from '@jupyterlab/services';

/** How many names are tried before a notebook keeps the one that JupyterLab gave it. */
const TRIED = 100;

/**
 * Names a new notebook `preview.ipynb`, or `preview-2.ipynb` and so on where that is taken.
 *
 * @param taken - the names in its folder; the server refuses one that appears meanwhile, and then the next is tried
 */
export async function nameNotebook(
  context: { rename(name: string): Promise<void> },
  taken: ReadonlySet<string>
): Promise<void> {
  for (let number = 1; number <= TRIED; number++) {
    const name = number === 1 ? 'preview.ipynb' : `preview-${number}.ipynb`;
    if (!taken.has(name)) {
      try {
        await context.rename(name);
        return;
      } catch {
        // Made by somebody else in this moment.
      }
    }
  }
}

/**
 * Makes a notebook in a folder, and gives its path.
 *
 * It is whole before it is opened: one that is renamed later may keep a kernel under its first name, and one that was
 * never saved does not say which kernel it has. After a reload either would ask for one.
 *
 * @throws Error where the folder cannot be written
 */
export async function makeNotebook(
  {
    contents,
    kernelspecs
  }: Pick<ServiceManager.IManager, 'contents' | 'kernelspecs'>,
  folder: string
): Promise<string> {
  let { path } = await contents.newUntitled({ path: folder, type: 'notebook' });
  await kernelspecs.ready;
  const { specs } = kernelspecs;
  const spec = specs?.kernelspecs[specs.default];
  if (spec) {
    const { name, display_name, language } = spec;
    await contents.save(path, {
      type: 'notebook',
      format: 'json',
      content: {
        cells: [],
        metadata: { kernelspec: { name, display_name, language } },
        nbformat: 4,
        nbformat_minor: 5
      }
    });
  }
  const { content } = await contents.get(folder, { type: 'directory' });
  const beside: ReadonlyArray<{ name: string }> = content ?? [];
  await nameNotebook(
    {
      rename: async name => {
        const to = PathExt.join(PathExt.dirname(path), name);
        path = (await contents.rename(path, to)).path;
      }
    },
    new Set(beside.map(({ name }) => name))
  );
  return path;
}
