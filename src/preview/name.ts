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
