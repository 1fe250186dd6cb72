import * as React from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

import { Action, Toggle } from '../buttons';

function drawn(element: JSX.Element): HTMLButtonElement {
  const host = document.createElement('div');
  flushSync(() => createRoot(host).render(element));
  return host.querySelector('button')!;
}

const clear = { label: 'Clear', title: 'Show all again' };
const noop = (): void => undefined;

describe('the name of a button', () => {
  it.each([Action, Toggle])('is what stands on it', Kind => {
    const button = drawn(<Kind {...clear} on={false} onClick={noop} />);
    expect(button.getAttribute('aria-label')).toBeNull();
    expect(button.textContent).toBe('Clear');
    expect(button.title).toBe('Show all again');
  });

  it.each(['✕', '−', '+', '→'])('is its title where a sign is: %s', label => {
    const button = drawn(
      <Action {...{ label, title: 'Zoom in' }} onClick={noop} />
    );
    expect(button.getAttribute('aria-label')).toBe('Zoom in');
  });
});
