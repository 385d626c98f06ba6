import type { Decimal } from '../decimal.js';
import type { OwnOrder } from '../follow.js';
import { farDirection } from './quote.js';
import type { SpreadView } from './view.js';

type NearSide = Pick<SpreadView, 'sell' | 'near'>;

/**
 * Orders of the account that rest where the hedge is traded, best price first. An account does not trade with itself: the
 * exchange kills the hedge that would. Other hedges are gone in a moment.
 */
export const ordersInWay = ({ sell, near }: NearSide): readonly OwnOrder[] => {
  const inWay = near.market.ownOrders.filter(
    ({ direction, endedAtMs, placedBy, lots }) =>
      direction === farDirection(sell) && endedAtMs === undefined && placedBy !== 'hedge' && lots > 0,
  );
  return inWay.sort((one, other) => (sell ? one.price.cmp(other.price) : other.price.cmp(one.price)));
};

/** The first of them, or of those that were placed by this one. */
export const firstInWay = (view: NearSide, placedBy?: OwnOrder['placedBy']): OwnOrder | undefined =>
  ordersInWay(view).find((order) => placedBy === undefined || order.placedBy === placedBy);

/** Whether a hedge at this price would meet it. */
export const meets = ({ sell }: Pick<SpreadView, 'sell'>, price: Decimal, order: OwnOrder): boolean =>
  sell ? price.gte(order.price) : price.lte(order.price);

/** The price, or the last one that does not meet this order. */
export function insideOf(view: NearSide, order: OwnOrder | undefined, price: Decimal): Decimal {
  if (!order || !meets(view, price, order)) return price;
  const { priceStep } = view.near.market;
  return view.sell ? order.price.sub(priceStep) : order.price.add(priceStep);
}
