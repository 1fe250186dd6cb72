import type { IColumn } from './page';

/** Which columns of some rows are shown, and in which order. Columns are known by their names. */
export class ColumnSet {
  /** Names of the columns that are not shown. */
  get hidden(): ReadonlySet<string> {
    return this._hidden;
  }

  set hidden(names: Iterable<string>) {
    this._hidden = new Set(names);
  }

  /** Names in the order that the user gave them; empty for the order of the table. */
  order: ReadonlyArray<string> = [];

  /** Whether all columns are shown as the table has them. */
  get isPlain(): boolean {
    return !this._hidden.size && !this.order.length;
  }

  /** All columns in their order; those that the order does not name stay behind it. */
  arranged(columns: ReadonlyArray<IColumn>): IColumn[] {
    const place = new Map(this.order.map((name, at) => [name, at]));
    const rank = ({ name }: IColumn) => place.get(name) ?? place.size;
    // The sort is stable: what has no place keeps the table's order.
    return [...columns].sort((a, b) => rank(a) - rank(b));
  }

  /** The columns that are shown, in their order. */
  shown(columns: ReadonlyArray<IColumn>): IColumn[] {
    return this.arranged(columns).filter(({ name }) => !this._hidden.has(name));
  }

  /** Hides a column, or shows it again. */
  toggle(name: string): void {
    if (!this._hidden.delete(name)) {
      this._hidden.add(name);
    }
  }

  /** Moves a column to the place of another one, beyond it when it comes from before. */
  move(columns: ReadonlyArray<IColumn>, name: string, to: string): void {
    const names = this.arranged(columns).map(column => column.name);
    const from = names.indexOf(name);
    const at = names.indexOf(to);
    if (from >= 0 && at >= 0 && from !== at) {
      names.splice(from, 1);
      names.splice(at, 0, name);
      this.order = names;
    }
  }

  /** The column beside another one among those that are shown, null at the edge. */
  beside(
    columns: ReadonlyArray<IColumn>,
    name: string,
    step: -1 | 1
  ): string | null {
    const shown = this.shown(columns);
    const at = shown.findIndex(column => column.name === name);
    return at < 0 ? null : (shown[at + step]?.name ?? null);
  }

  private _hidden = new Set<string>();
}
