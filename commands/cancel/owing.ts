import { type Database, ordersOfTask, ratiosOfOrders, type TaskRow } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { OrderSnapshot } from '../../domain/order.js';
import { nearLotsDue, type SpreadRequest } from '../../domain/spread/terms.js';
import { idOfOrder } from './account-now.js';

/** What a spread owes of its hedge, in whole near lots: a worker sends it, stopped or not. */
export interface Owing {
  readonly task: string;
  readonly ticker: string;
  readonly lots: number;
}

/** Of these tasks those that owe, by the order log and what the broker knows beyond it. */
export async function owingOf(
  db: Database,
  { tasks, orders }: { readonly tasks: readonly TaskRow[]; readonly orders: readonly OrderSnapshot[] },
): Promise<Owing[]> {
  const known = new Map(orders.map((order) => [idOfOrder(order), order.lotsExecuted]));
  const owing = await Promise.all(
    tasks
      .filter(({ kind }) => kind === 'spread')
      .map(async ({ key, id, request, wish }): Promise<Owing> => {
        const { lot, nearLot, nearTicker, ratio: asked } = request as SpreadRequest;
        const [logged, ratios] = await Promise.all([ordersOfTask(db, key), ratiosOfOrders(db, key)]);
        const executed = (leg: string) =>
          logged
            .filter((order) => order.leg === leg)
            .reduce(
              (sum, order) => sum + Math.max(order.executedLots, known.get(order.clientOrderId) ?? 0),
              0,
            );
        const ratio = ratios.inForce ?? new Decimal(wish.spread?.ratio ?? asked);
        const due = nearLotsDue({ farLots: executed('far'), farLot: lot, ratio, nearLot });
        return { task: id, ticker: nearTicker, lots: due - executed('near') };
      }),
  );
  return owing.filter(({ lots }) => lots > 0);
}
