/** What became of orders and stop orders that are to be cancelled. */
import type { Broker } from '../../broker/broker.js';
import { type CancelItem, type CancelledItem, endOfOrder, endOfStop } from '../../domain/cancel/item.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { TaskError } from '../../domain/task.js';
import { idOfOrder } from './account-now.js';
import type { Look } from './look.js';
import type { CancelSender } from './sender.js';

export type Items = ReadonlyMap<string, CancelledItem>;
export const keyOf = ({ kind, id }: Pick<CancelItem, 'kind' | 'id'>): string => `${kind} ${id}`;
export const opened = (item: CancelItem): CancelledItem => ({
  ...item,
  ...{ state: 'open', executedLots: 0, averagePrice: null, reason: null },
});
export const left = (item: CancelItem, reason: TaskError): CancelledItem => ({
  ...opened(item),
  state: 'left',
  reason,
});

/** What the list of the day tells; the same order may be listed as working again where an answer was wrong. */
export function endsOfOrders(items: Items, { orders }: Look): CancelledItem[] {
  const listed = new Map(orders.map((order) => [idOfOrder(order), order]));
  return [...items.values()].flatMap((item) => {
    if (item.kind !== 'order' || (item.state !== 'open' && item.state !== 'left')) return [];
    const end = endOfOrder(item, listed.get(item.id));
    return end ? [{ ...item, ...end }] : [];
  });
}

/**
 * What is listed as working after it was told to be over, or was missing from a list: again to be cancelled. A stop order
 * whose cancels the broker answers, and that stays listed, not for ever.
 */
export function reopened(items: Items, { working, stops = [] }: Look, sender: CancelSender): CancelledItem[] {
  const orders = working.flatMap(({ order }): CancelledItem[] => {
    const item = items.get(keyOf({ kind: 'order', id: idOfOrder(order) }));
    return !item || item.state === 'open' || item.state === 'left' ? [] : [opened(item)];
  });
  const stopOrders = stops.flatMap(({ stopOrderId: id }): CancelledItem[] => {
    const item = items.get(keyOf({ kind: 'stop-order', id }));
    if (!item || item.state === 'open' || item.state === 'left') return [];
    const doubts = sender.doubtEndOf(id);
    if (doubts === undefined) return [];
    return [doubts < MOST_DOUBTS ? opened(item) : left(item, STILL_LISTED)];
  });
  return [...orders, ...stopOrders];
}

const MOST_DOUBTS = 3;
const STILL_LISTED: TaskError = { code: 'cancel-still-listed', data: {} };

/** What the answers to cancels tell: that a stop order is cancelled, and what the broker does not cancel. */
export function endsByAnswers(items: Items, look: Look, sender: CancelSender): CancelledItem[] {
  const given = new Set(
    look.working
      .filter(({ fate }) => fate === 'left')
      .map(({ order }) => keyOf({ kind: 'order', id: idOfOrder(order) })),
  );
  return [...items.values()].flatMap((item): CancelledItem[] => {
    if (item.state !== 'open') return [];
    const told = item.kind === 'stop-order' ? sender.endOfStop(item.id) : undefined;
    if (told?.kind === 'cancelled' || told?.kind === 'gone') return [{ ...item, state: told.kind }];
    const end = told && 'stop' in told && endOfStop(told.stop);
    if (end) return [{ ...item, ...end }];
    const refusal = sender.refusalsOf(item);
    const isGiven = item.kind === 'order' ? given.has(keyOf(item)) : (refusal?.count ?? 0) >= MOST_REFUSALS;
    if (!isGiven || !refusal) return [];
    const { code, brokerCode, brokerMessage } = refusal.error;
    const data = { ...(brokerCode && { brokerCode }), ...(brokerMessage && { message: brokerMessage }) };
    return [left(item, { code, data })];
  });
}
const MOST_REFUSALS = 3;

/** What became of stop orders that are gone, and that we did not cancel. */
export async function endsOfStops(
  broker: Broker,
  unknown: readonly CancelledItem[],
  seenStops: ReadonlyMap<string, StopSnapshot>,
): Promise<CancelledItem[]> {
  const from = unknown.reduce(
    (first, { id }) => Math.min(first, (seenStops.get(id)?.createdAt ?? LONG_AGO()).getTime()),
    Date.now(),
  );
  const listed = new Map<string, StopSnapshot>(
    (await broker.stopOrders.since(new Date(from - CLOCKS_DIFFER_MS))).map((stop) => [
      stop.stopOrderId,
      stop,
    ]),
  );
  return unknown.flatMap((item) => {
    const end = endOfStop(listed.get(item.id));
    return end ? [{ ...item, ...end }] : [];
  });
}
const CLOCKS_DIFFER_MS = 60_000;
/** Of one that was seen by who carried it out before. */
const LONG_AGO = (): Date => new Date(Date.now() - 365 * 86_400_000);
