import { instance } from '@viz-js/viz';

import { toBlocks } from '../blocks';
import { draw } from '../drawing';
import { Frames } from '../frames';
import { LayoutService } from '../layout';
import { toLayoutDot } from '../layoutDot';
import { readLayout, type IWorkerQuestion } from '../layoutJson';
import { Scene } from '../scene';
import { walk } from '../walk';
import { source } from './example';

const drawing = draw(source, { tables: null, collapsed: new Set() });
const blocks = toBlocks(drawing, () => []);

async function layoutOf(direction: 'LR' | 'TB') {
  const viz = await instance();
  const dot = toLayoutDot(drawing, blocks, direction);
  const result = viz.render(dot, { format: 'json0', engine: 'dot' });
  expect(result.errors).toEqual([]);
  return readLayout(JSON.parse(result.output!));
}

describe('the question to Graphviz', () => {
  it('holds no name of the project', () => {
    const dot = toLayoutDot(drawing, blocks, 'LR');
    for (const node of drawing.nodes) {
      expect(dot).not.toContain(node.label);
    }
  });

  it.each(['LR', 'TB'] as const)(
    'is answered for every block: %s',
    async direction => {
      const layout = await layoutOf(direction);
      blocks.forEach((block, index) => {
        const x = layout.blocks[2 * index];
        const y = layout.blocks[2 * index + 1];
        expect(x - block.width / 2).toBeGreaterThan(-1);
        expect(x + block.width / 2).toBeLessThan(layout.width + 1);
        expect(y - block.height / 2).toBeGreaterThan(-1);
        expect(y + block.height / 2).toBeLessThan(layout.height + 1);
      });
      const inner = drawing.edges.filter(edge =>
        blocks.some(block =>
          [edge.parent, edge.child].every(id =>
            block.cells.some(cell => cell.node.id === id)
          )
        )
      );
      expect(Object.keys(layout.edges).length).toBe(
        drawing.edges.length - inner.length
      );
    }
  );

  it('lets data flow to the right', async () => {
    const layout = await layoutOf('LR');
    const at = (id: string) =>
      layout.blocks[2 * blocks.findIndex(block => block.id === id)];
    expect(at('lab.subject:Subject')).toBeLessThan(at('lab.session:Session'));
    expect(at('lab.session:Session')).toBeLessThan(at('lab.ephys:Recording'));
  });
});

describe('the scene', () => {
  beforeAll(() => {
    // What a browser has, and jsdom has not.
    Object.assign(globalThis, {
      MessageChannel:
        jest.requireActual<typeof globalThis>('worker_threads').MessageChannel
    });
    window.matchMedia = jest.fn().mockReturnValue({ matches: true });
  });

  it('draws every node once, with its name as text', async () => {
    const scene = new Scene();
    const layout = await layoutOf('LR');
    const content = {
      drawing,
      blocks,
      layout,
      faded: new Set<string>(),
      states: null,
      describe: (id: string) => id,
      tiers: () => []
    };
    await scene.show(content, null);
    const drawn = [...scene.node.querySelectorAll<SVGElement>('[data-id]')];
    expect(drawn.map(node => node.dataset.id).sort()).toEqual(
      drawing.nodes.map(node => node.id).sort()
    );
    const weird = scene.element('lab.report:Übersicht"];evil -> x')!;
    expect(weird.textContent).toContain('Übersicht"];evil -> x');
    expect(scene.node.querySelector('script, foreignObject')).toBeNull();

    const kept = scene.element('lab.subject:Subject');
    await scene.show(
      { ...content, faded: new Set(['lab.subject:Subject']) },
      null
    );
    expect(scene.element('lab.subject:Subject')).toBe(kept);
    expect(kept!.classList.contains('djl-faded')).toBe(true);
  });
});

