import { randomUUID } from 'node:crypto';
import {
  type MarketDataRequest,
  type MarketDataResponse,
  OrderBookType,
  SubscriptionAction,
  SubscriptionStatus,
  TradeSourceType,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import { toLastPrice, toStreamBook, toStreamStatus, toTrade } from '../services/market-messages.js';
import type { BookFeed } from './book-feed.js';

const MOST_SUBSCRIPTIONS = 300;
const DEPTHS = new Set([1, 10, 20, 30, 40, 50]);

interface BookSubscription {
  readonly depth: number;
  readonly type: OrderBookType;
  readonly subscriptionId: string;
}

type Named = { readonly figi: string; readonly instrumentId: string };

/** What one market-data stream is subscribed to; answers requests and passes on what was asked for. */
export class MarketSubscriptions {
  readonly #exchange: Exchange;
  readonly #push: (message: MarketDataResponse) => void;
  readonly #streamId: string;
  readonly #trackingId: string;
  readonly #watch: (instrument: PaperInstrument) => void;
  readonly #books = new Map<string, BookSubscription>();
  readonly #trades = new Map<string, string>();
  readonly #infos = new Map<string, string>();
  readonly #lastPrices = new Map<string, string>();
  readonly #endings: readonly (() => void)[];

  constructor(parts: {
    exchange: Exchange;
    bookFeed: BookFeed;
    push: (message: MarketDataResponse) => void;
    streamId: string;
    trackingId: string;
    watch: (instrument: PaperInstrument) => void;
  }) {
    this.#exchange = parts.exchange;
    this.#push = parts.push;
    this.#streamId = parts.streamId;
    this.#trackingId = parts.trackingId;
    this.#watch = parts.watch;
    this.#endings = [
      parts.bookFeed.changes.subscribe((change) => {
        const subscription = this.#books.get(change.listing.instrument.uid);
        if (subscription) this.#push(change.message(subscription));
      }),
      parts.exchange.trades.subscribe((trade) => {
        const { uid } = trade.instrument;
        if (this.#trades.has(uid)) this.#push({ trade: toTrade(trade) });
        if (this.#lastPrices.has(uid))
          this.#push({ lastPrice: toLastPrice(this.#exchange.listing(trade.instrument)) });
      }),
      parts.exchange.conditions.subscribe((instrument) => {
        if (this.#infos.has(instrument.uid))
          this.#push({ tradingStatus: toStreamStatus(this.#exchange, instrument) });
      }),
    ];
  }

  /** Of every kind. */
  get size(): number {
    return this.#books.size + this.#trades.size + this.#infos.size + this.#lastPrices.size;
  }

  close(): void {
    for (const end of this.#endings) end();
  }

  /** Keeps what is subscribed to lively. */
  touch(): void {
    for (const uid of [...this.#books.keys(), ...this.#trades.keys(), ...this.#lastPrices.keys()]) {
      const instrument = this.#exchange.catalogue.byUid(uid);
      if (instrument) this.#watch(instrument);
    }
  }

  handle(request: MarketDataRequest): void {
    if (request.subscribeOrderBookRequest) this.#bookRequest(request.subscribeOrderBookRequest);
    if (request.subscribeInfoRequest) this.#infoRequest(request.subscribeInfoRequest);
    if (request.subscribeLastPriceRequest) this.#lastPriceRequest(request.subscribeLastPriceRequest);
    if (request.subscribeTradesRequest) this.#tradesRequest(request.subscribeTradesRequest);
    if (request.subscribeCandlesRequest) this.#candlesRequest(request.subscribeCandlesRequest);
  }

  #bookRequest({
    instruments,
    subscriptionAction,
  }: NonNullable<MarketDataRequest['subscribeOrderBookRequest']>): void {
    const found: PaperInstrument[] = [];
    const orderBookSubscriptions = instruments.map((wanted) => {
      // Exchange and dealer books together is what the broker sends to those who do not choose.
      const type = wanted.orderBookType || OrderBookType.ORDERBOOK_TYPE_ALL;
      const { depth } = wanted;
      const subscriptionId = randomUUID();
      const subscription = { depth, type, subscriptionId };
      const result = DEPTHS.has(depth)
        ? this.#change(this.#books, { wanted, action: subscriptionAction, subscription })
        : { status: SubscriptionStatus.SUBSCRIPTION_STATUS_DEPTH_IS_INVALID, instrument: undefined };
      if (result.instrument) found.push(result.instrument);
      return { ...this.#named(wanted, result), depth, subscriptionId, orderBookType: type };
    });
    this.#push({ subscribeOrderBookResponse: { trackingId: this.#trackingId, orderBookSubscriptions } });
    for (const instrument of found) {
      const subscription = this.#books.get(instrument.uid);
      this.#watch(instrument);
      if (subscription)
        this.#push({ orderbook: toStreamBook(this.#exchange.listing(instrument), subscription) });
    }
  }

  #infoRequest({
    instruments,
    subscriptionAction,
  }: NonNullable<MarketDataRequest['subscribeInfoRequest']>): void {
    const { subscriptions, found } = this.#simple(this.#infos, instruments, subscriptionAction);
    this.#push({ subscribeInfoResponse: { trackingId: this.#trackingId, infoSubscriptions: subscriptions } });
    for (const instrument of found) this.#push({ tradingStatus: toStreamStatus(this.#exchange, instrument) });
  }

  #lastPriceRequest({
    instruments,
    subscriptionAction,
  }: NonNullable<MarketDataRequest['subscribeLastPriceRequest']>): void {
    const { subscriptions, found } = this.#simple(this.#lastPrices, instruments, subscriptionAction);
    this.#push({
      subscribeLastPriceResponse: { trackingId: this.#trackingId, lastPriceSubscriptions: subscriptions },
    });
    for (const instrument of found) {
      this.#watch(instrument);
      this.#push({ lastPrice: toLastPrice(this.#exchange.listing(instrument)) });
    }
  }

  #tradesRequest({
    instruments,
    subscriptionAction,
  }: NonNullable<MarketDataRequest['subscribeTradesRequest']>): void {
    const { subscriptions, found } = this.#simple(this.#trades, instruments, subscriptionAction);
    for (const instrument of found) this.#watch(instrument);
    const tradeSource = TradeSourceType.TRADE_SOURCE_EXCHANGE;
    this.#push({
      subscribeTradesResponse: {
        trackingId: this.#trackingId,
        tradeSubscriptions: subscriptions,
        tradeSource,
      },
    });
  }

  /** Candles are not served yet, and an answer of success would be a lie. */
  #candlesRequest({ instruments }: NonNullable<MarketDataRequest['subscribeCandlesRequest']>): void {
    const candlesSubscriptions = instruments.map((wanted) => ({
      figi: wanted.figi,
      interval: wanted.interval,
      subscriptionStatus: SubscriptionStatus.SUBSCRIPTION_STATUS_INTERNAL_ERROR,
      instrumentUid: this.#exchange.catalogue.find(wanted.instrumentId || wanted.figi)?.uid ?? '',
      waitingClose: false,
      streamId: this.#streamId,
      subscriptionId: randomUUID(),
      candleSourceType: undefined,
    }));
    this.#push({ subscribeCandlesResponse: { trackingId: this.#trackingId, candlesSubscriptions } });
  }

  #simple(subscriptions: Map<string, string>, instruments: readonly Named[], action: SubscriptionAction) {
    const found: PaperInstrument[] = [];
    const answers = instruments.map((wanted) => {
      const subscriptionId = randomUUID();
      const result = this.#change(subscriptions, { wanted, action, subscription: subscriptionId });
      if (result.instrument) found.push(result.instrument);
      return { ...this.#named(wanted, result), subscriptionId };
    });
    return { subscriptions: answers, found };
  }

  /** @returns the instrument when it is subscribed now. */
  #change<T>(
    subscriptions: Map<string, T>,
    { wanted, action, subscription }: { wanted: Named; action: SubscriptionAction; subscription: T },
  ): { status: SubscriptionStatus; instrument: PaperInstrument | undefined } {
    const refused = (status: SubscriptionStatus) => ({ status, instrument: undefined });
    const instrument = this.#exchange.catalogue.find(wanted.instrumentId || wanted.figi);
    if (!instrument) return refused(SubscriptionStatus.SUBSCRIPTION_STATUS_INSTRUMENT_NOT_FOUND);
    if (action === SubscriptionAction.SUBSCRIPTION_ACTION_UNSUBSCRIBE) {
      const known = subscriptions.delete(instrument.uid);
      const { SUBSCRIPTION_STATUS_SUCCESS, SUBSCRIPTION_STATUS_SUBSCRIPTION_NOT_FOUND } = SubscriptionStatus;
      return refused(known ? SUBSCRIPTION_STATUS_SUCCESS : SUBSCRIPTION_STATUS_SUBSCRIPTION_NOT_FOUND);
    }
    if (action !== SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE) {
      return refused(SubscriptionStatus.SUBSCRIPTION_STATUS_SUBSCRIPTION_ACTION_IS_INVALID);
    }
    // Info subscriptions are not counted.
    const counted = this.#books.size + this.#trades.size;
    const limited = (subscriptions as unknown) !== this.#infos && !subscriptions.has(instrument.uid);
    if (limited && counted >= MOST_SUBSCRIPTIONS)
      return refused(SubscriptionStatus.SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED);
    subscriptions.set(instrument.uid, subscription);
    return { status: SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS, instrument };
  }

  #named({ figi, instrumentId }: Named, { status }: { status: SubscriptionStatus }) {
    const instrument = this.#exchange.catalogue.find(instrumentId || figi);
    return {
      figi: instrument?.figi ?? figi,
      subscriptionStatus: status,
      instrumentUid: instrument?.uid ?? instrumentId,
      streamId: this.#streamId,
    };
  }
}
