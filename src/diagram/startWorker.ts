/** Starts the worker that lays out; its code is a file of its own that is fetched now. */
export function startWorker(): Worker {
  return new Worker(new URL('./layout.worker.js', import.meta.url));
}
