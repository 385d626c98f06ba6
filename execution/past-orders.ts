import { NotFoundError } from '../broker/errors.js';
import { loggedOrder } from '../database/index.js';
import type { LegOrder } from '../domain/leg.js';
import { type OrderSnapshot, OrderStatus } from '../domain/order.js';
import { endedWithItsDay } from '../domain/past-order.js';
import type { ExecutionDependencies } from './dependencies.js';
import type { LegIdentity } from './leg-record.js';

/** A person is asked again after so long. */
const ASK_AGAIN_MS = 3_600_000;

/** What past days left of a leg: orders that the broker has forgotten, of which a person says what became. */
export function createPastOrders(
  { db, broker, journal }: ExecutionDependencies,
  { taskKey, taskId, leg, ticker, direction }: LegIdentity,
) {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let open: number | undefined;

  const askPerson = (order: LegOrder, sentAt: Date) => {
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
     * A person is asked what became of it. Its number is not sent again meanwhile: a broker that forgot the order may
     * have forgotten its key.
     */
    isOpen: (number: number): boolean => open === number,
    /**
     * The end of an order that the broker's lists do not hold, where it is of a past trading day: as the log knows it by
     * now. Undefined while that is not known, and for an order of today.
     */
    async endOf(order: LegOrder): Promise<OrderSnapshot | undefined> {
      const logged = await loggedOrder(db, { taskKey, leg, number: order.number });
      if (!logged) return undefined;
      open = undefined;
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
      if (!endedWithItsDay({ sentAtMs: logged.sentAt.getTime(), nowMs: Date.now() })) return undefined;
      try {
        // The list is of today alone.
        return await broker.orders.state({ clientOrderId: logged.clientOrderId });
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
      }
      open = order.number;
      askPerson(order, logged.sentAt);
      return undefined;
    },
  };
}
