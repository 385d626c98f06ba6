/** What the journal tells of a difference, and a person who asks. */
import type { JournalEntry } from '../journal.js';
import type { OrderDifference } from './orders.js';
import type { StopDifference } from './stops.js';

/** @param ticker of the instrument it is about */
export function orderEntry(difference: OrderDifference, ticker: string): JournalEntry {
  const isMild = difference.kind === 'foreign-order' || difference.kind === 'order-ended-unheard';
  return {
    taskId: difference.kind === 'foreign-order' ? null : difference.known.taskId,
    kind: difference.kind,
    severity: isMild ? 'info' : 'warning',
    data: { ticker, ...orderFigures(difference) },
  };
}

function orderFigures(difference: OrderDifference): JournalEntry['data'] {
  switch (difference.kind) {
    case 'foreign-order': {
      const { brokerOrderId, direction, lotsRequested, lotsExecuted } = difference.order;
      return { brokerOrderId, direction, lots: lotsRequested - lotsExecuted };
    }
    case 'leftover-order':
    case 'order-works-on':
      return {
        number: difference.known.number,
        lots: difference.order.lotsRequested - difference.order.lotsExecuted,
      };
    case 'order-executed-differs':
      return {
        number: difference.known.number,
        known: difference.known.executedLots,
        executed: difference.order.lotsExecuted,
      };
    case 'order-ended-unheard':
      return { number: difference.known.number, executed: difference.order.lotsExecuted };
    case 'order-end-unknown': {
      const { number, direction, lots, executedLots, sentAt } = difference.known;
      return { number, direction, lots, executed: executedLots, sentAt: sentAt.toISOString() };
    }
  }
}

/** Only these say something that nobody can expect. */
const STOP_WARNINGS: ReadonlySet<StopDifference['kind']> = new Set([
  'stop-appeared',
  'stop-works-on',
  'stop-cancelled-elsewhere',
  'stop-lost',
]);

/** @param ticker of the instrument it is about */
export function stopEntry(difference: StopDifference, ticker: string): JournalEntry {
  const { kind } = difference;
  const { direction, lots, price } =
    'stop' in difference
      ? { ...difference.stop, price: difference.stop.stopPrice.toFixed() }
      : { ...difference.known.terms, price: difference.known.terms.stopPrice };
  const known = 'known' in difference ? difference.known : undefined;
  return {
    taskId: known?.taskId ?? null,
    kind,
    severity: STOP_WARNINGS.has(kind) ? 'warning' : 'info',
    data: {
      ticker,
      direction,
      lots,
      price,
      stopOrderId: stopOrderIdOf(difference),
      number: known?.number ?? null,
    },
  };
}

export const stopOrderIdOf = (difference: StopDifference): string =>
  'stop' in difference ? difference.stop.stopOrderId : (difference.known.stopOrderId ?? '');

/** The instrument that a difference is about. */
export function instrumentUidOf(difference: OrderDifference | StopDifference): string {
  if ('order' in difference) return difference.order.instrumentUid;
  if ('stop' in difference) return difference.stop.instrumentUid;
  return 'terms' in difference.known ? difference.known.terms.instrumentUid : difference.known.instrumentUid;
}
