import { NotFoundError } from '../broker/errors.js';
import { ownersOfOrders } from '../database/index.js';
import { isFinal } from '../domain/order.js';
import type { ExecutionDependencies } from './dependencies.js';
import { isUuid } from './order-owners.js';

/** Foreign orders are told once each; so many are remembered. */
const REMEMBERED = 10_000;

/**
 * Compares the account's working orders with the order log: what a finished task of ours left working is cancelled;
 * what is not in the log (the broker's own app, another program, an installation that is gone) is told of, not touched.
 */
export function createOrderSweep({ db, broker, journal, logger }: ExecutionDependencies) {
  const toldOf = new Set<string>();

  return async function sweepOrders(): Promise<void> {
    const working = (await broker.orders.today()).filter((order) => !isFinal(order.status));
    const owners = await ownersOfOrders(
      db,
      working.flatMap((order) => (isUuid(order.clientOrderId) ? [order.clientOrderId] : [])),
    );
    for (const order of working) {
      const owner = order.clientOrderId === undefined ? undefined : owners.get(order.clientOrderId);
      if (owner?.finished) {
        journal.write({
          taskId: owner.taskId,
          kind: 'leftover-order',
          severity: 'warning',
          data: { number: owner.number },
        });
        await broker.orders.cancel({ brokerOrderId: order.brokerOrderId }).catch((error: unknown) => {
          if (!(error instanceof NotFoundError))
            logger.warn({ err: error, task: owner.taskId }, 'a leftover order is not cancelled yet');
        });
      } else if (!owner && !toldOf.has(order.brokerOrderId)) {
        toldOf.add(order.brokerOrderId);
        if (toldOf.size > REMEMBERED) toldOf.clear();
        const instrument = await broker.instruments.byUid(order.instrumentUid);
        journal.write({
          taskId: null,
          kind: 'foreign-order',
          severity: 'info',
          data: {
            brokerOrderId: order.brokerOrderId,
            ticker: instrument?.ticker ?? order.instrumentUid,
            direction: order.direction,
            lots: order.lotsRequested - order.lotsExecuted,
          },
        });
      }
    }
  };
}
