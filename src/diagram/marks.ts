import type { Scene } from './scene';
import type { ITableState } from './status';

/** What is selected in a diagram: a node, or all lines from one node to another. */
export type Selected =
  | { readonly node: string; readonly edge?: undefined }
  | { readonly node?: undefined; readonly edge: readonly [string, string] }
  | null;

/** Marks the selection and what it is joined to, and makes one node the stop of the Tab key. */
export function markSelected(scene: Scene, selected: Selected): void {
  const { node, edge } = selected ?? {};
  const related = new Set<string>();
  for (const group of scene.node.querySelectorAll<SVGElement>(
    '[data-parent]'
  )) {
    const { parent, child } = group.dataset;
    const touches = edge
      ? parent === edge[0] && child === edge[1]
      : node !== undefined && (parent === node || child === node);
    group.classList.toggle('djl-related', touches);
    if (touches) {
      related.add(parent!).add(child!);
    }
  }
  const { ids } = scene;
  const stop = node !== undefined && scene.element(node) ? node : ids[0];
  for (const id of ids) {
    const element = scene.element(id);
    element?.classList.toggle('djl-selected', id === node);
    element?.classList.toggle('djl-related', related.has(id));
    element?.setAttribute('tabindex', id === stop ? '0' : '-1');
  }
  scene.node.classList.toggle('djl-hasSelection', related.size > 0);
}

/** Marks the table that the cursor of an editor is in. */
export function markLocated(scene: Scene, id: string | null): void {
  for (const element of scene.node.querySelectorAll('.djl-located')) {
    element.classList.remove('djl-located');
  }
  if (id !== null) {
    scene.element(id)?.classList.add('djl-located');
  }
}

/** Marks the nodes that have one of the numbers which another surface shows. */
export function markReached(
  scene: Scene,
  states: ReadonlyMap<string, ITableState> | null | undefined
): void {
  for (const id of scene.ids) {
    scene
      .element(id)
      ?.classList.toggle('djl-reached', states?.has(id) ?? false);
  }
}
