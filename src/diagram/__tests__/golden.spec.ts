import { draw } from '../drawing';
import { toDot } from '../formats/dot';
import { toMermaid } from '../formats/mermaid';
import { ForeignKeyGraph } from '../graph';
import { golden, source } from './example';

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
