import { nameNotebook } from '../name';

describe('nameNotebook', () => {
  it('takes the first free name, also when one is taken meanwhile', async () => {
    const asked: string[] = [];
    const context = {
      rename: async (name: string) => {
        asked.push(name);
        if (name === 'preview-2.ipynb') {
          throw new Error('409');
        }
      }
    };
    await nameNotebook(context, new Set(['preview.ipynb']));
    expect(asked).toEqual(['preview-2.ipynb', 'preview-3.ipynb']);
  });
});
