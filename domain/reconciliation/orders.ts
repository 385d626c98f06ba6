/** The broker's list of today's orders against the order log. */
import { isFinal, type OrderSnapshot } from '../order.js';
import type { ExecutedOrder } from './executions.js';

/** An order as the log knows it, with whose it is. */
export interface KnownOrder {
  /** Readable. */
  readonly taskId: string;
  readonly isTaskFinished: boolean;
  readonly taskKey: string;
  readonly leg: string;
  readonly number: number;
  readonly clientOrderId: string;
  readonly instrumentUid: string;
  readonly direction: OrderSnapshot['direction'];
  readonly lots: number;
  readonly executedLots: number;
  readonly state: 'sent' | 'working' | 'final' | 'refused';
  readonly doubted: boolean;
  readonly sentAt: Date;
  /** How long ago that was, by the database's clock. */
  readonly sentAgoMs: number;
}

interface Listed {
  readonly order: OrderSnapshot;
  readonly known: KnownOrder;
}

export type OrderDifference =
  /** Not ours, and working. */
  | { readonly kind: 'foreign-order'; readonly order: OrderSnapshot }
  /** It works, and its task is finished. */
  | ({ readonly kind: 'leftover-order' } & Listed)
  /** It works, and the log says that it ended or was refused. */
  | ({ readonly kind: 'order-works-on' } & Listed)
  /** Other lots were executed than the log says. */
  | ({ readonly kind: 'order-executed-differs' } & Listed)
  /** Its task is finished, and of its end the log does not know. */
  | ({ readonly kind: 'order-ended-unheard' } & Listed)
  /** Likewise, and the broker's list does not hold it. */
  | { readonly kind: 'order-end-unknown'; readonly known: KnownOrder };

/** After a doubt an order was seen to appear minutes later. */
const APPEARS_WITHIN_MS = 600_000;

/** @param known every order of the log that is listed, and those of which it does not know the end */
export function compareOrders({
  listed,
  known,
}: {
  readonly listed: readonly OrderSnapshot[];
  readonly known: readonly KnownOrder[];
}): OrderDifference[] {
  const byKey = new Map(known.map((each) => [each.clientOrderId, each]));
  const found = new Set<string>();
  const differences: OrderDifference[] = [];
  for (const order of listed) {
    const ours = order.clientOrderId === undefined ? undefined : byKey.get(order.clientOrderId);
    if (ours) {
      found.add(ours.clientOrderId);
      differences.push(...differencesOf({ order, known: ours }));
    } else if (!isFinal(order.status)) differences.push({ kind: 'foreign-order', order });
  }
  for (const each of known) {
    if (found.has(each.clientOrderId) || !each.isTaskFinished || !isUnsettled(each)) continue;
    if (each.sentAgoMs > APPEARS_WITHIN_MS) differences.push({ kind: 'order-end-unknown', known: each });
  }
  return differences;
}

export const isUnsettled = ({ state }: Pick<KnownOrder, 'state'>): boolean =>
  state === 'sent' || state === 'working';

function differencesOf({ order, known }: Listed): OrderDifference[] {
  const isWorking = !isFinal(order.status);
  const hasEnded = !isUnsettled(known);
  const differences: OrderDifference[] = [];
  if (isWorking && known.isTaskFinished) differences.push({ kind: 'leftover-order', order, known });
  else if (isWorking && hasEnded) differences.push({ kind: 'order-works-on', order, known });
  if (!isWorking && known.isTaskFinished && !hasEnded)
    differences.push({ kind: 'order-ended-unheard', order, known });
  if (order.lotsExecuted !== known.executedLots)
    differences.push({ kind: 'order-executed-differs', order, known });
  return differences;
}

/** An executor that begins may read the ends of many orders, one after the other. */
const WHILE_TASK_RUNS = 6;

/**
 * For how many settling times it must stay so before it is one: of a task that runs the executor, or the next one, writes
 * down a moment later what the list tells already. What nobody will write down is a difference at once.
 */
export function patienceFor(difference: OrderDifference): number {
  if (difference.kind === 'foreign-order' || difference.kind === 'leftover-order') return 0;
  return difference.known.isTaskFinished ? 1 : WHILE_TASK_RUNS;
}

/** What it is about, and what of it is told again when it changes. */
export function subjectOf(difference: OrderDifference): {
  readonly subject: string;
  readonly figure: string;
} {
  if (difference.kind === 'foreign-order') {
    const { instrumentUid, brokerOrderId } = difference.order;
    return { subject: `${instrumentUid} ${brokerOrderId}`, figure: '' };
  }
  const subject = difference.known.clientOrderId;
  if (difference.kind !== 'order-executed-differs') return { subject, figure: '' };
  return { subject, figure: `${difference.known.executedLots} ${difference.order.lotsExecuted}` };
}

/** Lots that an order which is not listed may have executed beyond what anybody knows. */
export function mayHaveExecuted({ state, doubted, lots, executedLots, sentAgoMs }: KnownOrder): number {
  const mayAppear = state === 'refused' && doubted && sentAgoMs <= APPEARS_WITHIN_MS;
  return isUnsettled({ state }) || mayAppear ? lots - executedLots : 0;
}

/** What the broker's list and the log know to be executed. */
export const executedOrders = (
  listed: readonly OrderSnapshot[],
  known: readonly KnownOrder[],
): ExecutedOrder[] => [
  ...listed.map((order) => ({ order, lots: order.lotsExecuted })),
  ...known.map((order) => ({ order: { ...order, brokerOrderId: '' }, lots: order.executedLots })),
];
