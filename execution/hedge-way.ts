import { setTimeout as delay } from 'node:timers/promises';
import { NotFoundError, RateLimitedError } from '../broker/errors.js';
import type { OwnOrder } from '../domain/follow.js';
import type { Instrument } from '../domain/instrument.js';
import { type Direction, isFinal } from '../domain/order.js';
import type { SpreadLegView } from '../domain/spread/view.js';
import type { ExecutionDependencies } from './dependencies.js';
import { type HedgeDeed, type LegDeed, type LegLoopOptions, sooner } from './leg-loop.js';
import type { OrderOwners } from './order-owners.js';

/** So long a cancel waits for the rate limit. */
const PATIENCE_MS = 1_000;
/** So long a hedge waits for the end of an order; then it takes what there is without it. */
const AWAITED_MS = 250;
/** A broker that does not know an order may not know it yet: it is asked once more, after this. */
const LOOK_AGAIN_MS = 100;
/** One that could not be withdrawn is left alone for so long, each time twice as long. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 4_000;

export interface HedgeWayOptions {
  readonly owners: OrderOwners;
  readonly taskId: string;
  readonly near: Instrument;
  /** Of the orders that a hedge would meet. */
  readonly direction: Direction;
  /** The number that the next hedge takes. */
  readonly nextNumber: () => number;
  /** Something of the orders in the way is another than it was. */
  readonly onChange: () => void;
}

/** What is known of the withdrawal of one order. Times are monotonic milliseconds. */
interface Withdrawal {
  readonly order: OwnOrder;
  readonly cancels: number;
  leavingUntilMs: number;
  keptUntilMs: number;
  /** Withdrawn, whatever the hub knows yet; whether that is true the hedge of this number shows. */
  gone?: { readonly atMs: number; readonly forNumber: number };
  isTold: boolean;
}

export type HedgeWay = ReturnType<typeof watchHedgeWay>;

/**
 * The account's own orders where a spread's hedges are traded: whose they are, and how those of other tasks of ours are
 * withdrawn. That is only a cancel; the task that placed one counts what became of it by the broker's word. No hedge waits
 * for the answer to a cancel: whatever tells first that the order is gone lets it go, and so does a short patience.
 */
