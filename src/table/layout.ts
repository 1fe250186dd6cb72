import type { IStateDB } from '@jupyterlab/statedb';

import type { RowsView } from '../grid/view';
import type { ITableName } from './source';

interface ILayout {
  readonly hidden: ReadonlyArray<string>;
  readonly order: ReadonlyArray<string>;
  readonly widths: Readonly<Record<string, number>>;
}

/** Remembers per table which columns are shown, in which order and how wide. */
export class LayoutMemory {
  constructor(
    private readonly _state: IStateDB | null,
    private readonly _root: string
  ) {}

  async keep(name: ITableName, view: RowsView): Promise<void> {
    await this._state?.save(this._key(name), {
      hidden: [...view.columns.hidden],
      order: [...view.columns.order],
      widths: { ...view.grid.widths }
    });
  }

  async restore(name: ITableName, view: RowsView): Promise<void> {
    const kept = (await this._state?.fetch(this._key(name))) as
      Partial<ILayout> | undefined;
    if (kept && !view.isDisposed) {
      view.columns.hidden = kept.hidden ?? [];
      view.columns.order = kept.order ?? [];
      view.arrange();
      view.grid.widths = kept.widths ?? {};
    }
  }

  private _key({ schema, table }: ITableName): string {
    return `djlab:table:${this._root}:${schema}.${table}`;
  }
}
