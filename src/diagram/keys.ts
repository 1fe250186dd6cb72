import type { DiagramCanvas } from './canvas';
import { trans } from './translation';
import { restrictions } from './view';
import { walk, type Arrow } from './walk';

/** What the keys ask of the surface around the drawing. */
export interface IKeyTargets {
  open(id: string): void;
  search(): void;
}

/** The keys of the diagram, and what they do. */
export function helpOfKeys(): ReadonlyArray<readonly [string, string]> {
  return [
    ['← → ↑ ↓', trans.__('walk along foreign keys and between neighbours')],
    ['Enter', trans.__('open the source')],
    ['Space', trans.__('open or close a module')],
    ['/', trans.__('search')],
    ['F', trans.__('focus on the selected table')],
    ['+  −', trans.__('show more or less around the focus')],
    ['U  Shift+U', trans.__('one level more or less upstream')],
    ['D  Shift+D', trans.__('one level more or less downstream')],
    ['A', trans.__('show the attributes of the selected table')],
    ['H', trans.__('hide what is selected')],
    ['0', trans.__('show everything that is drawn')],
    ['Escape', trans.__('back: focus, path and selector, then selection')]
  ];
}

/** Keys that mean the same on the bars around the drawing. */
const AROUND = ['/', 'Escape'];

/**
 * Listens to the keys of the drawing, and to those that mean something in all of the surface around it.
 */
export function listenToKeys(
  canvas: DiagramCanvas,
  surface: HTMLElement,
  targets: IKeyTargets
): void {
  surface.addEventListener('keydown', event => {
    const { target } = event;
    const within = target instanceof Node && canvas.node.contains(target);
    const means =
      within || (AROUND.includes(event.key) && !takesText(target as Element));
    if (means && onKey(canvas, event, targets)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
}

function takesText(element: Element): boolean {
  return element instanceof HTMLInputElement && element.type === 'text';
}

/** Handles a key; returns whether it meant something here. */
export function onKey(
  canvas: DiagramCanvas,
  event: KeyboardEvent,
  targets: IKeyTargets
): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  const selected = canvas.selected?.node ?? null;
  switch (event.key) {
    case 'ArrowLeft':
    case 'ArrowRight':
    case 'ArrowUp':
    case 'ArrowDown':
      return step(canvas, event.key);
    case 'Enter':
      if (selected) {
        targets.open(selected);
      }
      return selected !== null;
    case ' ':
      return toggle(canvas, selected);
    case '/':
      targets.search();
      return true;
    case '0':
      canvas.showAll();
      return true;
    case 'Escape':
      return back(canvas);
    default:
      return changeView(canvas, event.key, selected);
  }
}

function changeView(
  canvas: DiagramCanvas,
  key: string,
  selected: string | null
): boolean {
  const table = selected !== null && canvas.snapshot?.table(selected);
  switch (key) {
    case 'f':
    case 'F':
      if (table) {
        canvas.change({ focus: table.id, path: null });
      }
      return true;
    case '+':
    case '=':
      return deepen(canvas, selected, 1, 1);
    case '-':
    case '−':
      return deepen(canvas, selected, -1, -1);
    case 'u':
      return deepen(canvas, selected, 1, 0);
    case 'U':
      return deepen(canvas, selected, -1, 0);
    case 'd':
      return deepen(canvas, selected, 0, 1);
    case 'D':
      return deepen(canvas, selected, 0, -1);
    case 'a':
    case 'A':
      if (table) {
        canvas.change({ attributes: flip(canvas.view.attributes, table.id) });
      }
      return true;
    case 'h':
    case 'H':
      if (selected !== null) {
        canvas.select(null);
        canvas.change({ hidden: [...canvas.view.hidden, selected] });
      }
      return true;
    default:
      return false;
  }
}

/** Moves along the drawing; without a selection the first node is selected. */
function step(canvas: DiagramCanvas, arrow: Arrow): boolean {
  const content = canvas.scene.content;
  if (!content) {
    return false;
  }
  const selected = canvas.selected?.node;
  const next =
    selected && canvas.scene.centre(selected)
      ? walk(
          content.drawing,
          canvas.view.direction,
          id => canvas.scene.centre(id),
          selected,
          arrow
        )
      : (canvas.scene.ids[0] ?? null);
  if (next !== null) {
    canvas.select({ node: next }, true);
    canvas.scene.element(next)?.focus({ preventScroll: true });
  }
  return true;
}

function toggle(canvas: DiagramCanvas, selected: string | null): boolean {
  const { snapshot } = canvas;
  const module =
    selected === null
      ? null
      : (snapshot?.table(selected)?.module ??
        snapshot?.module(selected)?.name ??
        null);
  if (module !== null) {
    canvas.toggle(module);
    canvas.select({ node: module });
  }
  return module !== null;
}

/** Changes how much is shown around the focus, which begins at the selected table. */
export function deepen(
  canvas: DiagramCanvas,
  selected: string | null,
  up: number,
  down: number
): boolean {
  const { view, snapshot } = canvas;
  if (view.focus === null) {
    if (selected !== null && snapshot?.table(selected)) {
      canvas.change({ focus: selected, path: null });
    }
    return true;
  }
  const change = (depth: number | null, by: number): number | null =>
    by === 0 || depth === null ? depth : Math.max(0, depth + by);
  canvas.change({
    upstream: change(view.upstream, up),
    downstream: change(view.downstream, down)
  });
  return true;
}

function back(canvas: DiagramCanvas): boolean {
  if (restrictions(canvas.view).length) {
    canvas.change({ focus: null, path: null, select: '' });
    // What is selected stays so, and in view: it is where the reader is in the whole pipeline.
    const { selected } = canvas;
    void canvas.settled.then(() => {
      if (canvas.selected === selected && selected?.node) {
        canvas.select(selected, true);
      }
    });
  } else if (canvas.selected) {
    canvas.select(null);
    canvas.node.focus({ preventScroll: true });
  } else {
    return false;
  }
  return true;
}

/** A list without an item that it has, or with one that it has not. */
export function flip(
  items: ReadonlyArray<string>,
  item: string
): ReadonlyArray<string> {
  return items.includes(item)
    ? items.filter(other => other !== item)
    : [...items, item];
}
