import { type Database, type LoggedOrder, ordersOfTask } from '../database/index.js';
import type { SettledOrder } from '../domain/late-fill.js';
import { add, type Leg, type LegOrder } from '../domain/leg.js';

/** What the order log knows of a leg. */
export interface LoggedLeg {
  readonly leg: Leg;
  /** When its last order was sent. */
  readonly lastSentAt: Date | undefined;
  /** The number that is free although an order of it was in doubt once: that may appear. */
  readonly freed: number | undefined;
  /** Its settled orders by their keys, lowest number first. */
  readonly settled: readonly (readonly [key: string, order: SettledOrder])[];
}

/**
 * A leg as the order log knows it. What may have been sent is in doubt, what worked may have ended: both are asked
 * about before anything else is done.
 */
export async function legFromLog(
  db: Database,
  { taskKey, leg: name, nowMs }: { taskKey: string; leg: string; nowMs: number },
  empty: Leg,
): Promise<LoggedLeg> {
  const orders = (await ordersOfTask(db, taskKey)).filter((order) => order.leg === name);
  const settled = orders.flatMap((order) =>
    order.state === 'final' ? [[order.clientOrderId, settledOf(order)] as const] : [],
  );
  const last = orders.at(-1);
  const freed = last?.state === 'refused' && last.doubted ? last.number : undefined;
  return { leg: legOfOrders(orders, nowMs, empty), lastSentAt: last?.sentAt, freed, settled };
}

const executionOf = ({ executedLots: lots, executedValue: value, commission }: OrderFigures) => ({
  lots,
  value,
  commission,
});

const settledOf = (order: LoggedOrder): SettledOrder => ({
  number: order.number,
  price: order.price,
  executed: executionOf(order),
});

/** What the logged figures of an order say of the leg. */
export type OrderFigures = Omit<
  LoggedOrder,
  'taskKey' | 'leg' | 'clientOrderId' | 'accountId' | 'instrumentUid' | 'direction' | 'recordedAt' | 'sentAt'
>;

/** A leg made of its logged orders, lowest number first. */
export const legOfOrders = (orders: readonly OrderFigures[], nowMs: number, empty: Leg): Leg =>
  orders.reduce((leg, order) => withOrder(leg, order, nowMs), empty);

function withOrder(leg: Leg, order: OrderFigures, nowMs: number): Leg {
  const executed = executionOf(order);
  if (order.state === 'refused') return { ...leg, nextNumber: order.number };
  if (order.state === 'final') {
    return { settled: add(leg.settled, executed), current: undefined, nextNumber: order.number + 1 };
  }
  const current: LegOrder = {
    number: order.number,
    lots: order.lots,
    price: order.price,
    phase: order.state === 'working' ? 'working' : 'doubtful',
    doubted: order.doubted || order.state === 'sent',
    executed,
    brokerOrderId: order.brokerOrderId ?? undefined,
    sentAtMs: nowMs,
    doubtSinceMs: nowMs,
    lostAtMs: nowMs,
    askedAtMs: undefined,
    asks: 0,
    cancelSentAtMs: undefined,
    cancelRefused: false,
  };
  return { ...leg, current, nextNumber: order.number };
}
