/** What the orders of an account have executed. A position is what it was before anybody counted, and all of these. */
import { Direction, type OrderSnapshot } from '../order.js';

export interface Execution {
  readonly instrumentUid: string;
  /** Securities; sold ones are below zero. */
  readonly amount: number;
}

/** Cumulative, by the name of the order. */
export type Executions = ReadonlyMap<string, Execution>;

/** What was bought and sold of an instrument, or may have been; both at least zero. */
export interface Turnover {
  readonly bought: number;
  readonly sold: number;
}

export const NO_TURNOVER: Turnover = { bought: 0, sold: 0 };

/** The same in the broker's lists and in the order log; an exchange's ids are unique only within one of its markets. */
export const orderName = (
  order: Pick<OrderSnapshot, 'clientOrderId' | 'instrumentUid' | 'brokerOrderId'>,
): string =>
  order.clientOrderId === undefined
    ? `id ${order.instrumentUid} ${order.brokerOrderId}`
    : `key ${order.clientOrderId}`;

/** @param lot securities in one lot */
export const executionOf = (
  { instrumentUid, direction }: { readonly instrumentUid: string; readonly direction: Direction },
  { lots, lot }: { readonly lots: number; readonly lot: number },
): Execution => ({ instrumentUid, amount: (direction === Direction.buy ? lots : -lots) * lot });

/** An order as the broker lists it or the log knows it, and how many lots of it were executed. */
export interface ExecutedOrder {
  readonly order: Pick<OrderSnapshot, 'clientOrderId' | 'instrumentUid' | 'brokerOrderId' | 'direction'>;
  readonly lots: number;
}

/**
 * What both of them tell.
 * @param lotOf securities in one lot; what has no lot is left out
 */
export function executionsOf(
  orders: readonly ExecutedOrder[],
  lotOf: (instrumentUid: string) => number | undefined,
): Executions {
  return joinedExecutions(
    ...orders.map(({ order, lots }): Executions => {
      const lot = lotOf(order.instrumentUid);
      if (lot === undefined || lots === 0) return new Map();
      return new Map([[orderName(order), executionOf(order, { lots, lot })]]);
    }),
  );
}

/** What is executed never goes back: of two readings of one order the one that knows more is right. */
export function joinedExecutions(...readings: readonly Executions[]): Executions {
  const joined = new Map<string, Execution>();
  for (const [name, execution] of readings.flatMap((reading) => [...reading])) {
    const known = joined.get(name);
    if (!known || Math.abs(known.amount) < Math.abs(execution.amount)) joined.set(name, execution);
  }
  return joined;
}

/** By instrument, what was bought less what was sold. */
export function netOf(executions: Executions): Map<string, number> {
  const net = new Map<string, number>();
  for (const { instrumentUid, amount } of executions.values())
    net.set(instrumentUid, (net.get(instrumentUid) ?? 0) + amount);
  return net;
}

/** By instrument, what the later of two readings has more than the earlier one. */
export function turnoverBetween(earlier: Executions, later: Executions): Map<string, Turnover> {
  const turnover = new Map<string, Turnover>();
  for (const [name, { instrumentUid, amount }] of later) {
    const more = amount - (earlier.get(name)?.amount ?? 0);
    if (more !== 0) addTurnover(turnover, instrumentUid, more);
  }
  return turnover;
}

export function addTurnover(turnover: Map<string, Turnover>, instrumentUid: string, amount: number): void {
  const { bought, sold } = turnover.get(instrumentUid) ?? NO_TURNOVER;
  turnover.set(instrumentUid, {
    bought: bought + Math.max(0, amount),
    sold: sold + Math.max(0, -amount),
  });
}