describe('names from afar', () => {
  const frame = (module: string) => ({ module, label: `package.${module}` });
  const scaleOf = (frames: Frames, module: string) =>
    frames.titles
      .get(module)!
      .element.firstElementChild!.getAttribute('transform');

  it('grow, and lie on no other', () => {
    const frames = new Frames();
    frames.draw(frame('large'), [0, 0, 400, 300]);
    frames.draw(frame('near'), [300, 5, 402, 60]);
    frames.draw(frame('apart'), [2000, 0, 2100, 60]);
    frames.arrange(0.2);
    expect(scaleOf(frames, 'large')).toBe('scale(4.25)');
    expect(scaleOf(frames, 'apart')).toBe('scale(4.25)');
    const hidden = (module: string) =>
      frames.titles.get(module)!.element.classList.contains('djl-unread');
    expect(['large', 'near', 'apart'].map(hidden)).toEqual([
      false,
      true,
      false
    ]);
    frames.arrange(1);
    expect(scaleOf(frames, 'near')).toBe('scale(1.00)');
    expect(hidden('near')).toBe(false);
  });

  it('lie on no other closed module', () => {
    const frames = new Frames();
    const name = 'a_module_with_a_long_name';
    frames.drawName(name, name, [0, 0], 120);
    const text = () => frames.names.get(name)!.element.textContent;
    frames.arrange(0.3);
    expect(text()).toBe(name);
    // Beside it, where its large name would reach.
    frames.drawName('b', 'b', [140, 0], 60);
    frames.arrange(0.3);
    expect(text()).toMatch(/^a_.*…$/);
  });
});

describe('an arrow key', () => {
  const places: Record<string, [number, number]> = {
    a: [0, 0],
    b: [100, 0],
    c: [100, 50],
    d: [200, 25]
  };
  const edge = (parent: string, child: string) => ({
    parent,
    child,
    kind: 'secondary' as const,
    count: 1,
    renames: [],
    cycle: false,
    lazy: false
  });
  const small = {
    frames: [],
    nodes: Object.keys(places).map(id => ({
      id,
      kind: 'Manual' as const,
      label: id,
      module: null,
      master: null,
      underline: false,
      tables: 0
    })),
    edges: [edge('a', 'b'), edge('a', 'c'), edge('c', 'd')]
  };
  it.each([
    ['a', 'ArrowRight', 'b'],
    ['b', 'ArrowDown', 'c'],
    ['c', 'ArrowUp', 'b'],
    ['c', 'ArrowRight', 'd'],
    ['d', 'ArrowLeft', 'c'],
    ['d', 'ArrowRight', null]
  ] as const)('from %s, %s leads to %s', (from, arrow, to) => {
    expect(walk(small, 'LR', id => places[id], from, arrow)).toBe(to);
  });
});

describe('the layout service', () => {
  class FakeWorker {
    asked: IWorkerQuestion[] = [];
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onerror: ((event: { message: string }) => void) | null = null;
    terminate = jest.fn();
    postMessage(question: IWorkerQuestion): void {
      this.asked.push(question);
    }
    answer(width: number): void {
      const { id } = this.asked[this.asked.length - 1];
      const layout = { width, height: 1, blocks: [], frames: [], edges: {} };
      this.onmessage!({ data: { id, layout } });
    }
  }
  const make = () => {
    const worker = new FakeWorker();
    const service = new LayoutService(() => worker as unknown as Worker);
    return { worker, service };
  };

  it('answers only the newest question of a client', async () => {
    const { worker, service } = make();
    const client = {};
    const first = service.layout(client, 'one');
    const second = service.layout(client, 'two');
    const third = service.layout(client, 'three');
    expect(await first).toBeNull();
    expect(await second).toBeNull();
    worker.answer(1);
    worker.answer(3);
    expect((await third)!.width).toBe(3);
    expect(worker.asked.map(question => question.dot)).toEqual([
      'one',
      'three'
    ]);
  });

  it('asks once for the same content', async () => {
    const { worker, service } = make();
    const first = service.layout({}, 'one');
    worker.answer(7);
    await first;
    expect((await service.layout({}, 'one'))!.width).toBe(7);
    expect(worker.asked.length).toBe(1);
  });

  it('starts again after the worker failed', async () => {
    const { worker, service } = make();
    const failed = service.layout({}, 'one');
    worker.onerror!({ message: 'out of memory' });
    await expect(failed).rejects.toThrow('out of memory');
    const again = service.layout({}, 'two');
    worker.answer(2);
    expect((await again)!.width).toBe(2);
  });
});
