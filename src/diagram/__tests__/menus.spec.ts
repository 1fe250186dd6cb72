import { CommandIDs } from '../../tokens';
import { MENUS } from '../menus';

// Node's own types are left out on purpose: they would hide what a page does not have.
declare const __dirname: string;
const { readFileSync } = jest.requireActual<{
  readFileSync(path: string, encoding: string): string;
}>('fs');

describe('the menu of a table in the diagram', () => {
  it('has every command of the menu in the panel', () => {
    const schema = JSON.parse(
      readFileSync(`${__dirname}/../../../schema/plugin.json`, 'utf-8')
    );
    const panel: string[] = schema['jupyter.lab.menus'].context
      .filter((item: { selector: string }) =>
        item.selector.startsWith('.djlab-Tree-row')
      )
      .map((item: { command?: string }) => item.command)
      .filter((command?: string) => command);
    expect(panel.length).toBeGreaterThan(5);
    for (const command of panel) {
      // The diagram is open already.
      if (command !== CommandIDs.openDiagram) {
        expect(MENUS.node).toContain(command);
      }
    }
  });
});
