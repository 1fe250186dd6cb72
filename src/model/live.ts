/** What `GET djlab/database` says of a project's connection, as far as a table of it is concerned. */
export interface ILiveState {
  readonly state:
    'unconfigured' | 'consent' | 'disconnected' | 'connected' | 'failed';
  readonly backend: 'mysql' | 'postgresql' | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  /** The file or variable that names the host. */
  readonly source: string | null;
  readonly consent: 'user' | 'embedded' | 'given' | 'needed';
  readonly production: boolean;
}

/** One table of `GET djlab/database/tables`. */
export interface ILiveTable {
  readonly id: string;
  readonly schema: string | null;
  readonly table: string;
  /** Whether the source tells the schema's name. */
  readonly known: boolean;
  /** Whether the database has the table. */
  readonly declared: boolean;
  readonly estimate: number | null;
}

/** Where a project's database is, for people. */
export function placeOf(state: ILiveState): string {
  const { host, port, user } = state;
  if (host === null) {
    return '';
  }
  const at = host.startsWith('/') || port === null ? host : `${host}:${port}`;
  return user ? `${user}@${at}` : at;
}
