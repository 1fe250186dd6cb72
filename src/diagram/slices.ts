import { pause } from '../model';

/** How long a picture is waited for, in milliseconds: a page that is being hidden makes none. */
const PATIENCE = 3000;

/** Longest time in milliseconds that a slice of work keeps the page from answering. */
const SLICE = 24;

/**
 * Runs steps in slices, so that the page can answer before each of them. Resolves to whether all were run: `stop` ends it
 * early.
 */
export async function inSlices(
  steps: Iterable<() => void>,
  stop: () => boolean
): Promise<boolean> {
  await pause();
  if (stop()) {
    return false;
  }
  let since = performance.now();
  for (const step of steps) {
    if (performance.now() - since > SLICE) {
      await pause();
      if (stop()) {
        return false;
      }
      since = performance.now();
    }
    step();
  }
  return true;
}

/** Resolves when the browser has laid out and painted what was changed, which is then no part of what follows. */
export async function painted(): Promise<void> {
  await new Promise<void>(resolve => {
    if (document.hidden) {
      resolve();
    }
    requestAnimationFrame(() => resolve());
    window.setTimeout(resolve, PATIENCE);
  });
  await pause();
}
