import type { Clock } from '../clock.js';
import type { Exchange } from '../exchange/exchange.js';
import type { RefusedOrder } from '../streams/own-orders.js';
import type { Topic } from '../streams/topic.js';
import { OrderKeys } from './order-keys.js';
import { OrderPosting } from './order-posting.js';
import { OrderReplacing } from './order-replacing.js';

export interface Pace {
  /** From the answer to an asynchronous post to the order. */
  readonly asyncMs: number;
  /** Before each of the two halves of a replacement. */
  readonly replaceStepMs: number;
}

/** The ways for an order to come: at once, after its answer, in place of another. */
export interface OrderWays {
  readonly posting: OrderPosting;
  readonly replacing: OrderReplacing;
}

export function createOrderWays({
  exchange,
  refusals,
  pace,
  clock,
}: {
  exchange: Exchange;
  /** Asynchronous orders that were not accepted. */
  refusals: Topic<RefusedOrder>;
  pace: Pace;
  clock: Clock;
}): OrderWays {
  const keys = new OrderKeys(exchange);
  return {
    posting: new OrderPosting({ exchange, keys, refusals, delayMs: pace.asyncMs, clock }),
    replacing: new OrderReplacing({ exchange, keys, stepMs: pace.replaceStepMs }),
  };
}
