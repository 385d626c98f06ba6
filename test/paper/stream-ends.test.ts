/** Streams that are given up the moment they are opened, readers that do not read, and streams without subscriptions. */
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  MarketDataRequest,
  OrderBookType,
  SubscriptionAction,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OrderStateStreamRequest } from 'tinkoff-invest-api/dist/generated/orders.js';
import { RequestQueue } from '../../broker/hubs/request-queue.js';
import type { PaperExchange } from '../../paper/index.js';
import { eventually } from '../support/eventually.js';
import { ACCOUNT, connect, newDataDir, type PaperClient, start } from './paper-client.js';
import { collect } from './stream-reader.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let client: PaperClient;
let sber: string;

beforeAll(async () => {
  exchange = await start(dataDir, { rateWindowMs: 100, emptyStreamMs: 500 });
  client = connect(exchange);
  sber = await client.uid('SBER');
});
afterAll(async () => {
  client.close();
  await exchange.close();
  remove();
});

/** How many streams the exchange counts as open, of every kind. */
async function countedStreams(): Promise<number> {
  const { streamLimits } = await client.users.getUserTariff({});
  return streamLimits.reduce((sum, { open = 0 }) => sum + open, 0);
}

const streamsAre = (count: number) =>
  eventually(async () => (await countedStreams()) === count, { what: `${count} streams` });

const PACKAGE = '/tinkoff.public.invest.api.contract.v1';
const MARKET = `${PACKAGE}.MarketDataStreamService/MarketDataStream`;
const ORDERS = `${PACKAGE}.OrdersStreamService/OrderStateStream`;
const TRADES = `${PACKAGE}.OrdersStreamService/TradesStream`;

const framed = (message: Uint8Array): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};
const ownOrders = () => framed(OrderStateStreamRequest.encode({ accounts: [ACCOUNT] }).finish());
const books = (uids: readonly string[] = [sber]) =>
  framed(
    MarketDataRequest.encode(
      MarketDataRequest.fromJSON({
        subscribeOrderBookRequest: {
          subscriptionAction: SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE,
          instruments: uids.map((instrumentId) => ({
            instrumentId,
            depth: 10,
            orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE,
          })),
        },
      }),
    ).finish(),
  );

/** gRPC by hand: the library's client does not pass on a cancellation that comes in the turn of the call itself. */
function session() {
  const socket = connectTcp(exchange.port, 'localhost');
  let held: Buffer[] | undefined;
  /** Holds back what is written, so that several frames arrive as one piece. */
  const wire = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      if (held) held.push(chunk);
      else socket.write(chunk);
      done();
    },
    final: (done) => void socket.end(done),
  });
  socket.on('data', (chunk) => wire.push(chunk));
  socket.on('close', () => wire.push(null));
  const http2 = connectHttp2(`http://localhost:${exchange.port}`, { createConnection: () => wire });
  const open = (path: string) =>
    http2
      .request({
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc',
        te: 'trailers',
        authorization: 'Bearer full',
      })
      .on('error', () => undefined);
  return {
    open,
    hold() {
      held = [];
    },
    release() {
      if (held) socket.write(Buffer.concat(held));
      held = undefined;
    },
    close() {
      http2.destroy();
      socket.destroy();
    },
  };
}

const CANCEL = 8;

test('a stream given up the moment it is opened is not counted any more', async () => {
  const { open, hold, release, close } = session();
  for (let round = 0; round < 60; round += 1) {
    const isOnePiece = round % 2 === 0;
    if (isOnePiece) hold();
    const streams = [
      { stream: open(MARKET), request: books(), ends: false },
      { stream: open(ORDERS), request: ownOrders(), ends: true },
      { stream: open(TRADES), request: ownOrders(), ends: true },
    ];
    for (const { stream, request, ends } of streams) {
      if (ends) stream.end(request);
      else stream.write(request);
    }
    for (let turns = 0; turns < round % 7; turns += 1) await turn();
    for (const { stream } of streams) stream.close(CANCEL);
    if (isOnePiece) {
      await turn();
      await turn();
      release();
    }
    await turn();
  }
  const last = [open(MARKET), open(ORDERS).end(ownOrders()), open(TRADES).end(ownOrders())];
  last[0]?.write(books());
  await streamsAre(3);
  for (const stream of last) stream.close(CANCEL);
  await streamsAre(0);
  close();
});

test('a reader that does not read is cut off, and little is kept for it meanwhile', async () => {
  const { instruments } = await client.instruments.shares({ instrumentStatus: 2 });
  const all = instruments.map(({ uid }) => uid);
  const { open, close } = session();
  const stream = open(MARKET);
  const trailers = new Promise<unknown>((resolve) => stream.once('trailers', resolve));
  stream.write(books(all));
  await streamsAre(1);
  // Every request is answered with the book of each instrument.
  for (let sent = 0; sent < 5_500; sent += all.length) stream.write(books(all));
  await streamsAre(0);
  expect(stream.closed).toBe(false);
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  expect(await trailers).toMatchObject({ 'grpc-status': '8' });
  expect(bytes).toBeLessThan(1_000_000);
  close();
});

test('a market-data stream without subscriptions is ended as the broker ends it', async () => {
  const subscription = (subscriptionAction: SubscriptionAction) =>
    MarketDataRequest.fromJSON({
      subscribeInfoRequest: { subscriptionAction, instruments: [{ instrumentId: sber }] },
    });
  const say = new RequestQueue<MarketDataRequest>();
  const stream = collect((signal) => client.marketDataStream.marketDataStream(say, { signal }));
  say.push(subscription(SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE));
  const openedAt = performance.now();
  await eventually(() => performance.now() - openedAt > 700, { what: 'more than the time of an empty one' });
  expect(stream.error).toBeUndefined();
  say.push(subscription(SubscriptionAction.SUBSCRIPTION_ACTION_UNSUBSCRIBE));
  const endedAt = performance.now();
  await eventually(() => stream.error, { what: 'the end' });
  expect(performance.now() - endedAt).toBeGreaterThanOrEqual(490);
  expect(String(stream.error)).toContain('80004');
  say.end();
});
