import { Drag } from '@lumino/dragdrop';
import { MimeData } from '@lumino/coreutils';

import type { DiagramCanvas } from './canvas';
import { tooltip } from './describe';
import { svg } from './svg';

/** A pointer that moved this far, in pixels, drags. */
const DRAG_DISTANCE = 6;

export interface IMouseTargets {
  open(id: string): void;
  menu(event: MouseEvent): void;
  /** What is dragged away with a node: its name in Python, or null for what is no table. */
  name(id: string): string | null;
  /** A table was dropped on something of a notebook. */
  drop(id: string, on: Element): void;
}

/** What a pointer does on the drawing: select, open, toggle, join two tables by a path, drag a table away. */
export function listen(canvas: DiagramCanvas, targets: IMouseTargets): void {
  const { node } = canvas;
  node.addEventListener('click', event => onClick(canvas, event));
  node.addEventListener('dblclick', event => {
    const id = nodeAt(event);
    if (id !== null && !toggleAt(event)) {
      targets.open(id);
    }
  });
  node.addEventListener('contextmenu', event => {
    const id = nodeAt(event);
    if (id !== null) {
      canvas.select({ node: id });
    }
    if (event.shiftKey) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    targets.menu(event);
  });
  node.addEventListener('mouseover', event => {
    tell(canvas, event);
    const line = closest(event, '.djl-edgeGroup');
    canvas.scene.look(line?.dataset.parent ?? null, line?.dataset.child ?? '');
  });
  // Before the zoom sees it: a table is dragged away, the ground is panned.
  node.addEventListener(
    'pointerdown',
    event => startDrag(canvas, event, targets),
    true
  );
}

/** Gives a node a tooltip when the pointer first comes to it. */
function tell(canvas: DiagramCanvas, event: Event): void {
  const element = closest(event, '[data-id]');
  const { snapshot } = canvas;
  const id = element?.dataset.id;
  if (!element || !snapshot || id === undefined) {
    return;
  }
  const text = tooltip(snapshot, id) || element.getAttribute('aria-label');
  let title = element.querySelector(':scope > title');
  if (!title) {
    title = svg('title');
    element.prepend(title);
  }
  if (title.textContent !== text) {
    title.textContent = text;
  }
}

function onClick(canvas: DiagramCanvas, event: MouseEvent): void {
  const toggled = toggleAt(event);
  if (toggled !== null) {
    canvas.toggle(toggled);
    return;
  }
  const id = nodeAt(event);
  if (id !== null) {
    const from = canvas.selected?.node;
    const both =
      event.shiftKey &&
      from !== undefined &&
      from !== id &&
      canvas.snapshot?.table(from) &&
      canvas.snapshot?.table(id);
    if (both) {
      canvas.change({ path: [from, id], focus: null });
    }
    canvas.select({ node: id });
    canvas.scene.element(id)?.focus({ preventScroll: true });
    return;
  }
  const edge = closest(event, '[data-parent]');
  if (edge) {
    canvas.select({ edge: [edge.dataset.parent!, edge.dataset.child!] });
    return;
  }
  canvas.select(null);
  canvas.node.focus({ preventScroll: true });
}

function startDrag(
  canvas: DiagramCanvas,
  down: PointerEvent,
  targets: IMouseTargets
): void {
  const id = nodeAt(down);
  const name = id === null ? null : targets.name(id);
  if (id === null || name === null || down.button !== 0 || down.shiftKey) {
    return;
  }
  const stop = (): void => {
    window.removeEventListener('pointermove', move, true);
    window.removeEventListener('pointerup', stop, true);
  };
  const move = (event: PointerEvent): void => {
    const away = Math.hypot(
      event.clientX - down.clientX,
      event.clientY - down.clientY
    );
    if (away < DRAG_DISTANCE) {
      return;
    }
    stop();
    const mimeData = new MimeData();
    mimeData.setData('text/plain', name);
    const image = document.createElement('div');
    image.className = 'djl-dragImage';
    image.textContent = name;
    const release = catchDrops(on => targets.drop(id, on));
    const drag = new Drag({
      dragImage: image,
      mimeData,
      supportedActions: 'copy',
      proposedAction: 'copy',
      source: canvas
    });
    void drag.start(event.clientX, event.clientY).then(() => {
      release();
      drag.dispose();
    });
  };
  window.addEventListener('pointermove', move, true);
  window.addEventListener('pointerup', stop, true);
}

/**
 * Takes what is dropped on a notebook before its cells see it: they would take the name as text. Returns what ends it.
 */
function catchDrops(drop: (on: Element) => void): () => void {
  const listener = (event: Event): void => {
    const { target } = event;
    if (target instanceof Element && target.closest('.jp-Notebook')) {
      event.preventDefault();
      event.stopPropagation();
      (event as Drag.Event).dropAction = 'copy';
      if (event.type === 'lm-drop') {
        drop(target);
      }
    }
  };
  const types = ['lm-dragenter', 'lm-dragover', 'lm-drop'];
  types.forEach(type => document.addEventListener(type, listener, true));
  return () =>
    types.forEach(type => document.removeEventListener(type, listener, true));
}

function nodeAt(event: Event): string | null {
  return closest(event, '[data-id]')?.dataset.id ?? null;
}

function toggleAt(event: Event): string | null {
  return closest(event, '[data-toggle]')?.dataset.toggle ?? null;
}

function closest(event: Event, selector: string): SVGElement | null {
  return event.target instanceof Element
    ? event.target.closest<SVGElement>(selector)
    : null;
}
