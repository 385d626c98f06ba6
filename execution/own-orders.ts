import type { OrderStateHub } from '../broker/broker.js';
import { type OwnOrder, ownOrderOf } from '../domain/follow.js';
import type { OrderSnapshot } from '../domain/order.js';

/** By the hub's list, which stays the same one until one of its orders changes. */
const working = new WeakMap<readonly OrderSnapshot[], readonly OwnOrder[]>();

function workingIn(hub: OrderStateHub, instrumentUid: string): readonly OwnOrder[] {
  const orders = hub.working(instrumentUid);
  const known = working.get(orders);
  if (known) return known;
  const made = orders.flatMap((order) => ownOrderOf(order) ?? []);
  working.set(orders, made);
  return made;
}

/**
 * All orders of the account that the book of an instrument may hold: those that work, and those that just ended. While
 * none just ended it is the same list until one of them changes.
 */
export function ownOrdersIn(hub: OrderStateHub, instrumentUid: string): readonly OwnOrder[] {
  const orders = workingIn(hub, instrumentUid);
  const ended = hub.justEnded(instrumentUid);
  if (ended.length === 0) return orders;
  return [
    ...orders,
    ...ended.flatMap(({ order, endedAtMs }) => {
      const own = ownOrderOf(order);
      return own ? [{ ...own, lots: order.lotsRequested, endedAtMs }] : [];
    }),
  ];
}
