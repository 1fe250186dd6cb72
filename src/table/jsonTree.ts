import { visible } from '../grid/page';

/** Entries of one object or list that are shown at once. */
const MOST = 100;

/** Depth to which a tree is open at first. */
const OPEN = 2;

/** A JSON value as a tree of `details`; all of it is text. */
export function jsonTree(
  value: unknown,
  more: (hidden: number) => string,
  depth = 0
): HTMLElement {
  if (value === null || typeof value !== 'object') {
    return leaf(value);
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [left, right] = isList ? ['[', ']'] : ['{', '}'];
  if (!entries.length) {
    return text('span', 'djlab-Json-count', left + right);
  }
  const node = document.createElement('details');
  node.className = 'djlab-Json';
  const summary = document.createElement('summary');
  summary.append(
    text('span', 'djlab-Json-count', `${left}${entries.length}${right}`)
  );
  node.append(summary);
  const list = document.createElement('ul');
  let shown = 0;
  const show = (): void => {
    const next = entries.slice(shown, shown + MOST);
    shown += next.length;
    for (const [name, inner] of next) {
      const item = document.createElement('li');
      item.append(
        text('span', 'djlab-Json-name', visible(name)),
        ': ',
        jsonTree(inner, more, depth + 1)
      );
      list.append(item);
    }
    if (shown < entries.length) {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'djlab-Rows-button';
      button.textContent = more(entries.length - shown);
      button.addEventListener('click', () => {
        item.remove();
        show();
      });
      item.append(button);
      list.append(item);
    }
  };
  // What nobody opens is not made: a list may have a hundred thousand entries.
  node.addEventListener('toggle', () => {
    if (node.open && !shown) {
      show();
    }
  });
  if (depth < OPEN) {
    node.open = true;
    show();
  }
  node.append(list);
  return node;
}

function leaf(value: unknown): HTMLElement {
  const kind = value === null ? 'null' : typeof value;
  return text('span', `djlab-Json-${kind}`, visible(JSON.stringify(value)));
}

function text(tag: string, className: string, content: string): HTMLElement {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = content;
  return node;
}
