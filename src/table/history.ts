import type { Order } from '../grid/page';

/** Which rows are shown. */
export interface IPlace {
  readonly schema: string;
  readonly table: string;
  /** As DataJoint takes it. */
  readonly restriction: string;
  /** The order in which they were left; that of the key where it is missing. */
  readonly order?: Order;
}

const NOWHERE: IPlace = { schema: '', table: '', restriction: '' };

/** The rows that were shown one after the other. */
export class History {
  get place(): IPlace {
    return this._places[this._at] ?? NOWHERE;
  }

  get canGoBack(): boolean {
    return this._at > 0;
  }

  get canGoForward(): boolean {
    return this._at < this._places.length - 1;
  }

  /** Goes on to these rows; what lay ahead is forgotten. */
  push(place: IPlace): void {
    this._places = [...this._places.slice(0, this._at + 1), place];
    this._at = this._places.length - 1;
  }

  /** Goes a number of steps; whether there was anything to go to. */
  move(steps: number): boolean {
    const at = this._at + steps;
    const moves = at !== this._at && at >= 0 && at < this._places.length;
    if (moves) {
      this._at = at;
    }
    return moves;
  }

  /** Keeps with the rows that are shown how they are left. */
  keep(changes: Pick<IPlace, 'order'>): void {
    this._places[this._at] = { ...this.place, ...changes };
  }

  private _at = -1;
  private _places: IPlace[] = [];
}
