import { randomUUID } from 'node:crypto';
import { ResultSubscriptionStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import type {
  OrderStateStreamResponse,
  OrdersStreamServiceImplementation,
  TradesStreamResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import type { NewerOrderStateStreamRequest } from '../grpc/newer-fields.js';
import { tradesOf } from '../state/order.js';
import { Outbox } from '../streams/outbox.js';
import type { OwnOrders } from '../streams/own-orders.js';
import { pingDelay } from '../streams/pings.js';
import type { StreamRegistry } from '../streams/registry.js';
import { namedAccounts } from './lookups.js';
import { toDirection, toOrderTrade, toStreamState } from './order-messages.js';
import { toRefusedState } from './refused-order.js';

export const createOrdersStreamService = ({
  exchange,
  ownOrders,
  streams,
}: {
  exchange: Exchange;
  ownOrders: OwnOrders;
  streams: StreamRegistry;
}): OrdersStreamServiceImplementation<PaperContext> => {
  const ping = (streamId: string) => ({ time: new Date(), streamId, pingRequestTime: undefined });
  const subscription = (trackingId: string, streamId: string, accounts: string[]) => ({
    trackingId,
    status: ResultSubscriptionStatus.RESULT_SUBSCRIPTION_STATUS_OK,
    streamId,
    accounts,
    error: undefined,
  });

  return {
    async *orderStateStream(request: NewerOrderStateStreamRequest, { paper, signal }) {
      const accounts = namedAccounts(exchange, request.accounts, paper);
      const streamId = randomUUID();
      const outbox = new Outbox<OrderStateStreamResponse>({
        ping: () => ({ ping: ping(streamId) }),
        pingMs: pingDelay(request.pingDelayMillis || request.pingDelayMs),
        signal,
      });
      const leave = streams.enter(paper.method, outbox);
      const unsubscribe = ownOrders.events.subscribe(({ order, shownOrderId }) => {
        if (accounts.includes(order.accountId))
          outbox.push({ orderState: toStreamState(order, shownOrderId) });
      });
      const unsubscribeRefusals = ownOrders.refusals.subscribe((refused) => {
        if (accounts.includes(refused.request.account.id))
          outbox.push({ orderState: toRefusedState(refused) });
      });
      outbox.push({ subscription: subscription(paper.trackingId, streamId, accounts) });
      yield* outbox.read(() => {
        unsubscribe();
        unsubscribeRefusals();
        leave();
      });
    },

    async *tradesStream(request, { paper, signal }) {
      const accounts = namedAccounts(exchange, request.accounts, paper);
      const streamId = randomUUID();
      const outbox = new Outbox<TradesStreamResponse>({
        ping: () => ({ ping: ping(streamId) }),
        pingMs: pingDelay(request.pingDelayMs),
        signal,
      });
      const leave = streams.enter(paper.method, outbox);
      const unsubscribe = exchange.orders.subscribe((order) => {
        const last = tradesOf(order).at(-1);
        // Every fill is one change of its order; a change without a fill ends it.
        const filled = last && order.cause === undefined;
        if (!filled || !accounts.includes(order.accountId)) return;
        outbox.push({
          orderTrades: {
            orderId: order.orderId,
            createdAt: new Date(),
            direction: toDirection(order),
            figi: order.instrument.figi,
            trades: [toOrderTrade(order, last)],
            accountId: order.accountId,
            instrumentUid: order.instrument.uid,
          },
        });
      });
      outbox.push({ subscription: subscription(paper.trackingId, streamId, accounts) });
      yield* outbox.read(() => {
        unsubscribe();
        leave();
      });
    },
  };
};
