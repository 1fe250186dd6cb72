import { draw, type Source } from '../drawing';
import { toDot } from '../formats/dot';
import { toMermaid } from '../formats/mermaid';
import { ForeignKeyGraph } from '../graph';

// Node's own types are left out on purpose: they would hide what a page does not have.
declare const __dirname: string;
const { readFileSync } = jest.requireActual<{
  readFileSync(path: string, encoding: string): string;
}>('fs');

function golden(name: string): string {
  return readFileSync(
    `${__dirname}/../../../tests/diagram/golden/${name}`,
    'utf-8'
  );
}

const source: Source = JSON.parse(golden('pipeline.json'));

describe.each(['tables', 'modules', 'mixed-dark', 'focus'])(
  'the view %s, as Python writes it',
  name => {
    const view = JSON.parse(golden(`${name}.view.json`));
    const graph = new ForeignKeyGraph(source.tables);
    const tables = view.focus
      ? new Set([
          ...graph.upstream([view.focus], view.upstream),
          ...graph.downstream([view.focus], view.downstream)
        ])
      : null;
    const drawing = draw(source, {
      tables,
      collapsed: new Set(view.collapsed)
    });

    it('is the same drawing', () => {
      expect({ format: 1, ...drawing }).toEqual(
        JSON.parse(golden(`${name}.json`))
      );
    });

    it('is the same DOT', () => {
      expect(toDot(drawing, view)).toEqual(golden(`${name}.dot`));
    });

    it('is the same Mermaid', () => {
      expect(toMermaid(drawing, view)).toEqual(golden(`${name}.mmd`));
    });
  }
);
