import {
  type MarketDataRequest,
  type MarketDataResponse,
  MarketDataStreamServiceDefinition,
  OrderBookType,
  type OrderBook as RawBook,
  SubscriptionAction,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Book } from '../../domain/book.js';
import type { Instrument, TradingStatus } from '../../domain/instrument.js';
import { fromStreamedBook, fromStreamedStatus } from '../book-conversions.js';
import type { InstrumentReader, MarketDataHub } from '../broker.js';
import type { GrpcClients } from '../grpc/client.js';
import { keepStreamOpen, PING_MS, type StreamLogger } from './reconnecting-stream.js';
import { RequestQueue } from './request-queue.js';

const BOOK_DEPTH = 10;

interface Watched {
  readonly instrument: Instrument;
  readonly listeners: Set<() => void>;
  raw: RawBook | undefined;
  /** Made from `raw` when it is first read: most books are replaced before anybody looks. */
  book: Book | undefined;
  status: TradingStatus | undefined;
}

export interface MarketDataHubDependencies {
  readonly clients: GrpcClients;
  readonly instruments: InstrumentReader;
  readonly logger: StreamLogger;
}

/**
 * Books and trading statuses for all tasks of a worker over one stream. After a break nothing is known until it is
 * told again. The next step, more than 300 subscriptions, is several of these streams.
 */
export function createMarketDataHub({
  clients,
  instruments,
  logger,
}: MarketDataHubDependencies): MarketDataHub & { close(): void } {
  const client = clients.streamsOf(MarketDataStreamServiceDefinition);
  const watched = new Map<string, Watched>();
  let requests: RequestQueue<MarketDataRequest> | undefined;
  let stream: { close(): void } | undefined;

  const changed = (one: Watched) => {
    for (const listener of one.listeners) listener();
  };

  const open = (signal: AbortSignal): AsyncIterable<MarketDataResponse> => {
    const queue = new RequestQueue<MarketDataRequest>();
    signal.addEventListener('abort', () => queue.end());
    requests = queue;
    queue.push({ pingSettings: { pingDelayMs: PING_MS } });
    const all = [...watched.values()].map(({ instrument }) => instrument);
    for (const request of subscriptions(all, SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE))
      queue.push(request);
    for (const one of watched.values()) void readSnapshot(one);
    return client.marketDataStream(queue, { signal });
  };

  const onMessage = ({ orderbook, tradingStatus }: MarketDataResponse) => {
    const one = watched.get(orderbook?.instrumentUid ?? tradingStatus?.instrumentUid ?? '');
    if (!one) return;
    if (orderbook?.isConsistent) {
      one.raw = orderbook;
      one.book = undefined;
    }
    if (tradingStatus) one.status = fromStreamedStatus(tradingStatus, one.instrument.apiTradable);
    changed(one);
  };

  const onBreak = () => {
    for (const one of watched.values()) {
      one.raw = undefined;
      one.book = undefined;
      one.status = undefined;
      changed(one);
    }
  };

  /** A subscription tells changes; what is true now is read besides, and does not replace what the stream told meanwhile. */
  async function readSnapshot(one: Watched): Promise<void> {
    const { uid } = one.instrument;
    try {
      const [book, status] = await Promise.all([instruments.book(uid), instruments.status(uid)]);
      if (watched.get(uid) !== one) return;
      if (!one.raw) one.book ??= book;
      one.status ??= status;
      changed(one);
    } catch (err) {
      logger.warn({ err, ticker: one.instrument.ticker }, 'a book could not be read; the stream will tell');
    }
  }

  return {
    watch(instrument, onChange) {
      let one = watched.get(instrument.uid);
      if (!one) {
        one = { instrument, listeners: new Set(), raw: undefined, book: undefined, status: undefined };
        watched.set(instrument.uid, one);
        if (stream) {
          for (const request of subscriptions([instrument], SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE))
            requests?.push(request);
          void readSnapshot(one);
        } else stream = keepStreamOpen({ name: 'market data', open, onMessage, onBreak, logger });
      }
      const { listeners } = one;
      listeners.add(onChange);
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0 || watched.get(instrument.uid)?.listeners !== listeners) return;
        watched.delete(instrument.uid);
        for (const request of subscriptions([instrument], SubscriptionAction.SUBSCRIPTION_ACTION_UNSUBSCRIBE))
          requests?.push(request);
      };
    },
    book(uid) {
      const one = watched.get(uid);
      if (!one) return undefined;
      if (one.raw) one.book ??= fromStreamedBook(one.raw);
      return one.book;
    },
    status: (uid) => watched.get(uid)?.status,
    close: () => stream?.close(),
  };
}

function subscriptions(
  instruments: readonly Instrument[],
  subscriptionAction: SubscriptionAction,
): MarketDataRequest[] {
  if (instruments.length === 0) return [];
  const ids = instruments.map(({ uid }) => ({ figi: '', instrumentId: uid }));
  return [
    {
      subscribeOrderBookRequest: {
        subscriptionAction,
        // The default mixes in the broker's own quotes.
        instruments: ids.map((id) => ({
          ...id,
          depth: BOOK_DEPTH,
          orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE,
        })),
      },
    },
    { subscribeInfoRequest: { subscriptionAction, instruments: ids } },
  ];
}
