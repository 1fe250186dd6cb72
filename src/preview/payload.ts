import { isObject, PROTOCOL, readPage, text, type IPage } from '../grid/page';

export interface IPayload {
  readonly title: string;
  readonly comment: string;
  readonly page: IPage;
  readonly columnCount: number;
  /** Whether there are rows beyond those that are stored. */
  readonly more: boolean;
  /** What the expression is called in the kernel that displayed it; means nothing elsewhere. */
  readonly handle: string | null;
}

/**
 * What a stored output says, or null when it is not of a form known here.
 *
 * A notebook may come from anybody, so nothing of it is taken for granted.
 */
export function readPayload(data: unknown): IPayload | null {
  const page = readPage(data);
  if (page === null || !isObject(data) || data.protocol !== PROTOCOL) {
    return null;
  }
  const count = data.column_count;
  return {
    title: text(data.title),
    comment: text(data.comment),
    page: { ...page, previous: null, next: null },
    columnCount: typeof count === 'number' ? count : page.columns.length,
    more: data.more === true,
    handle: typeof data.handle === 'string' ? data.handle : null
  };
}
