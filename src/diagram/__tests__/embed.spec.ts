import { readPayload } from '../embed/payload';
import { StoredModel } from '../embed/models';
import { resolve } from '../resolve';
import { source } from './example';

function output(fields: object = {}): unknown {
  return {
    protocol: 1,
    project: { root: '/p', name: 'lab' },
    view: { base: 'tables' },
    ...source,
    ...fields
  };
}

describe('a stored diagram', () => {
  it('is drawn as the project itself', () => {
    const payload = readPayload(output())!;
    const { snapshot } = new StoredModel(payload.project);
    const { drawing } = resolve(snapshot, payload.view);
    expect(drawing.nodes.map(node => node.id)).toEqual(
      expect.arrayContaining(source.tables.map(table => table.id))
    );
    expect(drawing.edges.length).toBeGreaterThan(0);
  });

  it.each([null, 3, 'text', [], {}, { protocol: 2, project: {} }])(
    'of another form is none: %j',
    data => {
      expect(readPayload(data)).toBeNull();
    }
  );

  it('may hold anything without harm', () => {
    const payload = readPayload(
      output({
        project: { root: 3, name: ['x'] },
        modules: [null, { name: {}, schemas: 'none' }],
        tables: [
          7,
          { id: 'a:B', tier: 'Evil', foreign_keys: [null, { renames: [1] }] }
        ],
        module_edges: 'many',
        cycles: [{ kind: 'x', steps: null }],
        view: { focus: 4, toggled: 'all' }
      })
    )!;
    expect(payload.root).toBe('');
    expect(payload.project.tables).toHaveLength(1);
    expect(payload.project.tables[0].tier).toBe('Manual');
    const { snapshot } = new StoredModel(payload.project);
    expect(() => resolve(snapshot, payload.view)).not.toThrow();
  });
});
