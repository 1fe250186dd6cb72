import * as React from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

import { Action, Toggle } from '../buttons';

function drawn(element: JSX.Element): HTMLButtonElement {
  const host = document.createElement('div');
  flushSync(() => createRoot(host).render(element));
  return host.querySelector('button')!;
}

const noop = (): void => undefined;

describe('the name of a button', () => {
  it.each([
    ['pressed once', Action, 'Clear', 'Show all again'],
    ['that stays pressed', Toggle, 'List', 'The same content as a table']
  ] as const)('%s is what stands on it', (_, Kind, label, title) => {
    const button = drawn(<Kind {...{ label, title }} on onClick={noop} />);
    expect(button.getAttribute('aria-label')).toBeNull();
    expect(button.textContent).toBe(label);
    expect(button.title).toBe(title);
  });

  it.each([
    ['✕', 'Show the whole pipeline again'],
    ['−', 'Zoom out']
  ])('is its title where a sign is: %s', (label, title) => {
    const button = drawn(<Action {...{ label, title }} onClick={noop} />);
    expect(button.getAttribute('aria-label')).toBe(title);
  });
});
