import type { CancelJson } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';

/** How far the cancelling of everything is. */
export function cancellingText(locale: Locale, result: unknown): string {
  const { number, by, tasks, orders, stopOrders } = result as CancelJson;
  return translate(locale, 'cancelling', {
    ...{ number: String(number), by, tasks: tasks.length },
    ...{ orders: orders.cancelled, ordersOpen: orders.open },
    ...{ stopOrders: stopOrders.cancelled, stopOrdersOpen: stopOrders.open },
  });
}
