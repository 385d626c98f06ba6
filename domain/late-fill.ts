import type { Decimal } from './decimal.js';
import { add, type Execution, type Leg, newerExecution } from './leg.js';
import type { OrderSnapshot } from './order.js';

/** An order whose end was read, and what of it was counted. */
export interface SettledOrder {
  readonly number: number;
  readonly price: Decimal;
  readonly executed: Execution;
}

/**
 * What the broker tells of a settled order, where that is more than was counted of it: lots, or the commission of lots
 * that a stream told without it.
 * @returns the leg with the rest counted, the order as it is now, and the rest; undefined where nothing is more
 */
export function toldLate(
  leg: Leg,
  order: SettledOrder,
  { snapshot, lot }: { snapshot: OrderSnapshot; lot: number },
): { leg: Leg; order: SettledOrder; more: Execution } | undefined {
  const executed = newerExecution(order, snapshot, lot);
  const more = subtract(executed, order.executed);
  if (more.lots <= 0 && !more.commission.gt(0)) return undefined;
  return { leg: { ...leg, settled: add(leg.settled, more) }, order: { ...order, executed }, more };
}

export const subtract = (a: Execution, b: Execution): Execution => ({
  lots: a.lots - b.lots,
  value: a.value.sub(b.value),
  commission: a.commission.sub(b.commission),
});
