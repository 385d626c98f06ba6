import { setMaxListeners } from 'node:events';
import type { Broker } from '../../broker/broker.js';
import { cancelOrders } from '../../broker/cancel-orders.js';
import { cancelStopOrders, type StopCancelOutcome } from '../../broker/cancel-stop-orders.js';
import { BrokerError } from '../../broker/errors.js';
import type { Logger } from '../../config/index.js';
import type { CancelItem } from '../../domain/cancel/item.js';

type Named = Pick<CancelItem, 'kind' | 'id'>;

/** A cancel to be sent: of an order by the broker's newest id of it. */
export interface ToCancel extends Named {
  readonly brokerId: string;
}

/** Of the broker's list of stop orders behind its answers. */
const LIST_LAGS_MS = 1_000;

const keyOf = ({ kind, id }: Named): string => `${kind} ${id}`;

export type CancelSender = ReturnType<typeof createCancelSender>;

/**
 * Cancels that are on their way, and what came of them. All are put into the budget at once, in the order in which they
 * are given, and it sends them as fast as each limit allows. It outlives an outage of the database, during which they
 * go on, and does not send one twice at a time.
 */
export function createCancelSender({
  logger,
  onAnswered,
}: {
  readonly logger: Logger;
  /** All that was sent of a kind is answered. */
  readonly onAnswered: () => void;
}) {
  const closing = new AbortController();
  const { signal } = closing;
  // Each call that waits listens to it.
  setMaxListeners(0, signal);
  const underWay = new Map<string, Named>();
  const stopOutcomes = new Map<string, StopCancelOutcome>();
  const refusals = new Map<string, { count: number; error: BrokerError }>();
  const seenAtMs = new Map<string, number>();
  const doubts = new Map<string, { count: number; atMs: number }>();

  const waits = (kind: CancelItem['kind']): boolean =>
    [...underWay.values()].some((each) => each.kind === kind);

  function answered(item: Named, outcome: { readonly kind: string; readonly error?: unknown }): void {
    const key = keyOf(item);
    underWay.delete(key);
    if (outcome.kind !== 'failed' || !(outcome.error instanceof BrokerError)) return;
    refusals.set(key, { count: (refusals.get(key)?.count ?? 0) + 1, error: outcome.error });
    logger.warn({ err: outcome.error, kind: item.kind, id: item.id }, 'the broker does not cancel it');
  }

  async function cancel(broker: Broker, kind: CancelItem['kind'], items: readonly ToCancel[]): Promise<void> {
    if (items.length === 0) return;
    const byId = new Map(items.map((item) => [item.brokerId, item]));
    const ids = [...byId.keys()];
    try {
      if (kind === 'order')
        await cancelOrders(broker, ids, {
          signal,
          onOutcome: (id, outcome) => answered(byId.get(id) ?? { kind, id }, outcome),
        });
      else
        await cancelStopOrders(broker, ids, {
          signal,
          onOutcome(id, outcome) {
            answered({ kind, id }, outcome);
            stopOutcomes.set(id, outcome);
          },
        });
    } catch (err) {
      logger.warn({ err, kind }, 'cancels were given up; what works is cancelled anew');
    } finally {
      for (const item of items) underWay.delete(keyOf(item));
      if (!waits(kind)) onAnswered();
    }
  }

  return {
    send(broker: Broker, items: readonly ToCancel[]): void {
      const due = items.filter((item) => !underWay.has(keyOf(item)));
      for (const item of due) underWay.set(keyOf(item), item);
      for (const kind of ['order', 'stop-order'] as const)
        void cancel(
          broker,
          kind,
          due.filter((item) => item.kind === kind),
        );
    },
    isUnderWay: (item: Named): boolean => underWay.has(keyOf(item)),
    /** Whether one of a kind is not answered. */
    waits,
    /** What the broker said became of a stop order. */
    endOfStop: (stopOrderId: string): StopCancelOutcome | undefined => stopOutcomes.get(stopOrderId),
    /**
     * It is listed as active after that answer: that is forgotten, so that it is cancelled again.
     * @returns how often that was so; undefined: it is too soon to say, since lists lag behind
     */
    doubtEndOf(stopOrderId: string): number | undefined {
      const { count, atMs } = doubts.get(stopOrderId) ?? { count: 0, atMs: Number.NEGATIVE_INFINITY };
      if (performance.now() - atMs < LIST_LAGS_MS) return undefined;
      doubts.set(stopOrderId, { count: count + 1, atMs: performance.now() });
      stopOutcomes.delete(stopOrderId);
      return count + 1;
    },
    refusalsOf: (item: Named) => refusals.get(keyOf(item)),
    /** When it was first seen working here, monotonic milliseconds. */
    firstSeenAtMs(item: Named): number {
      const atMs = seenAtMs.get(keyOf(item)) ?? performance.now();
      seenAtMs.set(keyOf(item), atMs);
      return atMs;
    },
    close(): void {
      closing.abort();
    },
  };
}
