/** What of a layer stands for one thing of the drawing. */
export interface IItem {
  element: SVGGElement;
  /** What the element shows: as long as it is the same, the element is kept. */
  signature: unknown;
  x: number;
  y: number;
}

/** How many elements are removed in one step. */
const STEP = 50;

/**
 * One of the groups that lie on top of each other in a scene, with its elements by key.
 */
export class Layer {
  constructor(readonly node: SVGGElement) {}

  get(key: string): IItem | undefined {
    return this._items.get(key);
  }

  entries(): Iterable<[string, IItem]> {
    return this._items;
  }

  /** Puts an element in the place of the one with the same key; the keyboard focus and all marks stay. */
  put(key: string, element: SVGGElement, signature: unknown): IItem {
    const old = this._items.get(key);
    if (old) {
      carryOver(old.element, element);
      replace(old.element, element);
    } else {
      this.node.append(element);
    }
    const item = { element, signature, x: old?.x ?? 0, y: old?.y ?? 0 };
    this._items.set(key, item);
    return item;
  }

  remove(key: string): void {
    this._items.get(key)?.element.remove();
    this._items.delete(key);
  }

  /** Removes all but some. */
  sweep(keep: ReadonlySet<string>): void {
    this.sweeps(keep).forEach(step => step());
  }

  /** The same in steps, none of which takes long. */
  sweeps(keep: ReadonlySet<string>): (() => void)[] {
    const gone = [...this._items.keys()].filter(key => !keep.has(key));
    return Array.from({ length: Math.ceil(gone.length / STEP) }, (_, step) => {
      const keys = gone.slice(STEP * step, STEP * (step + 1));
      return () => keys.forEach(key => this.remove(key));
    });
  }

  private readonly _items = new Map<string, IItem>();
}

function replace(old: SVGGElement, fresh: SVGGElement): void {
  const focused = old.contains(document.activeElement)
    ? (document.activeElement as SVGElement).dataset.id
    : undefined;
  old.replaceWith(fresh);
  if (focused !== undefined) {
    for (const node of fresh.querySelectorAll<SVGGElement>('[data-id]')) {
      if (node.dataset.id === focused) {
        node.focus({ preventScroll: true });
      }
    }
  }
}

const MARKS = [
  'djl-selected',
  'djl-related',
  'djl-located',
  'djl-faded',
  'djl-reached'
];

/** Marks such as the selection outlive the element that carries them. */
function carryOver(old: SVGGElement, fresh: SVGGElement): void {
  copyMarks(old, fresh);
  const before = new Map(
    [...old.querySelectorAll<SVGGElement>('[data-id]')].map(node => [
      node.dataset.id,
      node
    ])
  );
  for (const node of fresh.querySelectorAll<SVGGElement>('[data-id]')) {
    const same = before.get(node.dataset.id);
    if (same) {
      copyMarks(same, node);
    }
  }
}

function copyMarks(from: Element, to: Element): void {
  for (const mark of MARKS) {
    to.classList.toggle(mark, from.classList.contains(mark));
  }
  const tabindex = from.getAttribute('tabindex');
  if (tabindex !== null) {
    to.setAttribute('tabindex', tabindex);
  }
}
