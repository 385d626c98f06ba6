import type { OrderRow, OrdersAnswer } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';
import { MOST_LINES } from './most-lines.js';

/** A line an order, those that work first; together no more lines than anybody reads. */
export function ordersText(locale: Locale, result: unknown): string {
  const { items, stopOrders, stopOrdersInSeconds: seconds } = result as OrdersAnswer;
  const shown = items.slice(0, MOST_LINES);
  const more = items.length - shown.length;
  const part = (kind: OrderRow['kind'], title: string) => {
    const count = items.filter((row) => row.kind === kind).length;
    const lines = shown.filter((row) => row.kind === kind).map((row) => orderLine(locale, row));
    return count === 0 ? [] : [translate(locale, title, { count }), ...lines];
  };
  return [
    ...(items.length === 0 ? [translate(locale, 'orders-none')] : []),
    ...part('order', 'orders-working'),
    ...part('stop-order', 'orders-waiting'),
    ...(more > 0 ? [translate(locale, 'orders-more', { count: more })] : []),
    ...(stopOrders === 'none-here' ? [translate(locale, 'orders-no-stops')] : []),
    ...(stopOrders === 'later' ? [translate(locale, 'orders-stops-later', { seconds })] : []),
  ].join('\n');
}

function orderLine(locale: Locale, row: OrderRow): string {
  const figures = figuresOf(row);
  return [
    translate(locale, row.kind === 'order' ? 'working-order-line' : 'waiting-order-line', figures),
    translate(locale, `order-whose-${row.source}`, figures),
    ...(row.placedAt === null ? [] : [translate(locale, 'order-placed', figures)]),
  ].join('');
}
