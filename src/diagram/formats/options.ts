import type { Direction } from '../drawing';

export interface IFormatOptions {
  readonly direction: Direction;
  readonly theme: 'light' | 'dark';
}
