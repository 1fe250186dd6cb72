import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { tellAnswer } from './answers';
import { pause } from './pause';
import type {
  IApplied,
  IPlan,
  IProjectList,
  IRule,
  ITextFinding,
  IUndone,
  ProjectAnswer
} from './types';

/** Characters from which reading an answer, and what is done with it, are tasks of their own. */
const LARGE = 500_000;

/**
 * A request that the server refused, in the server's words.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** A short word for programs, such as `changed`; empty when the server gave none. */
    readonly reason: string
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/**
 * The routes below `djlab/`, as `djlab/server/openapi.yaml` describes them.
 */
export class Api {
  constructor(
    readonly settings: ServerConnection.ISettings = ServerConnection.makeSettings()
  ) {}

  projects(path: string): Promise<IProjectList> {
    return this.get('projects', { path });
  }

  /** With `fresh`, every file is read again first, also those that do not look changed. */
  project(root: string, since?: number, fresh = false): Promise<ProjectAnswer> {
    return this.get('project', {
      root,
      ...(since === undefined ? {} : { since: String(since) }),
      ...(fresh ? { fresh: 'true' } : {})
    });
  }

  source(root: string, path: string): Promise<{ path: string; text: string }> {
    return this.get('source', { root, path });
  }

  /** Findings about the text of a module, or about the code cells of a notebook; nothing is written. */
  async check(
    root: string,
    path: string,
    content: { text: string } | { cells: string[] }
  ): Promise<ITextFinding[]> {
    const { findings } = await this.post<{ findings: ITextFinding[] }>(
      'check',
      { root, path, ...content }
    );
    return findings;
  }

  rule(name: string): Promise<IRule> {
    return this.get(`rules/${encodeURIComponent(name)}`);
  }

  /** A plan; `templates` is the folder of the user's own templates, if there is one. */
  plan(
    root: string,
    kind: string,
    options: object,
    templates = ''
  ): Promise<IPlan> {
    return this.post('plans', { root, kind, options, templates });
  }

  /** The plan of a new project; `folder` is the contents path of the folder that gets it. */
  planProject(folder: string, options: object, templates = ''): Promise<IPlan> {
    return this.post('plans', { folder, kind: 'project', options, templates });
  }

  apply(plan: string): Promise<IApplied> {
    return this.post(`plans/${encodeURIComponent(plan)}/apply`);
  }

  undo(plan: string): Promise<IUndone> {
    return this.post(`plans/${encodeURIComponent(plan)}/undo`);
  }

  get<T>(route: string, query: Record<string, string> = {}): Promise<T> {
    // The cache is avoided because the same URL answers differently after every save.
    return this._telling(route, query, {
      path: `${route}${URLExt.objectToQueryString(query)}`,
      init: { cache: 'no-store' }
    });
  }

  post<T>(route: string, body: object = {}, signal?: AbortSignal): Promise<T> {
    return this._telling(route, body, {
      path: route,
      init: { method: 'POST', body: JSON.stringify(body), signal }
    });
  }

  /** What the server answers; what that says of a database is passed on to all surfaces. */
  private async _telling<T>(
    route: string,
    { root }: { readonly root?: unknown },
    { path, init }: { readonly path: string; readonly init: RequestInit }
  ): Promise<T> {
    try {
      const data = await this._request<T>(path, init);
      tellAnswer(route, root, '');
      return data;
    } catch (reason) {
      if (reason instanceof ApiError && reason.reason) {
        tellAnswer(route, root, reason.reason);
      }
      throw reason;
    }
  }

  /**
   * @throws ApiError for an answer that is not 2xx, ServerConnection.NetworkError when there was none.
   */
  private async _request<T>(route: string, init: RequestInit): Promise<T> {
    const url = URLExt.join(this.settings.baseUrl, 'djlab', route);
    const response = await ServerConnection.makeRequest(
      url,
      init,
      this.settings
    );
    const text = await response.text();
    const isLarge = text.length > LARGE;
    if (isLarge) {
      await pause();
    }
    let data: { message?: string; reason?: string } = {};
    try {
      data = text ? JSON.parse(text) : {};
    } catch {
      // A proxy answers with a page of its own; its status is all that can be told.
    }
    if (isLarge) {
      await pause();
    }
    if (!response.ok) {
      const fallback = `${response.status} ${response.statusText}`;
      throw new ApiError(
        response.status,
        data.message || fallback,
        data.reason || ''
      );
    }
    return data as T;
  }
}
