import type { IColumn } from './page';

/** What the database keeps of a value that lies in a store. */
export interface IReference {
  /** Its file or folder, empty where nothing but a hash names it. */
  readonly name: string;
  readonly path: string;
  /** In bytes, null where nobody counted them. */
  readonly size: number | null;
  readonly store: string;
  readonly isFolder: boolean;
  /** Files of a folder, null where nobody counted them. */
  readonly files: number | null;
  /** Type and shape of an array, empty for anything else. */
  readonly array: string;
  /** When it was stored, as the row has it. */
  readonly stored: string;
}

/**
 * What a cell tells of a value in a store; null for a column of another type, and for a text that tells it otherwise.
 *
 * DataJoint's codecs for stores (`<object@main>`, `<npy@>`, `<blob@main>`) keep JSON in the database. The text of this is
 * made in the same way in `djlab/notebook/reference.py`, for notebooks without djlab.
 */
export function referenceOf(
  { type, kind }: Pick<IColumn, 'type' | 'kind'>,
  text: string
): IReference | null {
  const data = kind === 'json' && /^<.+>$/.test(type) ? parsed(text) : null;
  const path = data?.path;
  if (data === null || typeof path !== 'string') {
    return null;
  }
  const isFolder = data.is_dir === true;
  const isGiven = type.startsWith('<filepath');
  const whole = path.replace(/\/+$/, '');
  const name = isGiven ? whole : whole.slice(whole.lastIndexOf('/') + 1);
  const { shape, dtype } = data;
  return {
    // What is found by its hash has no name of its own.
    name: typeof data.hash === 'string' ? '' : name + (isFolder ? '/' : ''),
    path,
    size: numberOf(data.size),
    store: typeof data.store === 'string' ? data.store : '',
    isFolder,
    files: numberOf(data.item_count),
    array:
      Array.isArray(shape) && typeof dtype === 'string'
        ? `${dtype} (${shape.join(', ')})`
        : '',
    stored: typeof data.timestamp === 'string' ? data.timestamp : ''
  };
}

/** A value in a store in few words: `raw_x.npy · 96.1 kB · main`. */
export function referenceText(reference: IReference): string {
  const { name, array, files, size, store } = reference;
  return [
    name,
    array,
    files === null ? '' : files === 1 ? '1 file' : `${files} files`,
    size === null ? '' : shortBytes(size),
    store
  ]
    .filter(part => part)
    .join(' · ');
}

/** A number of bytes in few characters. */
export function shortBytes(bytes: number): string {
  if (bytes < 1000) {
    return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  }
  const units = ['kB', 'MB', 'GB', 'TB'];
  let unit = 1000;
  while (units.length > 1 && bytes >= unit * 1000) {
    unit *= 1000;
    units.shift();
  }
  return `${Math.floor((bytes * 10) / unit + 0.5) / 10} ${units[0]}`;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const data = JSON.parse(text);
    return typeof data === 'object' && !Array.isArray(data) ? data : null;
  } catch {
    return null;
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : null;
}
