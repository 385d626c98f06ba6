import type { Reconciliation } from '../../database/index.js';
import { type Execution, type Executions, orderName } from '../../domain/reconciliation/executions.js';
import type { OrdersReading } from './read-orders.js';

/** What an order that is not ours executed, as far as people do not know it. */
export interface ForeignTrade {
  /** Of the order. */
  readonly name: string;
  readonly brokerOrderId: string;
  readonly execution: Execution;
  /** Securities, sold ones below zero. */
  readonly news: number;
}

export interface ForeignTradesLook {
  readonly reconciliation: Reconciliation;
  readonly readings: readonly OrdersReading[];
  /** All that is counted by now. */
  readonly executions: Executions;
  /** It may be what a stop order of ours placed, which nobody could find out yet. */
  readonly mayBeChild: (execution: Execution) => boolean;
}

/**
 * Which executed orders of the account are nobody's of ours. A hedge is written down beside its sending: what the log does
 * not know yet after the settling time is not ours. What was executed before an account was first looked at is no news.
 */
export function createForeignTrades({ settleMs }: { readonly settleMs: number }) {
  const seenSinceMs = new Map<string, number>();

  return {
    look({ reconciliation, readings, executions, mayBeChild }: ForeignTradesLook): {
      readonly due: readonly ForeignTrade[];
      /** By the order's name, how much of it is told then; null where it is ours. */
      readonly told: ReadonlyMap<string, number | null>;
      readonly areSettled: boolean;
    } {
      const { executions: counted, savedAgoMs } = reconciliation;
      const ours = new Set(
        readings.flatMap(({ known }) => known.map((order) => orderName({ ...order, brokerOrderId: '' }))),
      );
      const ids = new Map(
        readings.flatMap(({ listed }) => listed.map((order) => [orderName(order), order.brokerOrderId])),
      );
      const due: ForeignTrade[] = [];
      const told = new Map<string, number | null>();
      let areSettled = true;
      for (const [name, execution] of executions) {
        const before = counted.get(name);
        const isOurs = ours.has(name) || before?.told === null;
        const known = before?.told ?? (savedAgoMs === undefined ? execution.amount : 0);
        told.set(name, isOurs ? null : known);
        const brokerOrderId = ids.get(name);
        const news = execution.amount - known;
        if (isOurs || news === 0 || brokerOrderId === undefined) {
          seenSinceMs.delete(name);
          continue;
        }
        const sinceMs = seenSinceMs.get(name) ?? performance.now();
        seenSinceMs.set(name, sinceMs);
        if (performance.now() - sinceMs < settleMs) areSettled = false;
        else if (!mayBeChild(execution)) {
          due.push({ name, brokerOrderId, execution, news });
          told.set(name, execution.amount);
        }
      }
      return { due, told, areSettled };
    },
  };
}
