import type { MarketDataRequest, MarketDataResponse } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Candles } from '../candles/candles.js';
import type { Clock } from '../clock.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { Random } from '../market/random.js';
import { toLastPrice, toStreamStatus } from '../services/market-messages.js';
import type { BookFeed } from './book-feed.js';
import { BookSubscriptions, type BookTerms } from './market/book-subscriptions.js';
import { CandleSubscriptions, type CandleTerms } from './market/candle-subscriptions.js';
import { simpleKinds } from './market/simple-subscriptions.js';
import { type Answer, SubscriptionList } from './market/subscription-list.js';

const MOST_SUBSCRIPTIONS = 300;

export interface MarketSources {
  readonly exchange: Exchange;
  readonly bookFeed: BookFeed;
  readonly candles: Candles;
  readonly clock: Clock;
  readonly watch: (instrument: PaperInstrument) => void;
  /** A source of books that a careless client stumbles over, for one stream. */
  readonly oddities: () => Random;
  /** While the market is calm, no such book is sent. */
  readonly isCalm: () => boolean;
}

/** What one market-data stream is subscribed to; answers requests and passes on what was asked for. */
export class MarketSubscriptions {
  readonly #sources: MarketSources;
  readonly #push: (message: MarketDataResponse) => void;
  readonly #books: BookSubscriptions;
  readonly #candles: CandleSubscriptions;
  readonly #simple: ReturnType<typeof simpleKinds>;

  constructor(
    sources: MarketSources,
    {
      push,
      streamId,
      trackingId,
    }: { push: (message: MarketDataResponse) => void; streamId: string; trackingId: string },
  ) {
    const { exchange } = sources;
    this.#sources = sources;
    this.#push = push;
    // Candles, books and trades are counted together.
    const counted = () => books.size + trades.size + candles.size;
    const list = <T>(hasRoom: () => boolean) => new SubscriptionList<T>({ exchange, streamId, hasRoom });
    const limited = () => counted() < MOST_SUBSCRIPTIONS;
    const books = list<BookTerms>(limited);
    const candles = list<CandleTerms>(limited);
    const trades = list<undefined>(limited);
    const lists = { trades, infos: list<undefined>(() => true), lastPrices: list<undefined>(limited) };
    const voice = { push, trackingId };
    this.#books = new BookSubscriptions({ ...sources, ...voice, list: books, oddities: sources.oddities() });
    this.#candles = new CandleSubscriptions({ ...sources, ...voice, list: candles });
    this.#simple = simpleKinds({ exchange, ...voice, lists });
  }

  /** Of every kind. */
  get size(): number {
    const { trades, infos, lastPrices } = this.#simple;
    return [this.#books, this.#candles, trades, infos, lastPrices].reduce(
      (sum, { list }) => sum + list.size,
      0,
    );
  }

  close(): void {
    this.#books.close();
    this.#candles.close();
    for (const end of this.#simple.endings) end();
  }

  /** Keeps what is subscribed to lively. */
  touch(): void {
    const { trades, lastPrices } = this.#simple;
    for (const { list } of [this.#books, this.#candles, trades, lastPrices])
      for (const { instrument } of list.all) this.#sources.watch(instrument);
  }

  handle(request: MarketDataRequest): void {
    const { exchange } = this.#sources;
    const { trades, infos, lastPrices } = this.#simple;
    if (request.subscribeOrderBookRequest) {
      const answers = this.#books.handle(request.subscribeOrderBookRequest);
      this.#watched(answers);
      this.#books.snapshot(answers);
    }
    if (request.subscribeInfoRequest) {
      for (const { subscription } of infos.handle(request.subscribeInfoRequest))
        if (subscription) this.#push({ tradingStatus: toStreamStatus(exchange, subscription.instrument) });
    }
    if (request.subscribeLastPriceRequest) {
      for (const instrument of this.#watched(lastPrices.handle(request.subscribeLastPriceRequest)))
        this.#push({ lastPrice: toLastPrice(exchange.listing(instrument)) });
    }
    if (request.subscribeTradesRequest) this.#watched(trades.handle(request.subscribeTradesRequest));
    if (request.subscribeCandlesRequest) {
      const answers = this.#candles.handle(request.subscribeCandlesRequest);
      this.#watched(answers);
      this.#candles.snapshot(answers);
    }
    if (request.getMySubscriptions)
      for (const kind of [lastPrices, infos, trades, this.#books, this.#candles]) kind.tellMine();
  }

  #watched(answers: readonly Answer<unknown>[]): PaperInstrument[] {
    const instruments = answers.flatMap(({ subscription }) =>
      subscription ? [subscription.instrument] : [],
    );
    for (const instrument of instruments) this.#sources.watch(instrument);
    return instruments;
  }
}
