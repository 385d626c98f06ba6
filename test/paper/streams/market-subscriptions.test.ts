import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type MarketDataRequest,
  type MarketDataResponse,
  OrderBookType,
  SubscriptionAction,
  SubscriptionInterval,
  SubscriptionStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Exchange } from '../../../paper/exchange/exchange.js';
import { openListing } from '../../../paper/exchange/listing.js';
import type { PaperExchange } from '../../../paper/index.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { Random } from '../../../paper/market/random.js';
import { type BookChange, type BookFeed, changeOf } from '../../../paper/streams/book-feed.js';
import { BookSubscriptions, type BookTerms } from '../../../paper/streams/market/book-subscriptions.js';
import { SubscriptionList } from '../../../paper/streams/market/subscription-list.js';
import { Topic } from '../../../paper/streams/topic.js';
import { connect, newDataDir, type PaperClient, start } from '../paper-client.js';
import { collect } from '../stream-reader.js';

const subscriptionAction = SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE;

describe('one stream', () => {
  const { dataDir, remove } = newDataDir();
  let exchange: PaperExchange | undefined;
  let client: PaperClient | undefined;

  afterEach(async () => {
    client?.close();
    await exchange?.close();
    remove();
  });

  test('tells its subscriptions, and counts candles, books and trades together', async () => {
    exchange = await start(dataDir);
    client = connect(exchange);
    const { marketDataStream } = client;
    const { instruments } = await client.instruments.bonds({});
    const ids = instruments.map(({ uid }) => uid);
    const named = (from: number, to: number) =>
      ids.slice(from, to).map((instrumentId) => ({ figi: '', instrumentId }));
    const minute = SubscriptionInterval.SUBSCRIPTION_INTERVAL_ONE_MINUTE;
    const requests: Partial<MarketDataRequest>[] = [
      { subscribeTradesRequest: { subscriptionAction, instruments: named(0, 100), tradeSource: 0 } },
      {
        subscribeOrderBookRequest: {
          subscriptionAction,
          instruments: named(0, 100).map((each) => ({
            ...each,
            depth: 1,
            orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE,
          })),
        },
      },
      {
        subscribeCandlesRequest: {
          subscriptionAction,
          waitingClose: true,
          instruments: named(0, 101).map((each) => ({ ...each, interval: minute })),
        },
      },
      { subscribeInfoRequest: { subscriptionAction, instruments: named(0, 2) } },
      { getMySubscriptions: {} },
    ];
    const stream = collect<MarketDataResponse>((signal) =>
      marketDataStream.marketDataStream(
        (async function* send() {
          yield* requests as MarketDataRequest[];
          await new Promise<void>((resolve) =>
            signal.addEventListener('abort', () => resolve(), { once: true }),
          );
        })(),
        { signal },
      ),
    );
    const candleAnswers = () =>
      stream.messages.flatMap(({ subscribeCandlesResponse: each }) =>
        each ? [each.candlesSubscriptions] : [],
      );
    await stream.until(() => candleAnswers().length === 2);
    const [answered, mine] = candleAnswers();
    expect(answered?.slice(-2).map(({ subscriptionStatus }) => subscriptionStatus)).toEqual([
      SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS,
      SubscriptionStatus.SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED,
    ]);
    expect(mine).toHaveLength(100);
    expect(mine?.[0]).toMatchObject({ interval: minute, waitingClose: true, instrumentUid: ids[0] });
    const counts = (pick: (message: MarketDataResponse) => readonly unknown[] | undefined) =>
      stream.messages.flatMap((message) => pick(message)?.length ?? []);
    expect(counts((message) => message.subscribeTradesResponse?.tradeSubscriptions)).toEqual([100, 100]);
    expect(counts((message) => message.subscribeOrderBookResponse?.orderBookSubscriptions)).toEqual([
      100, 100,
    ]);
    expect(counts((message) => message.subscribeInfoResponse?.infoSubscriptions)).toEqual([2, 2]);
    expect(counts((message) => message.subscribeLastPriceResponse?.lastPriceSubscriptions)).toEqual([]);
    stream.end();
  });
});

describe('books that a careless client stumbles over', () => {
  const catalogue = loadCatalogue();
  const instrument = catalogue.byTicker('SBER');

  function booksSent(type: OrderBookType, { isCalm = false } = {}) {
    if (!instrument) throw new Error('no SBER');
    const listing = openListing(instrument, { kept: undefined, working: [] });
    listing.book.rest({ side: 'buy', ticks: 30_000, lots: 5, owner: undefined });
    listing.book.rest({ side: 'sell', ticks: 30_001, lots: 5, owner: undefined });
    const changes = new Topic<BookChange>();
    const sent: MarketDataResponse[] = [];
    const exchange = { catalogue, listing: () => listing } as unknown as Exchange;
    const books = new BookSubscriptions({
      exchange,
      bookFeed: { changes } as unknown as BookFeed,
      list: new SubscriptionList<BookTerms>({ exchange, streamId: 's', hasRoom: () => true }),
      push: (message) => sent.push(message),
      trackingId: 't',
      oddities: new Random('books'),
      isCalm: () => isCalm,
    });
    books.handle({
      subscriptionAction,
      instruments: [{ figi: '', instrumentId: instrument.uid, depth: 10, orderBookType: type }],
    });
    for (let count = 0; count < 2_000; count += 1) changes.publish(changeOf(listing));
    return sent.flatMap(({ orderbook }) => (orderbook ? [orderbook] : []));
  }

  test('who asks for all kinds gets a dealer book now and then, who asks for the exchange never', () => {
    const ofType = (type: OrderBookType) =>
      booksSent(type).filter(({ orderBookType }) => orderBookType === OrderBookType.ORDERBOOK_TYPE_DEALER)
        .length;
    expect(ofType(OrderBookType.ORDERBOOK_TYPE_ALL)).toBeGreaterThan(20);
    expect(ofType(OrderBookType.ORDERBOOK_TYPE_EXCHANGE)).toBe(0);
  });

  test('inconsistent ones are rare, come before the whole one, and never while the market is calm', () => {
    const books = booksSent(OrderBookType.ORDERBOOK_TYPE_EXCHANGE);
    const broken = books.flatMap((book, index) => (book.isConsistent ? [] : [index]));
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.length).toBeLessThan(30);
    for (const index of broken) expect(books[index + 1]?.isConsistent).toBe(true);
    const calm = booksSent(OrderBookType.ORDERBOOK_TYPE_ALL, { isCalm: true });
    expect(calm).toHaveLength(2_000);
    expect(calm.every(({ isConsistent, orderBookType }) => isConsistent && orderBookType === 1)).toBe(true);
  });
});
