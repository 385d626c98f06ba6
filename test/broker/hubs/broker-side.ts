/** The broker's side of the market-data stream, played by a test. */
import {
  type MarketDataRequest,
  MarketDataResponse,
  SubscriptionAction,
  type SubscriptionStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { GrpcClients } from '../../../broker/grpc/client.js';
import type { MarketDataHubDependencies } from '../../../broker/hubs/market-data-hub.js';
import { RequestQueue } from '../../../broker/hubs/request-queue.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { SILENT } from '../paper-broker.js';

export interface Opened {
  readonly requests: MarketDataRequest[];
  readonly say: RequestQueue<MarketDataResponse>;
}

/** @param opened gets every stream as the hub opens it */
export function brokerSide(opened: Opened[]): MarketDataHubDependencies {
  const client = {
    marketDataStream(asked: AsyncIterable<MarketDataRequest>, { signal }: { signal: AbortSignal }) {
      const one: Opened = { requests: [], say: new RequestQueue() };
      opened.push(one);
      signal.addEventListener('abort', () => one.say.end());
      void (async () => {
        for await (const request of asked) one.requests.push(request);
      })();
      return one.say;
    },
  };
  return {
    clients: { streamsOf: () => client } as unknown as GrpcClients,
    instruments: { book: () => new Promise(() => undefined), statuses: async () => new Map() },
    logger: SILENT,
  };
}

export const instrument = (uid: string): Instrument => ({
  uid,
  figi: uid,
  ticker: uid,
  classCode: 'TQBR',
  isin: '',
  name: uid,
  exchange: 'MOEX',
  onMoex: true,
  kind: 'share',
  currency: 'RUB',
  lot: 1,
  priceStep: new Decimal('0.01'),
  apiTradable: true,
  buyAvailable: true,
  sellAvailable: true,
  shortEnabled: true,
  positionUid: uid,
});
/** Of all streams so far: which books were asked for, and given up. */
export const asked = ({ requests }: Opened) =>
  requests.flatMap(({ subscribeOrderBookRequest: request }) =>
    request
      ? [
          [
            request.subscriptionAction === SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE ? '+' : '-',
            ...request.instruments.map(({ instrumentId }) => instrumentId),
          ].join(' '),
        ]
      : [],
  );
export const bookOf = (instrumentUid: string, bid: number, isConsistent = true) =>
  MarketDataResponse.fromJSON({
    orderbook: {
      instrumentUid,
      isConsistent,
      bids: [{ price: { units: bid, nano: 0 }, quantity: 1 }],
      asks: [],
    },
  });

/** The broker's answer to what was asked of books. */
export const answerOf = (subscriptionStatus: SubscriptionStatus, ...uids: string[]) =>
  MarketDataResponse.fromJSON({
    subscribeOrderBookResponse: {
      orderBookSubscriptions: uids.map((instrumentUid) => ({ instrumentUid, subscriptionStatus })),
    },
  });
