import type { ILayout, IWorkerAnswer, IWorkerQuestion } from './layoutJson';

/** Layouts that are kept by their question. */
const CACHE = 24;

/** A layout that nobody waits for any more is given up when it has run this long, in milliseconds. */
const PATIENCE = 4000;

/** WebAssembly is compiled while it runs: a first graph makes the next ones several times faster. */
const WARM_UP = `digraph{rankdir=LR;${Array.from({ length: 60 }, (_, i) => `subgraph cluster_${i % 6}{b${i}}b${(i * 7) % 60}:e->b${(i * 11 + 5) % 60}:w`).join(';')}}`;

interface IWaiting {
  readonly id: number;
  readonly dot: string;
  readonly client: object;
  readonly resolve: (layout: ILayout | null) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Asks Graphviz in a worker. Each client gets the answer to its newest question only; the others resolve to null.
 */
export class LayoutService {
  /** @param _start - starts the worker that lays out */
  constructor(private readonly _start: () => Worker) {}

  /** Starts the worker and has it compile, before there is anything to lay out. */
  warmUp(): void {
    if (!this._worker) {
      this._ensure().postMessage({ id: 0, dot: WARM_UP } as IWorkerQuestion);
    }
  }

  /**
   * @throws Error with the message of Graphviz
   */
  layout(client: object, dot: string): Promise<ILayout | null> {
    this._drop(client);
    const known = this._cache.get(dot);
    if (known) {
      this._remember(dot, known);
      return Promise.resolve(known);
    }
    return new Promise((resolve, reject) => {
      this._queue.push({ id: ++this._last, dot, client, resolve, reject });
      this._next();
    });
  }

  /** Drops what a client that is going away still waits for. */
  release(client: object): void {
    this._drop(client);
  }

  private _drop(client: object): void {
    for (const item of this._queue.filter(other => other.client === client)) {
      item.resolve(null);
    }
    this._queue = this._queue.filter(item => item.client !== client);
    if (this._running?.client === client && !this._dropped) {
      this._dropped = true;
      this._running.resolve(null);
    }
  }

  private _next(): void {
    if (this._running) {
      if (this._dropped && performance.now() - this._since > PATIENCE) {
        this._worker?.terminate();
        this._worker = null;
        this._running = null;
      } else {
        return;
      }
    }
    const item = this._queue.shift();
    if (item) {
      this._running = item;
      this._dropped = false;
      this._since = performance.now();
      this._ensure().postMessage({
        id: item.id,
        dot: item.dot
      } as IWorkerQuestion);
    }
  }

  private _ensure(): Worker {
    if (!this._worker) {
      const worker = this._start();
      worker.onmessage = (event: MessageEvent<IWorkerAnswer>) => {
        if (worker === this._worker) {
          this._onAnswer(event.data);
        }
      };
      worker.onerror = event => {
        if (worker === this._worker) {
          this._onFailure(event.message || 'the worker did not start');
        }
      };
      this._worker = worker;
    }
    return this._worker;
  }

  private _onAnswer(answer: IWorkerAnswer): void {
    const item = this._running;
    if (!item || item.id !== answer.id) {
      return;
    }
    this._running = null;
    if (answer.error !== undefined) {
      item.reject(new Error(`Graphviz: ${answer.error}`));
    } else {
      this._remember(item.dot, answer.layout);
      // Seen in the browser's profiler, and by the benchmark.
      performance.measure?.('djlab:layout', { start: this._since });
      item.resolve(this._dropped ? null : answer.layout);
    }
    this._next();
  }

  private _onFailure(message: string): void {
    const items = [...(this._running ? [this._running] : []), ...this._queue];
    this._worker?.terminate();
    this._worker = null;
    this._running = null;
    this._queue = [];
    for (const item of items) {
      item.reject(new Error(`The layout failed: ${message}`));
    }
  }

  private _remember(dot: string, layout: ILayout): void {
    this._cache.delete(dot);
    this._cache.set(dot, layout);
    if (this._cache.size > CACHE) {
      this._cache.delete(this._cache.keys().next().value!);
    }
  }

  private readonly _cache = new Map<string, ILayout>();
  private _dropped = false;
  private _last = 0;
  private _queue: IWaiting[] = [];
  private _running: IWaiting | null = null;
  private _since = 0;
  private _worker: Worker | null = null;
}
