/** Streams that are cut, silent, read too slowly, and out of order with the answers of calls. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ClientError, Status } from 'nice-grpc';
import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import { type MarketDataRequest, SubscriptionAction } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { ACCOUNT, connect, limitOrder, newDataDir, type PaperClient, start } from '../paper-client.js';
import { type Collected, collect } from '../stream-reader.js';

const { dataDir, remove } = newDataDir();
const open: Collected<unknown>[] = [];
let exchange: PaperExchange;
let client: PaperClient;
let uids: string[];
let sber: string;

beforeAll(async () => {
  exchange = await start(dataDir);
  client = connect(exchange);
  const every = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL };
  const { instruments } = await client.instruments.bonds(every);
  uids = instruments.map(({ uid }) => uid);
  sber = await client.uid('SBER');
});
afterEach(async () => {
  for (const stream of open.splice(0)) stream.end();
  await client.control('DELETE', '/faults');
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});

const infos = (...wanted: string[]) => ({
  subscribeInfoRequest: {
    subscriptionAction: SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE,
    instruments: wanted.map((instrumentId) => ({ figi: '', instrumentId })),
  },
});
async function* requests(signal: AbortSignal, ...messages: MarketDataRequest[]) {
  yield* messages;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

const STREAMS: Readonly<Record<string, (signal: AbortSignal) => AsyncIterable<unknown>>> = {
  MarketDataStream: (signal) =>
    client.marketDataStream.marketDataStream(
      requests(signal, { ...infos(sber), pingSettings: { pingDelayMs: 1_000 } }),
      { signal },
    ),
  MarketDataServerSideStream: (signal) =>
    client.marketDataStream.marketDataServerSideStream(
      { ...infos(sber), pingSettings: { pingDelayMs: 1_000 } },
      { signal },
    ),
  OrderStateStream: (signal) =>
    client.ordersStream.orderStateStream({ accounts: [ACCOUNT], pingDelayMs: 1_000 }, { signal }),
  TradesStream: (signal) =>
    client.ordersStream.tradesStream({ accounts: [ACCOUNT], pingDelayMs: 1_000 }, { signal }),
};

async function opened(read: (signal: AbortSignal) => AsyncIterable<unknown>): Promise<Collected<unknown>> {
  const stream = collect(read);
  open.push(stream);
  await stream.until((messages) => messages.length > 0);
  return stream;
}

test.each(Object.entries(STREAMS))('cut: %s ends with UNAVAILABLE, and opens again', async (method, read) => {
  const stream = await opened(read);
  await client.control('POST', '/faults', { method, kind: 'cut-stream' });
  await eventually(() => stream.ended, { what: 'the end of the stream' });
  expect(stream.error).toMatchObject({ code: Status.UNAVAILABLE });
  await opened(read);
});

test('silent: no stream says anything, not even the pings it was asked for, until it ends', async () => {
  const streams = await Promise.all(Object.values(STREAMS).map(opened));
  await client.control('POST', '/faults', { method: '*', kind: 'silent-stream', ms: 1_300 });
  // What was said before has arrived when an answer comes the same way.
  await client.users.getInfo({});
  const before = streams.map(({ messages }) => messages.length);
  await eventually(() => streams.every(({ ended }) => ended), { what: 'the end of every stream' });
  expect(streams.map(({ messages }) => messages.length)).toEqual(before);
  for (const { error } of streams) expect(error).toMatchObject({ code: Status.UNAVAILABLE });
});

test('slow: a reader that is thousands of messages behind is cut off, the others are not', async () => {
  const abort = new AbortController();
  const flood = Array.from({ length: 60 }, () => infos(...uids.slice(0, 300)));
  const slow = client.marketDataStream
    .marketDataStream(requests(abort.signal, ...flood), { signal: abort.signal })
    [Symbol.asyncIterator]();
  await slow.next();
  const reader = collect((signal) =>
    client.marketDataStream.marketDataServerSideStream(infos(sber), { signal }),
  );
  open.push(reader);
  await eventually(
    async () => {
      const { streamLimits } = await client.users.getUserTariff({});
      return streamLimits.some(
        // The one that reads on.
        ({ streams, open: count }) => streams[0]?.endsWith('MarketDataStream') && count === 1,
      );
    },
    { what: 'the slow one cut off', everyMs: 100 },
  );
  const end = async () => {
    for (;;) if ((await slow.next()).done) return 'ended as if all were told';
  };
  const error = await end().catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ClientError);
  // In words alone: no code of the broker's list says so, and 80004 says something else.
  expect(error).toMatchObject({ code: Status.RESOURCE_EXHAUSTED, details: 'the reader is too slow' });
  abort.abort();
  expect(reader.ended).toBe(false);
});

test('out of order: the stream tells of an order and its end before the answer to its post', async () => {
  const stream = collect((signal) =>
    client.ordersStream.orderStateStream({ accounts: [ACCOUNT] }, { signal }),
  );
  open.push(stream);
  await stream.until((messages) => messages.length > 0);
  await client.control('POST', '/faults', { method: 'PostOrder', kind: 'delay', ms: 5_000 });
  const key = uuidv4();
  let answered = false;
  const abort = new AbortController();
  const posting = client.orders
    .postOrder(limitOrder(sber, { lots: 1, price: '280', key }), { signal: abort.signal })
    .then(
      () => {
        answered = true;
      },
      () => undefined,
    );
  const states = () => stream.messages.flatMap(({ orderState }) => orderState ?? []);
  await stream.until(() => states().some(({ orderRequestId }) => orderRequestId === key));
  const { orders } = await client.orders.getOrders({ accountId: ACCOUNT });
  const orderId = orders.find(({ orderRequestId }) => orderRequestId === key)?.orderId ?? '';
  await client.orders.cancelOrder({ accountId: ACCOUNT, orderId });
  await stream.until(() => states().some(({ lotsCancelled }) => lotsCancelled === 1));
  expect(answered).toBe(false);
  abort.abort();
  await posting;
});
