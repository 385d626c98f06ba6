import type { OrderStateHub } from '../broker/broker.js';
import { type OwnOrder, ownOrderOf } from '../domain/follow.js';

/** All orders of the account that the book of an instrument may hold: those that work, and those that just ended. */
export const ownOrdersIn = (hub: OrderStateHub, instrumentUid: string): OwnOrder[] => [
  ...hub.working(instrumentUid).flatMap((order) => ownOrderOf(order) ?? []),
  ...hub.justEnded(instrumentUid).flatMap(({ order, endedAtMs }) => {
    const own = ownOrderOf(order);
    return own ? [{ ...own, lots: order.lotsRequested, endedAtMs }] : [];
  }),
];
