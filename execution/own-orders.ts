import type { OrderStateHub } from '../broker/broker.js';
import type { OwnOrder } from '../domain/follow.js';
import type { OrderSnapshot } from '../domain/order.js';

/** All orders of the account that the book of an instrument may hold: those that work, and those that just ended. */
export const ownOrdersIn = (hub: OrderStateHub, instrumentUid: string): OwnOrder[] => [
  ...hub.working(instrumentUid).flatMap((order) => ownOrderOf(order) ?? []),
  ...hub.justEnded(instrumentUid).flatMap(({ order, endedAtMs }) => {
    const own = ownOrderOf(order);
    return own ? [{ ...own, lots: order.lotsRequested, endedAtMs }] : [];
  }),
];

/** An order without a price (a market order) is in no book. */
const ownOrderOf = (order: OrderSnapshot): OwnOrder | undefined => {
  const { direction, price, lotsRequested, lotsExecuted, placedAt } = order;
  return price && { direction, price, lots: lotsRequested - lotsExecuted, ...(placedAt && { placedAt }) };
};
