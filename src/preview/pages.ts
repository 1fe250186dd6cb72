import type { Kernel } from '@jupyterlab/services';
import { PromiseDelegate, type JSONObject } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';

import {
  PageError,
  readPage,
  type IPage,
  type IPageRequest,
  type IRowSource
} from '../grid/page';

/** `djlab/notebook/paging.py` answers on it. */
const TARGET = 'djlab.pages.v1';

/**
 * Asks the living kernel for rows of an expression that it displayed.
 *
 * The kernel answers between the cells that it runs.
 */
export class PageClient implements IDisposable, IRowSource {
  /** A query expression has no statistics from which an approximate place could be known. */
  readonly jumps = false;

  constructor(
    private readonly _kernel: Kernel.IKernelConnection,
    private readonly _handle: string
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get kernel(): Kernel.IKernelConnection {
    return this._kernel;
  }

  /** @throws PageError when the kernel refuses or is gone. */
  async page(request: IPageRequest): Promise<IPage> {
    const answer = await this._ask({
      type: 'page',
      size: request.size,
      order: request.order.map(([name, down]) => [name, down]),
      cursor: request.cursor,
      backwards: request.backwards
    });
    const page = readPage(answer.page);
    if (page === null) {
      throw new PageError('request', 'The kernel sent no page of rows.');
    }
    return page;
  }

  /** The exact number of rows. @throws PageError */
  async count(): Promise<number> {
    const { count } = await this._ask({ type: 'count' });
    return Number(count);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._fail('The output was closed.');
    if (this._comm && !this._comm.isDisposed) {
      this._comm.dispose();
    }
  }

  private _ask(request: JSONObject): Promise<JSONObject> {
    if (this._kernel.isDisposed || this._kernel.status === 'dead') {
      return Promise.reject(
        new PageError('gone', 'No kernel runs: the rows are those stored here.')
      );
    }
    const id = String(++this._last);
    const answer = new PromiseDelegate<JSONObject>();
    this._waiting.set(id, answer);
    this._open().send({ ...request, id, handle: this._handle });
    return answer.promise;
  }

  private _open(): Kernel.IComm {
    if (this._comm && !this._comm.isDisposed) {
      return this._comm;
    }
    const comm = this._kernel.createComm(TARGET);
    comm.onMsg = message => this._receive(message.content.data as JSONObject);
    // A kernel without the extension closes the comm at once, and so does one that restarts.
    comm.onClose = () =>
      this._fail('The kernel no longer holds this expression.');
    comm.open({});
    this._comm = comm;
    return comm;
  }

  private _receive(data: JSONObject): void {
    const id = String(data.id);
    const answer = this._waiting.get(id);
    this._waiting.delete(id);
    const error = data.error as JSONObject | undefined;
    if (error) {
      answer?.reject(
        new PageError(String(error.reason), String(error.message))
      );
    } else {
      answer?.resolve(data);
    }
  }

  private _fail(message: string): void {
    for (const answer of this._waiting.values()) {
      answer.reject(new PageError('gone', message));
    }
    this._waiting.clear();
  }

  private _comm: Kernel.IComm | null = null;
  private _isDisposed = false;
  private _last = 0;
  private readonly _waiting = new Map<string, PromiseDelegate<JSONObject>>();
}