export function watchHedgeWay(
  { broker, journal, logger }: ExecutionDependencies,
  { owners, taskId, near, direction, nextNumber, onChange }: HedgeWayOptions,
) {
  const withdrawals = new Map<string, Withdrawal>();
  const now = () => performance.now();
  const ends = [
    owners.onChange(onChange),
    broker.ownOrders.onChange(({ instrumentUid, status, clientOrderId = '' }) => {
      if (instrumentUid !== near.uid) return;
      const withdrawal = withdrawals.get(clientOrderId);
      if (withdrawal && isFinal(status)) {
        withdrawals.delete(clientOrderId);
        if (status === 'cancelled') tellCleared(withdrawal);
      }
      onChange();
    }),
  ];

  const isInWay = (order: OwnOrder): boolean =>
    order.direction === direction && order.endedAtMs === undefined;

  function seen(order: OwnOrder): OwnOrder {
    if (!isInWay(order)) return order;
    const { gone, leavingUntilMs = 0, keptUntilMs = 0 } = withdrawals.get(order.clientOrderId ?? '') ?? {};
    if (gone?.forNumber === nextNumber()) return { ...order, endedAtMs: gone.atMs };
    if (leavingUntilMs > now()) return { ...order, placedBy: 'task', leavingUntilMs };
    if (keptUntilMs > now()) return { ...order, placedBy: 'elsewhere', leftAlone: 'kept' };
    const owner = owners.of(order.clientOrderId);
    if (!owner) return order;
    return { ...order, placedBy: owner.placedBy, ...(owner.isUnread && { leftAlone: 'unread' as const }) };
  }

  /** Begins to withdraw an order. Until the answer, and for some time after one that is not good, it is left alone. */
  function begin(order: OwnOrder): void {
    const { clientOrderId } = order;
    if (clientOrderId === undefined) return;
    const { cancels = 0, isTold = false } = withdrawals.get(clientOrderId) ?? {};
    const retryMs = Math.min(FIRST_RETRY_MS * 2 ** cancels, LAST_RETRY_MS);
    const leavingUntilMs = now() + AWAITED_MS;
    const keptUntilMs = leavingUntilMs + retryMs;
    const withdrawal = { order, cancels: cancels + 1, leavingUntilMs, keptUntilMs, isTold };
    withdrawals.set(clientOrderId, withdrawal);
    void withdraw(clientOrderId, withdrawal, retryMs).finally(onChange);
  }

  async function withdraw(clientOrderId: string, withdrawal: Withdrawal, retryMs: number): Promise<void> {
    try {
      const isByThis = await isCancelled(clientOrderId);
      // Another cancel of it may have begun meanwhile.
      const newest = withdrawals.get(clientOrderId) ?? withdrawal;
      if (isByThis) tellCleared(newest);
      newest.gone = { atMs: now(), forNumber: nextNumber() };
      newest.leavingUntilMs = newest.keptUntilMs = 0;
    } catch (err) {
      withdrawal.leavingUntilMs = 0;
      withdrawal.keptUntilMs = now() + (err instanceof RateLimitedError ? err.resetMs : retryMs);
      logger.info({ err, task: taskId, order: clientOrderId }, 'an order in the way of a hedge still works');
    }
  }

  /** By our key: for some moments the broker's id may be one that only its streams know. @returns false if there is none */
  async function isCancelled(clientOrderId: string): Promise<boolean> {
    for (const isLast of [false, true]) {
      try {
        await broker.orders.cancel({ clientOrderId }, { priority: 'cancel', patienceMs: PATIENCE_MS });
        return true;
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
      }
      if (isLast || !isWorking(clientOrderId)) return false;
      await delay(LOOK_AGAIN_MS);
      if (!isWorking(clientOrderId)) return false;
    }
    return false;
  }

  const isWorking = (clientOrderId: string): boolean =>
    broker.ownOrders.working(near.uid).some((order) => order.clientOrderId === clientOrderId);

  function tellCleared(withdrawal: Withdrawal): void {
    if (withdrawal.isTold) return;
    withdrawal.isTold = true;
    const { clientOrderId, lots, price } = withdrawal.order;
    const task = owners.of(clientOrderId)?.taskId ?? '';
    const data = { ticker: near.ticker, lots, price: price.toFixed(), task };
    journal.write({ taskId, kind: 'way-cleared', severity: 'info', data });
  }

  return {
    /** The near leg as the hedge's decision sees it. */
    seenIn(view: SpreadLegView): SpreadLegView {
      const { ownOrders } = view.market;
      if (!ownOrders.some(isInWay)) return view;
      return { ...view, market: { ...view.market, ownOrders: ownOrders.map(seen) } };
    },
    /** What carries out all that is decided about the near leg. */
    deskOf: (desk: LegLoopOptions<LegDeed>['desk']): LegLoopOptions<HedgeDeed>['desk'] => ({
      async perform(deed) {
        if (deed.kind === 'clear') deed.orders.forEach(begin);
        else await desk.perform(deed);
      },
      blockedUntilMs: (deed) => (deed.kind === 'clear' ? 0 : desk.blockedUntilMs(deed)),
    }),
    /** The end of an order is waited for. */
    isClearing: (): boolean =>
      [...withdrawals.values()].some(({ gone, leavingUntilMs }) => !gone && leavingUntilMs > now()),
    /** When one that could not be withdrawn is tried again. */
    againAtMs: (): number | undefined =>
      [...withdrawals.values()]
        .filter(({ gone, keptUntilMs }) => !gone && keptUntilMs > now())
        .reduce<number | undefined>((atMs, { keptUntilMs }) => sooner(atMs, keptUntilMs), undefined),
    close() {
      for (const end of ends) end();
    },
  };
}
