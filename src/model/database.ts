import type { Api } from './api';

/** The project's own PostgreSQL. */
export interface IEmbeddedState {
  /** Whether the extra `djlab[embedded]` is installed. */
  installed: boolean;
  state: 'absent' | 'stopped' | 'running';
  version: number | null;
  problem: string;
  /** Whether djlab may write the settings that lead kernels to it. */
  writable: boolean;
}

/** The state of a project's connection, as `GET djlab/database` gives it. */
export interface IDatabaseState {
  state: 'unconfigured' | 'consent' | 'disconnected' | 'connected' | 'failed';
  /** The user disconnected it. */
  off: boolean;
  backend: 'mysql' | 'postgresql' | null;
  host: string | null;
  port: number | null;
  user: string | null;
  database: string | null;
  /** The file or variable that names the host. */
  source: string | null;
  consent: 'user' | 'embedded' | 'given' | 'needed';
  production: boolean;
  server: string | null;
  encrypted: boolean | null;
  message: string;
  reason: string;
  problems: string[];
  embedded: IEmbeddedState;
}

export interface ILiveTable {
  id: string;
  schema: string | null;
  table: string;
  /** Whether the source tells the schema's name. */
  known: boolean;
  /** Whether the database has the table. */
  declared: boolean;
  estimate: number | null;
}

export interface ICounts {
  read_at: number;
  counts: Record<string, number>;
  missing: string[];
}

export interface IEmbeddedAnswer {
  settings: string | null;
  message: string;
  exports: string[];
}

export interface IJobState {
  /** Per status: pending, reserved, success, error, ignore. */
  counts: Record<string, number>;
  /** Reservations older than the stale timeout. */
  stale: number;
  workers: number;
  oldest_seconds: number | null;
}

export interface ITableStatus {
  id: string;
  tier: string;
  declared: boolean;
  /** The server's estimate. */
  rows: number | null;
  /** The class has a key source of its own, which only a kernel can tell. */
  custom: boolean;
  total: number | null;
  remaining: number | null;
  jobs: IJobState | null;
  mean_seconds: number | null;
  eta_seconds: number | null;
  /** Why something is not known. */
  problem: string;
}

export interface IErrorSample {
  key: Record<string, unknown> | null;
  key_hash: string | null;
  time: string | null;
  user: string;
  host: string;
  /** Python that runs the job again in a notebook. */
  cell: string;
}

export interface IErrorGroup {
  id: string;
  message: string;
  count: number;
  samples: IErrorSample[];
}

/** Progress, jobs and errors, as `GET djlab/database/status` gives them. */
export interface IStatus {
  read_at: number;
  queries: number;
  truncated: boolean;
  tables: ITableStatus[];
  errors: IErrorGroup[];
}

export type DriftKind =
  | 'same'
  | 'comment'
  | 'alterable'
  | 'not-alterable'
  | 'only-in-code'
  | 'only-in-database'
  | 'unknown';

/** How a table of the source and that of the database differ. */
export interface ITableDrift {
  /** Null for a table that only the database has. */
  id: string | null;
  schema: string | null;
  table: string;
  kind: DriftKind;
  differences: { kind: DriftKind; attribute: string | null; message: string }[];
  /** SQL for a person to look at. */
  alter: string[];
}

/**
 * The routes below `djlab/database`, for one project.
 */
export class DatabaseApi {
  constructor(
    private readonly _api: Api,
    readonly root: string
  ) {}

  state(): Promise<IDatabaseState> {
    return this._api.get('database', { root: this.root });
  }

  connect(): Promise<IDatabaseState> {
    return this._post('connect');
  }

  disconnect(): Promise<IDatabaseState> {
    return this._post('disconnect');
  }

  /** Agrees to the server that `shown` names, or takes back what was agreed to. */
  consent(shown: IDatabaseState | null): Promise<IDatabaseState> {
    return this._post(
      'consent',
      shown
        ? {
            allow: true,
            backend: shown.backend,
            host: shown.host,
            port: shown.port,
            user: shown.user
          }
        : { allow: false }
    );
  }

  embedded(action: 'start' | 'stop'): Promise<IEmbeddedAnswer> {
    return this._post('embedded', { action });
  }

  tables(): Promise<{ read_at: number; tables: ILiveTable[] }> {
    return this._api.get('database/tables', { root: this.root });
  }

  drift(): Promise<{ read_at: number; tables: ITableDrift[] }> {
    return this._api.get('database/drift', { root: this.root });
  }

  status(): Promise<IStatus> {
    return this._api.get('database/status', { root: this.root });
  }

  /** The traceback of a failed job as DataJoint packed it, in base64; null where none is kept. */
  traceback(
    id: string,
    { key, key_hash }: IErrorSample
  ): Promise<{ packed: string | null; truncated: boolean }> {
    return this._post('traceback', { id, key, key_hash });
  }

  /** Exact numbers of rows; `call` is a name by which it can be cancelled. */
  count(tables: string[], call: string): Promise<ICounts> {
    return this._post('count', { tables, call });
  }

  cancel(call: string): Promise<{ cancelled: boolean }> {
    return this._post('cancel', { call });
  }

  private _post<T>(route: string, body: object = {}): Promise<T> {
    return this._api.post(`database/${route}`, { root: this.root, ...body });
  }
}
