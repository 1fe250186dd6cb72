import {
  PageError,
  readPage,
  type Cell,
  type IPage,
  type IPageRequest,
  type IRowSource
} from '../grid/page';
import { ApiError, type Api } from '../model/api';

/** A table of the project's database, as the database spells it. */
export interface ITableName {
  readonly schema: string;
  readonly table: string;
}

/** One table that a foreign key leads to or comes from. */
export interface IRelated extends ITableName {
  /** Of the table that has the foreign key. */
  readonly columns: ReadonlyArray<string>;
  readonly target_columns: ReadonlyArray<string>;
}

export interface IRelatedColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly members: ReadonlyArray<string>;
  readonly automatic: boolean;
  readonly comment: string;
  readonly key: boolean;
}

export interface IRelations {
  readonly parents: ReadonlyArray<IRelated>;
  readonly children: ReadonlyArray<IRelated>;
  readonly columns: ReadonlyArray<IRelatedColumn>;
  readonly part: boolean;
}

/** Values that a column may hold. */
export interface IValues {
  readonly values: ReadonlyArray<Cell>;
  readonly more: boolean;
  /** The table that they were read from; null for the members of an enum and where nothing is known. */
  readonly of: ITableName | null;
}

/** How the values of a column are spread. */
export interface IProfile {
  /** How many rows were looked at: all, unless `sampled`. */
  readonly rows: number;
  readonly sampled: boolean;
  /** Null where they were not counted. */
  readonly nulls: number | null;
  readonly distinct: number | null;
  readonly least: Cell;
  readonly most: Cell;
  readonly bars: ReadonlyArray<{
    readonly count: number;
    readonly from: string;
    readonly to: string;
  }>;
  readonly common: ReadonlyArray<{
    readonly value: Cell;
    readonly count: number;
  }>;
}

/** Rows of one table, as the server reads them. */
export class TableSource implements IRowSource {
  constructor(
    private readonly _api: Api,
    private readonly _root: string,
    readonly name: ITableName,
    /** A restriction as DataJoint takes it. */
    readonly restriction: string,
    private readonly _more: { readonly text_limit?: number } = {},
    /** The types as the definition has them, by attribute: the database keeps none for those of foreign keys. */
    private readonly _types: () => ReadonlyMap<string, string> = () => new Map()
  ) {}

  readonly jumps = true;

  /** The server's estimate of the number of rows, as its last page told. */
  estimate: number | null = null;

  async page(request: IPageRequest, signal?: AbortSignal): Promise<IPage> {
    const data = await this._post<{ estimate?: number | null }>(
      'database/rows',
      { ...request, ...this._more, restriction: this.restriction },
      signal
    );
    const page = readPage(data);
    if (page === null) {
      throw new PageError('request', 'The server sent no page of rows.');
    }
    this.estimate = data.estimate ?? null;
    return { ...page, columns: this._typed(page.columns) };
  }

  async count(signal?: AbortSignal): Promise<number> {
    const { count } = await this._post<{ count: number }>(
      'database/rows/count',
      { restriction: this.restriction },
      signal
    );
    return count;
  }

  /** The number of rows, at most `most`; `more` when there are others. */
  countUpTo(
    most: number,
    signal?: AbortSignal
  ): Promise<{ readonly count: number; readonly more: boolean }> {
    return this._post(
      'database/rows/count',
      { restriction: this.restriction, most },
      signal
    );
  }

  /** Rows of another table of the same database. */
  of(name: ITableName, restriction: string): TableSource {
    return new TableSource(this._api, this._root, name, restriction);
  }

  /** Rows of some columns only. */
  async some(
    columns: ReadonlyArray<string>,
    size: number,
    changes: {
      readonly backwards?: boolean;
      readonly text_limit?: number;
    } = {},
    signal?: AbortSignal
  ): Promise<IPage> {
    const data = await this._post(
      'database/rows',
      { columns, size, restriction: this.restriction, ...changes },
      signal
    );
    const page = readPage(data);
    if (page === null) {
      throw new PageError('request', 'The server sent no page of rows.');
    }
    return page;
  }

  /** The number of bytes of a value of the one row that there is, null for NULL. It stays in the database. */
  async sizeOf(column: string, signal?: AbortSignal): Promise<number | null> {
    const { bytes } = await this._post<{ bytes: number | null }>(
      'database/rows/size',
      { column, restriction: this.restriction },
      signal
    );
    return bytes;
  }

  /** Values that a column may hold: those of the parent, or the members of an enum. */
  valuesOf(
    column: string,
    begins: string,
    signal?: AbortSignal
  ): Promise<IValues> {
    return this._post('database/values', { column, begins }, signal);
  }

  /** How the values of a column of these rows are spread. */
  profileOf(column: string, signal?: AbortSignal): Promise<IProfile> {
    return this._post(
      'database/profile',
      { column, restriction: this.restriction },
      signal
    );
  }

  /** The same rows with longer texts. */
  whole(limit: number): TableSource {
    return new TableSource(this._api, this._root, this.name, this.restriction, {
      text_limit: limit
    });
  }

  /** Columns with their defaults, foreign keys both ways. @throws PageError */
  async related(): Promise<IRelations> {
    const relations = await this._post<IRelations>('database/related', {});
    return { ...relations, columns: this._typed(relations.columns) };
  }

  /** Columns with the types that the definition gives them. */
  private _typed<T extends { readonly name: string; readonly type: string }>(
    columns: ReadonlyArray<T>
  ): T[] {
    const types = this._types();
    return columns.map(column => ({
      ...column,
      type: types.get(column.name) ?? column.type
    }));
  }

  private async _post<T>(
    route: string,
    body: object,
    signal?: AbortSignal
  ): Promise<T> {
    try {
      return await this._api.post<T>(
        route,
        {
          root: this._root,
          schema: this.name.schema,
          table: this.name.table,
          ...body
        },
        signal
      );
    } catch (error) {
      throw error instanceof ApiError
        ? new PageError(error.reason, error.message)
        : error;
    }
  }
}
