import {
  type MarketDataRequest,
  type MarketDataResponse,
  MarketDataStreamServiceDefinition,
  OrderBookType,
  type OrderBook as RawBook,
  type TradingStatus as RawStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { GrpcClients } from '../grpc/client.js';
import type { HubTimes } from './hub-times.js';
import {
  type Action,
  AwaitedAnswers,
  type Kind,
  type SubscriptionAnswer,
  SubscriptionChanges,
  subscriptionAnswers,
  subscriptionRequests,
} from './market-requests.js';
import { keepStreamOpen, type StreamLogger } from './reconnecting-stream.js';
import { RequestQueue } from './request-queue.js';

/** What a stream tells of the instruments that it holds now; nothing of what it told before its last break. */
export interface MarketStreamEvents {
  /** A consistent book of the exchange. */
  onBook(raw: RawBook): void;
  onStatus(raw: RawStatus): void;
  /** From now on every change is told. */
  onSubscribed(kind: Kind, uid: string): void;
  /** The connection broke: until the stream tells of them again, nothing is known of these. */
  onBreak(uids: ReadonlySet<string>): void;
}

/** What a stream cannot do; the instruments must go elsewhere. */
export interface MarketStreamTroubles {
  /** The broker counts as many subscriptions here as a stream may have. */
  onFull(uid: string): void;
  /** The broker has no room for this stream. */
  onRefused(): void;
}

export interface MarketStream {
  readonly uids: ReadonlySet<string>;
  add(uid: string): void;
  remove(uid: string): void;
  close(): void;
}

export interface MarketStreamDependencies {
  readonly clients: GrpcClients;
  readonly times: HubTimes;
  readonly logger: StreamLogger;
}

/** One stream with the instruments that it is to tell of, over as many connections as it takes. */
export function openMarketStream(
  { clients, times, logger }: MarketStreamDependencies,
  { onBook, onStatus, onSubscribed, onBreak, onFull, onRefused }: MarketStreamEvents & MarketStreamTroubles,
): MarketStream {
  const client = clients.streamsOf(MarketDataStreamServiceDefinition);
  const uids = new Set<string>();
  /** Of the connection that is open now. */
  let requests: RequestQueue<MarketDataRequest> | undefined;
  let answers = new AwaitedAnswers();

  const ask = (named: readonly string[], action: Action) => {
    answers.sent(named, action);
    for (const request of subscriptionRequests(named, action)) requests?.push(request);
  };
  const changes = new SubscriptionChanges(ask);

  const open = (signal: AbortSignal): AsyncIterable<MarketDataResponse> => {
    const queue = new RequestQueue<MarketDataRequest>();
    signal.addEventListener('abort', () => queue.end());
    requests = queue;
    answers = new AwaitedAnswers();
    // A new connection asks for everything: what was gathered for the one before is void.
    changes.clear();
    queue.push({ pingSettings: { pingDelayMs: times.pingMs } });
    ask([...uids], 'subscribe');
    return client.marketDataStream(queue, { signal });
  };

  const onMessage = (message: MarketDataResponse) => {
    const { orderbook, tradingStatus } = message;
    if (orderbook) {
      const isDealers = orderbook.orderBookType === OrderBookType.ORDERBOOK_TYPE_DEALER;
      if (orderbook.isConsistent && !isDealers && isTold('book', orderbook.instrumentUid)) onBook(orderbook);
    } else if (tradingStatus) {
      if (isTold('status', tradingStatus.instrumentUid)) onStatus(tradingStatus);
    } else {
      for (const answer of subscriptionAnswers(message)) onAnswer(answer);
    }
  };

  const isTold = (kind: Kind, uid: string) => uids.has(uid) && !answers.isEnding(kind, uid);

  const onAnswer = (answer: SubscriptionAnswer) => {
    const { kind, instrumentUid: uid, refusal, isFull } = answer;
    if (!answers.isToSubscription(answer) || !uids.has(uid)) return;
    if (refusal === undefined) return onSubscribed(kind, uid);
    logger.warn({ instrumentUid: uid, kind, refusal }, 'the broker refused a market-data subscription');
    if (isFull) return onFull(uid);
    // The broker may be well by then, or the instrument listed.
    const refusedBy = requests;
    const askAgain = () => {
      if (requests !== undefined && requests === refusedBy && uids.has(uid)) changes.add(uid, 'subscribe');
    };
    setTimeout(askAgain, times.refusedMs * (1 + Math.random() / 2)).unref();
  };

  const stream = keepStreamOpen({
    name: 'market data',
    open,
    onMessage,
    onBreak: ({ refused }) => {
      requests = undefined;
      onBreak(uids);
      if (refused) onRefused();
    },
    times,
    logger,
  });

  return {
    uids,
    add(uid) {
      uids.add(uid);
      if (requests) changes.add(uid, 'subscribe');
    },
    remove(uid) {
      if (uids.delete(uid) && requests) changes.add(uid, 'unsubscribe');
    },
    close() {
      requests = undefined;
      stream.close();
    },
  };
}
