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

/** Gives the page a chance to answer and to paint. */
export function pause(): Promise<void> {
  return new Promise(resolve => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
