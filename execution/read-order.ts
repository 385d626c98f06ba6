import type { Broker, OrderReference } from '../broker/broker.js';
import { NotFoundError, RateLimitedError } from '../broker/errors.js';
import type { LegOrder } from '../domain/leg.js';
import type { OrderSnapshot } from '../domain/order.js';

/** By the exchange's id where we have it; a list of the whole day answers for all tasks in doubt at once. */
export async function readOrder(
  { orders }: Pick<Broker, 'orders'>,
  { brokerOrderId }: LegOrder,
  clientOrderId: string,
): Promise<OrderSnapshot | undefined> {
  if (brokerOrderId) {
    try {
      return await orders.state({ brokerOrderId });
    } catch (error) {
      // When many tasks ask at once the single look-ups run out; the list has another limit and serves all of them.
      if (!(error instanceof NotFoundError || error instanceof RateLimitedError)) throw error;
    }
  }
  return (await orders.today()).find((each) => each.clientOrderId === clientOrderId);
}

export const referenceTo = ({ brokerOrderId }: LegOrder, clientOrderId: string): OrderReference =>
  brokerOrderId ? { brokerOrderId } : { clientOrderId };
