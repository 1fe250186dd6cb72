import { PageError, type Order } from '../grid/page';
import type { RowsView } from '../grid/view';

/**
 * Asks for the first rows in an order, and in that of the key where the server refuses it: rows that were few when they
 * were sorted may be too many without their restriction, or later.
 *
 * @param tell - told why the order is another one
 */
export async function loadRows(
  view: RowsView,
  order: Order,
  tell: (why: string) => void
): Promise<void> {
  const { rows } = view;
  await rows.sort(order);
  const { problem } = rows;
  if (
    order.length &&
    !view.isDisposed &&
    !rows.columns.length &&
    problem instanceof PageError &&
    problem.reason === 'request'
  ) {
    tell(problem.message);
    await rows.sort([]);
    if (rows.problem) {
      tell('');
    }
  }
}
