/** How many streams one user may have open, and what one of them may be subscribed to. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ClientError, Status } from 'nice-grpc';
import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type MarketDataResponse,
  type MarketDataServerSideStreamRequest,
  OrderBookType,
  SubscriptionAction,
  SubscriptionStatus,
  TradeSourceType,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { ACCOUNT, connect, newDataDir, type PaperClient, start } from '../paper-client.js';
import { type Collected, collect } from '../stream-reader.js';

const { dataDir, remove } = newDataDir();
const open: Collected<unknown>[] = [];
let exchange: PaperExchange;
let client: PaperClient;
let uids: string[];

beforeAll(async () => {
  exchange = await start(dataDir);
  client = connect(exchange);
  const every = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL };
  const lists = await Promise.all([client.instruments.shares(every), client.instruments.bonds(every)]);
  uids = lists.flatMap(({ instruments }) => instruments.map(({ uid }) => uid));
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.end();
  await eventually(
    async () => {
      const { streamLimits } = await client.users.getUserTariff({});
      return streamLimits.every(({ open: count }) => count === 0);
    },
    { what: 'the end of all streams' },
  );
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});

const subscribe = SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE;
const infos = (...wanted: string[]) => ({
  subscribeInfoRequest: {
    subscriptionAction: subscribe,
    instruments: wanted.map((instrumentId) => ({ figi: '', instrumentId })),
  },
});

const STREAMS: Readonly<
  Record<string, readonly [limit: number, read: (signal: AbortSignal) => AsyncIterable<unknown>]>
> = {
  MarketDataStream: [
    16,
    (signal) =>
      client.marketDataStream.marketDataStream(
        (async function* () {
          yield infos(uids[0] ?? '');
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        })(),
        { signal },
      ),
  ],
  MarketDataServerSideStream: [
    16,
    (signal) => client.marketDataStream.marketDataServerSideStream(infos(uids[0] ?? ''), { signal }),
  ],
  OrderStateStream: [
    10,
    (signal) => client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
  ],
  TradesStream: [10, (signal) => client.ordersStream.tradesStream({ accounts: [ACCOUNT] }, { signal })],
};

describe.each(Object.entries(STREAMS))('%s', (name, [limit, read]) => {
  const one = async () => {
    const stream = collect(read);
    open.push(stream);
    await stream.until((messages) => messages.length > 0);
    return stream;
  };

  test(`${limit} are open at once, the next is refused, and one that ends makes room`, async () => {
    for (let count = 0; count < limit; count += 1) await one();
    const refusal = await one().catch((error: Error) => error.cause);
    expect(refusal).toBeInstanceOf(ClientError);
    expect(refusal).toMatchObject({ code: Status.RESOURCE_EXHAUSTED, details: '80001' });
    const { streamLimits } = await client.users.getUserTariff({});
    const told = streamLimits.find(({ streams }) => streams.some((each) => each.endsWith(name)));
    expect(told).toMatchObject({ limit, open: limit });

    open[0]?.end();
    await eventually(() => one(), { what: 'room for another' });
    await expect(one()).rejects.toThrow();
  });
});

test('the two market-data streams share their limit, and the tariff names both', async () => {
  const reads = [STREAMS.MarketDataStream, STREAMS.MarketDataServerSideStream].flatMap((each) =>
    each ? [each[1]] : [],
  );
  for (let count = 0; count < 16; count += 1) {
    const stream = collect(reads[count % 2] ?? (() => (async function* () {})()));
    open.push(stream);
    await stream.until((messages) => messages.length > 0);
  }
  for (const read of reads) {
    await expect(collect(read).until(() => false)).rejects.toMatchObject({ cause: { details: '80001' } });
  }
  const { streamLimits } = await client.users.getUserTariff({});
  expect(streamLimits[0]).toEqual({
    limit: 16,
    streams: ['MarketDataStream', 'MarketDataServerSideStream'].map(
      (method) => `tinkoff.public.invest.api.contract.v1.MarketDataStreamService/${method}`,
    ),
    open: 16,
  });
});

describe('subscriptions of one stream', () => {
  const books = (...wanted: string[]) => ({
    subscribeOrderBookRequest: {
      subscriptionAction: subscribe,
      instruments: wanted.map((instrumentId) => ({
        figi: '',
        instrumentId,
        depth: 1,
        orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE,
      })),
    },
  });
  const trades = (...wanted: string[]) => ({
    subscribeTradesRequest: {
      subscriptionAction: subscribe,
      instruments: wanted.map((instrumentId) => ({ figi: '', instrumentId })),
      tradeSource: TradeSourceType.TRADE_SOURCE_EXCHANGE,
    },
  });
  const stream = (parts: Partial<MarketDataServerSideStreamRequest>): Collected<MarketDataResponse> => {
    const opened = collect((signal) => client.marketDataStream.marketDataServerSideStream(parts, { signal }));
    open.push(opened);
    return opened;
  };
  const bookStatuses = (messages: readonly MarketDataResponse[]) =>
    messages.flatMap((each) =>
      (each.subscribeOrderBookResponse?.orderBookSubscriptions ?? []).map((one) => one.subscriptionStatus),
    );
  const tradeStatuses = (messages: readonly MarketDataResponse[]) =>
    messages.flatMap((each) =>
      (each.subscribeTradesResponse?.tradeSubscriptions ?? []).map((one) => one.subscriptionStatus),
    );
  const { SUBSCRIPTION_STATUS_SUCCESS, SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED } = SubscriptionStatus;

  test('300 books, and the next one is over the limit', async () => {
    const opened = stream(books(...uids.slice(0, 301)));
    await opened.until((messages) => bookStatuses(messages).length > 0);
    const statuses = bookStatuses(opened.messages);
    expect(statuses.slice(0, 300)).toEqual(Array(300).fill(SUBSCRIPTION_STATUS_SUCCESS));
    expect(statuses.slice(300)).toEqual([SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED]);
  });

  test('books and trades are counted together', async () => {
    const opened = stream({ ...books(...uids.slice(0, 200)), ...trades(...uids.slice(0, 101)) });
    await opened.until((messages) => tradeStatuses(messages).length > 0);
    expect(bookStatuses(opened.messages)).toEqual(Array(200).fill(SUBSCRIPTION_STATUS_SUCCESS));
    const statuses = tradeStatuses(opened.messages);
    expect(statuses.slice(0, 100)).toEqual(Array(100).fill(SUBSCRIPTION_STATUS_SUCCESS));
    expect(statuses.slice(100)).toEqual([SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED]);
  });

  test('statuses are not counted', async () => {
    const opened = stream({ ...books(...uids.slice(0, 300)), ...infos(...uids.slice(0, 400)) });
    await opened.until((messages) => messages.some(({ subscribeInfoResponse }) => subscribeInfoResponse));
    const answer = opened.messages.find(({ subscribeInfoResponse }) => subscribeInfoResponse);
    const statuses = answer?.subscribeInfoResponse?.infoSubscriptions.map((each) => each.subscriptionStatus);
    expect(statuses).toEqual(Array(400).fill(SUBSCRIPTION_STATUS_SUCCESS));
  });
});
