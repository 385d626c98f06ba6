import { randomUUID } from 'node:crypto';
import {
  type OperationsStreamServiceImplementation,
  type PortfolioStreamResponse,
  PortfolioSubscriptionStatus,
  PositionsAccountSubscriptionStatus,
  type PositionsStreamResponse,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCallContext, PaperContext } from '../grpc/call.js';
import { Outbox } from '../streams/outbox.js';
import { pingDelay } from '../streams/pings.js';
import type { StreamRegistry } from '../streams/registry.js';
import { namedAccounts } from './lookups.js';
import { toPortfolio } from './portfolio-messages.js';
import { toPositionData, toPositions } from './position-messages.js';

export const createOperationsStreamService = ({
  exchange,
  streams,
}: {
  exchange: Exchange;
  streams: StreamRegistry;
}): OperationsStreamServiceImplementation<PaperContext> => {
  const open = <Message>(
    { paper, signal }: PaperCallContext,
    pingDelayMs: number | undefined,
    ping: (message: { time: Date; streamId: string; pingRequestTime: undefined }) => Message,
  ) => {
    const streamId = randomUUID();
    const outbox = new Outbox<Message>({
      ping: () => ping({ time: new Date(), streamId, pingRequestTime: undefined }),
      pingMs: pingDelay(pingDelayMs),
      signal,
    });
    const leave = streams.enter(paper.method, outbox);
    return { outbox, leave, ids: { trackingId: paper.trackingId, streamId } };
  };

  return {
    async *positionsStream(request, context) {
      const accounts = namedAccounts(exchange, request.accounts, context.paper);
      const { outbox, leave, ids } = open<PositionsStreamResponse>(
        context,
        request.pingSettings?.pingDelayMs,
        (ping) => ({ ping }),
      );
      const subscriptionStatus = PositionsAccountSubscriptionStatus.POSITIONS_SUBSCRIPTION_STATUS_SUCCESS;
      outbox.push({
        subscriptions: {
          accounts: accounts.map((accountId) => ({ accountId, subscriptionStatus })),
          ...ids,
        },
      });
      const unsubscribe = exchange.accounts.changes.subscribe(({ account, instruments }) => {
        if (accounts.includes(account.id)) outbox.push({ position: toPositionData(account, instruments) });
      });
      for (const id of request.withInitialPositions ? accounts : []) {
        const account = exchange.account(id);
        if (account) outbox.push({ initialPositions: toPositions(account) });
      }
      yield* outbox.read(() => {
        unsubscribe();
        leave();
      });
    },

    /** The whole portfolio at once and after every change of what is held; prices alone send nothing. */
    async *portfolioStream(request, context) {
      const accounts = namedAccounts(exchange, request.accounts, context.paper);
      const { outbox, leave, ids } = open<PortfolioStreamResponse>(
        context,
        request.pingSettings?.pingDelayMs,
        (ping) => ({ ping }),
      );
      const subscriptionStatus = PortfolioSubscriptionStatus.PORTFOLIO_SUBSCRIPTION_STATUS_SUCCESS;
      outbox.push({
        subscriptions: {
          accounts: accounts.map((accountId) => ({ accountId, subscriptionStatus })),
          ...ids,
        },
      });
      const tell = (id: string) => {
        const account = exchange.account(id);
        if (account && accounts.includes(id)) outbox.push({ portfolio: toPortfolio(exchange, account) });
      };
      const unsubscribe = exchange.accounts.changes.subscribe(({ account }) => tell(account.id));
      for (const id of accounts) tell(id);
      yield* outbox.read(() => {
        unsubscribe();
        leave();
      });
    },
  };
};
