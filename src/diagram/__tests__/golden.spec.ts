import { draw } from '../drawing';
import { toDot } from '../formats/dot';
import { toMermaid } from '../formats/mermaid';
import { ForeignKeyGraph } from '../graph';
import { select } from '../selector';
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

describe('a selector names what Python says', () => {
  const graph = new ForeignKeyGraph(source.tables);
  const expected: Record<string, string[] | null> = JSON.parse(
    golden('selectors.json')
  );
  it.each(Object.entries(expected))('%s', (selector, ids) => {
    const { tables, unknown } = select(source.tables, graph, selector);
    expect([...tables].sort()).toEqual([...(ids ?? [])].sort());
    expect(unknown.length > 0).toBe(ids === null);
  });
});
