import { NotFoundError } from '../broker/errors.js';
import { loggedOrder } from '../database/index.js';
import type { LegOrder } from '../domain/leg.js';
import { type OrderSnapshot, OrderStatus } from '../domain/order.js';
import { endedWithItsDay } from '../domain/past-order.js';
import type { ExecutionDependencies } from './dependencies.js';
import type { LegIdentity } from './leg-record.js';
import type { LegState } from './leg-state.js';

/** A person is asked again after so long. */
const ASK_AGAIN_MS = 3_600_000;

/** What past days left of a leg: orders that the broker has forgotten, of which a person says what became. */
export function createPastOrders(
  { db, broker, journal }: ExecutionDependencies,
  { taskKey, taskId, leg, ticker, direction }: LegIdentity,
  state: Pick<LegState, 'lastSentAtMs'>,
) {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let askedOf: number | undefined;

  const isOpen = () => endedWithItsDay({ sentAtMs: state.lastSentAtMs, nowMs: Date.now() });

  const askPerson = (order: LegOrder, sentAt: Date) => {
    askedOf = order.number;
    if (performance.now() - askedAtMs < ASK_AGAIN_MS) return;
    askedAtMs = performance.now();
    const { number, lots, executed } = order;
    const data = {
      task: taskId,
      ticker,
      direction,
      number,
      lots,
      executed: executed.lots,
      sentAt: sentAt.toISOString(),
    };
    journal.write({ taskId, kind: 'order-needs-person', severity: 'warning', data });
  };

  return {
    /**
     * The last order is of a past day. Where its end is not known its number is not sent again, whether the log can be read
     * or not: a broker that forgot the order may have forgotten its key.
     */
    isOpen,
    /** A person is asked what became of it. */
    isAskedOf: (number: number): boolean => askedOf === number,
    /**
     * The end of the last order, which the broker's lists do not hold, where it is of a past trading day: as the log knows it
     * by now. Undefined while that is not known, and for an order of today, of which the broker's word is enough: a hedge in
     * doubt does not wait for the database.
     */
    async endOf(order: LegOrder): Promise<OrderSnapshot | undefined> {
      if (!isOpen()) return undefined;
      const logged = await loggedOrder(db, { taskKey, leg, number: order.number });
      if (!logged) return undefined;
      // Another executor may have sent it later.
      state.lastSentAtMs = Math.max(state.lastSentAtMs, logged.sentAt.getTime());
      if (logged.state === 'final') {
        const { executedLots, executedValue, commission, clientOrderId, instrumentUid } = logged;
        return {
          brokerOrderId: order.brokerOrderId ?? '',
          clientOrderId,
          instrumentUid,
          direction: logged.direction,
          status: OrderStatus.cancelled,
          lotsRequested: logged.lots,
          lotsExecuted: executedLots,
          executedValue,
          commission,
        };
      }
      if (!isOpen()) return undefined;
      try {
        // The list is of today alone.
        return await broker.orders.state({ clientOrderId: logged.clientOrderId });
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
      }
      askPerson(order, logged.sentAt);
      return undefined;
    },
  };
}
