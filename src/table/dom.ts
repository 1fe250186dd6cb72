/** An element with a class and a text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = ''
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

/** A button of JupyterLab's own look. */
export function button(
  label: string,
  action: () => void,
  kind: 'plain' | 'accept' = 'plain'
): HTMLButtonElement {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = `jp-mod-styled djlab-TableSide-button${kind === 'accept' ? ' jp-mod-accept' : ''}`;
  node.textContent = label;
  node.addEventListener('click', action);
  return node;
}

/** What went wrong, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
