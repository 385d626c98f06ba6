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
import { Outbox } from '../streams/outbox.js';
import type { OwnOrders } from '../streams/own-orders.js';
import { pingDelay } from '../streams/pings.js';
import type { StreamRegistry } from '../streams/registry.js';
import { concernOf, namedAccounts } from './lookups.js';
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
      const concerns = concernOf(request.accounts, paper);
      const streamId = randomUUID();
      const outbox = new Outbox<OrderStateStreamResponse>({
        ping: () => ({ ping: ping(streamId) }),
        pingMs: pingDelay(request.pingDelayMillis || request.pingDelayMs),
        signal,
      });
      const leave = streams.enter(paper.method, outbox);
      const unsubscribe = ownOrders.events.subscribe(({ order, shownOrderId }) => {
        if (concerns(order.accountId)) outbox.push({ orderState: toStreamState(order, shownOrderId) });
      });
      const unsubscribeRefusals = ownOrders.refusals.subscribe((refused) => {
        if (concerns(refused.request.account.id)) outbox.push({ orderState: toRefusedState(refused) });
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
      const concerns = concernOf(request.accounts, paper);
      const streamId = randomUUID();
      const outbox = new Outbox<TradesStreamResponse>({
        ping: () => ({ ping: ping(streamId) }),
        pingMs: pingDelay(request.pingDelayMs),
        signal,
      });
      const leave = streams.enter(paper.method, outbox);
      const unsubscribe = exchange.fills.subscribe(({ order, trade }) => {
        if (!concerns(order.accountId)) return;
        outbox.push({
          orderTrades: {
            orderId: order.orderId,
            createdAt: new Date(),
            direction: toDirection(order),
            figi: order.instrument.figi,
            trades: [toOrderTrade(order, trade)],
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
