import {
  type MarketDataRequest,
  type MarketDataResponse,
  MarketDataStreamServiceDefinition,
  OrderBookType,
  type OrderBook as RawBook,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Book } from '../../domain/book.js';
import type { Decimal } from '../../domain/decimal.js';
import type { Instrument, TradingStatus } from '../../domain/instrument.js';
import { fromStreamedBook, fromStreamedStatus } from '../book-conversions.js';
import type { MarketDataHub } from '../broker.js';
import type { GrpcClients } from '../grpc/client.js';
import type { CachedInstruments } from '../instruments.js';
import { scaleOf } from '../price-scale.js';
import { createListeners, type Listeners } from './listeners.js';
import {
  type SubscriptionAnswer,
  SubscriptionChanges,
  subscriptionAnswers,
  subscriptionRequests,
} from './market-requests.js';
import { createMarketSnapshots } from './market-snapshots.js';
import { HUB_TIMES, type HubTimes, keepStreamOpen, type StreamLogger } from './reconnecting-stream.js';
import { RequestQueue } from './request-queue.js';

/** A refused subscription is asked for again: the limit may have room by then, the broker may be well. */
const REFUSED_AGAIN_MS = 10_000;

interface Watched {
  readonly instrument: Instrument;
  readonly listeners: Listeners<[]>;
  raw: RawBook | undefined;
  /** When `raw` came, in monotonic milliseconds. */
  receivedAtMs: number;
  /** Made from `raw` when it is first read: most books are replaced before anybody looks. */
  book: Book | undefined;
  /** That `book` was made with: of another one it is made anew. */
  priceStep: Decimal | undefined;
  status: TradingStatus | undefined;
}

export interface MarketDataHubDependencies {
  readonly clients: GrpcClients;
  readonly instruments: Pick<CachedInstruments, 'book' | 'statuses'>;
  /** @default HUB_TIMES */
  readonly times?: HubTimes;
  readonly logger: StreamLogger;
}

/**
 * Books and trading statuses for all tasks of a worker over one stream. After a break nothing is known until it is
 * told again. A stream takes 300 subscriptions: the place for several of them is here, one for each so many instruments.
 */
export function createMarketDataHub({
  clients,
  instruments,
  times = HUB_TIMES,
  logger,
}: MarketDataHubDependencies): MarketDataHub & { close(): void } {
  const client = clients.streamsOf(MarketDataStreamServiceDefinition);
  const watched = new Map<string, Watched>();
  let requests: RequestQueue<MarketDataRequest> | undefined;
  let stream: { close(): void } | undefined;
  const changes = new SubscriptionChanges((request) => requests?.push(request));

  const snapshots = createMarketSnapshots({
    instruments,
    logger,
    // What the stream told meanwhile is newer than an answer that was under way.
    onBook: (uid, book) => {
      const one = watched.get(uid);
      if (!one || one.raw) return;
      one.book = { ...book, receivedAtMs: performance.now() };
      one.listeners.tell();
    },
    onStatus: (uid, status) => {
      const one = watched.get(uid);
      if (!one || one.status) return;
      one.status = status;
      one.listeners.tell();
    },
  });

  const open = (signal: AbortSignal): AsyncIterable<MarketDataResponse> => {
    const queue = new RequestQueue<MarketDataRequest>();
    signal.addEventListener('abort', () => queue.end());
    requests = queue;
    changes.clear();
    queue.push({ pingSettings: { pingDelayMs: times.pingMs } });
    const all = [...watched.keys()];
    for (const request of subscriptionRequests(all, 'subscribe')) queue.push(request);
    return client.marketDataStream(queue, { signal });
  };

  const onMessage = (message: MarketDataResponse) => {
    const { orderbook, tradingStatus } = message;
    if (orderbook) {
      const one = watched.get(orderbook.instrumentUid);
      const isDealers = orderbook.orderBookType === OrderBookType.ORDERBOOK_TYPE_DEALER;
      if (!one || isDealers || !orderbook.isConsistent) return;
      snapshots.forget('book', orderbook.instrumentUid);
      one.raw = orderbook;
      one.receivedAtMs = performance.now();
      one.book = undefined;
      one.listeners.tell();
    } else if (tradingStatus) {
      const one = watched.get(tradingStatus.instrumentUid);
      if (!one) return;
      snapshots.forget('status', tradingStatus.instrumentUid);
      one.status = fromStreamedStatus(tradingStatus, one.instrument.apiTradable);
      one.listeners.tell();
    } else {
      for (const answer of subscriptionAnswers(message)) onSubscription(answer);
    }
  };

  /**
   * A reading from before the subscription holds could miss a change between the two; one without a subscription would
   * grow old unseen.
   */
  const onSubscription = ({ kind, instrumentUid: uid, refusal }: SubscriptionAnswer) => {
    const one = watched.get(uid);
    if (!one) return;
    if (refusal === undefined) {
      const isKnown = kind === 'book' ? one.raw || one.book : one.status;
      if (!isKnown) snapshots.want(kind, uid);
      return;
    }
    logger.warn({ instrumentUid: uid, kind, refusal }, 'the broker refused a market-data subscription');
    const askedBy = requests;
    const askAgain = () => {
      if (requests === askedBy && watched.get(uid) === one) changes.add(uid, 'subscribe');
    };
    setTimeout(askAgain, REFUSED_AGAIN_MS).unref();
  };

  const onBreak = () => {
    requests = undefined;
    snapshots.forgetAll();
    for (const one of watched.values()) {
      one.raw = undefined;
      one.book = undefined;
      one.status = undefined;
      one.listeners.tell();
    }
  };

  const start = (instrument: Instrument): Watched => {
    const { uid } = instrument;
    const one: Watched = {
      instrument,
      listeners: createListeners<[]>(logger),
      raw: undefined,
      receivedAtMs: 0,
      book: undefined,
      priceStep: undefined,
      status: undefined,
    };
    watched.set(uid, one);
    if (requests) changes.add(uid, 'subscribe');
    stream ??= keepStreamOpen({
      name: 'market data',
      open,
      onMessage,
      onBreak,
      silenceMs: times.silenceMs,
      logger,
    });
    return one;
  };

  const end = (one: Watched) => {
    const { uid } = one.instrument;
    if (one.listeners.size > 0 || watched.get(uid) !== one) return;
    watched.delete(uid);
    snapshots.forget('book', uid);
    snapshots.forget('status', uid);
    if (watched.size > 0) {
      if (requests) changes.add(uid, 'unsubscribe');
      return;
    }
    // The broker ends a stream without subscriptions by itself, with an error.
    stream?.close();
    stream = undefined;
    requests = undefined;
  };

  return {
    watch(instrument, onChange) {
      const one = watched.get(instrument.uid) ?? start(instrument);
      const stopListening = one.listeners.add(onChange);
      return () => {
        stopListening();
        if (times.lingerMs > 0) setTimeout(() => end(one), times.lingerMs).unref();
        else end(one);
      };
    },
    book(uid) {
      const one = watched.get(uid);
      if (!one?.raw) return one?.book;
      const { priceStep } = one.instrument;
      if (!one.book || one.priceStep !== priceStep) {
        one.book = { ...fromStreamedBook(one.raw, scaleOf(one.instrument)), receivedAtMs: one.receivedAtMs };
        one.priceStep = priceStep;
      }
      return one.book;
    },
    status: (uid) => watched.get(uid)?.status,
    close() {
      snapshots.forgetAll();
      stream?.close();
    },
  };
}
