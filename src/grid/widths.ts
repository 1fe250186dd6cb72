import { cellText, visible, type IColumn, type Row } from './page';

/** Width of a character in pixels. */
const CHARACTER = 7.3;

/** What a cell has at its left and right together, in pixels. */
const PADDING = 20;

/** Characters of a column that takes nothing from the others. */
const FEW = 40;

/** Characters of the widest column. */
const MANY = 400;

/** Characters of a type that make a column wider, while nothing is free. */
const TYPE = 16;

/** Cells that are measured each time rows come. */
const CELLS = 20_000;

/**
 * Widths of columns in pixels: those that the user chose; else as wide as texts that were seen, up to a limit beyond
 * which a column only takes what the others leave free.
 */
export class ColumnWidths {
  /** Widths that the user chose, by names of columns. */
  chosen: ReadonlyMap<string, number> = new Map();

  /** Forgets the texts that were seen: other columns are shown. */
  clear(): void {
    this._longest.clear();
    this._given.clear();
  }

  /** Looks at rows, once at each. */
  measure(columns: ReadonlyArray<IColumn>, rows: Iterable<Row>): void {
    let left = CELLS;
    for (const row of rows) {
      if (left <= 0) {
        return;
      }
      if (!this._measured.has(row)) {
        this._measured.add(row);
        left -= columns.length;
        columns.forEach((column, at) => {
          const length = textLength(cellText(column, row[at] ?? null));
          if (length > (this._longest.get(column.name) ?? 0)) {
            this._longest.set(column.name, length);
          }
        });
      }
    }
  }

  /** Shares `available` pixels among columns; where these do not suffice, together they are wider. */
  fit(columns: ReadonlyArray<IColumn>, available: number): number[] {
    const widths = columns.map(
      column => this.chosen.get(column.name) ?? this._least(column)
    );
    const lacks = columns.map((column, at) =>
      this.chosen.has(column.name) ? 0 : this._whole(column) - widths[at]
    );
    let free = available - widths.reduce((sum, width) => sum + width, 0);
    // Those that lack least come first: so as many as possible are whole.
    const cut = [...lacks.keys()]
      .filter(at => lacks[at] > 0)
      .sort((a, b) => lacks[a] - lacks[b]);
    cut.forEach((at, served) => {
      const share = Math.floor(Math.max(0, free) / (cut.length - served));
      const more = Math.min(lacks[at], share);
      widths[at] += more;
      free -= more;
    });
    columns.forEach(({ name }, at) => this._given.set(name, widths[at]));
    return widths;
  }

  /** Takes the width of a column as the user's choice, unless it is the one that `fit` gave. */
  choose(name: string, width: number): void {
    if (width > 0 && width !== this._given.get(name)) {
      this.chosen = new Map(this.chosen).set(name, width);
      this._given.set(name, width);
    }
  }

  private _least(column: IColumn): number {
    return pixels(Math.min(this._characters(column, TYPE), FEW));
  }

  private _whole(column: IColumn): number {
    return pixels(Math.min(this._characters(column, MANY), MANY));
  }

  private _characters({ name, key, type }: IColumn, ofType: number): number {
    return Math.max(
      // Beside the name: the mark of a key, the arrow of an order.
      name.length + (key ? 3 : 2),
      Math.min(type.length, ofType),
      this._longest.get(name) ?? 0,
      4
    );
  }

  private readonly _given = new Map<string, number>();
  private readonly _longest = new Map<string, number>();
  private readonly _measured = new WeakSet<Row>();
}

function pixels(characters: number): number {
  return Math.round(characters * CHARACTER) + PADDING;
}

/** Characters of a text as it is painted. */
function textLength(text: string): number {
  return text.length > MANY ? MANY : visible(text).length;
}
