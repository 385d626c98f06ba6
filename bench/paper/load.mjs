/**
 * The clients of a paper exchange, in a process of their own: streams of books, orders at a steady rate, books set
 * through the control interface. Started by `startLoad`; tells its parent every second what has happened.
 */
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { fileURLToPath } from 'node:url';
import { ChannelCredentials, createChannel, createClientFactory, Metadata } from 'nice-grpc';
import { InstrumentsServiceDefinition } from 'tinkoff-invest-api/dist/generated/instruments.js';
import {
  MarketDataServiceDefinition,
  MarketDataStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import {
  OrdersServiceDefinition,
  OrdersStreamServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/orders.js';

const SELF = fileURLToPath(import.meta.url);
const ACCOUNT = '2000000001';
/** What one user may have open: 16 market-data streams, here half of them of each kind. */
const STREAMS = { both: 8, serverSide: 16, orders: 2 };
const LEVELS = 10;
const NANO = 1_000_000_000n;

export async function startLoad(options) {
  const child = fork(SELF, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  return {
    async report() {
      child.send('report');
      return (await once(child, 'message'))[0];
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const toNano = ({ units, nano }) => BigInt(units) * NANO + BigInt(nano);
const toQuotation = (value) => ({ units: Number(value / NANO), nano: Number(value % NANO) });
const toText = (value) => `${value / NANO}.${String(value % NANO).padStart(9, '0')}`;

async function run({
  port,
  controlPort,
  clients,
  tickers,
  booksEach,
  putsPerSecond,
  ordersPerSecond,
  reopenMs,
}) {
  const metadata = new Metadata({ Authorization: 'Bearer full' });
  const connect = () => {
    const channel = createChannel(`localhost:${port}`, ChannelCredentials.createInsecure());
    const factory = createClientFactory();
    const create = (definition) => factory.create(definition, channel, { '*': { metadata } });
    return {
      instruments: create(InstrumentsServiceDefinition),
      marketData: create(MarketDataServiceDefinition),
      marketDataStream: create(MarketDataStreamServiceDefinition),
      orders: create(OrdersServiceDefinition),
      ordersStream: create(OrdersStreamServiceDefinition),
    };
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const control = (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      const headers = text
        ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
        : {};
      httpRequest({ port: controlPort, host: '127.0.0.1', method, path, agent, headers }, (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          answer += chunk;
        });
        response.on('end', () => resolve(JSON.parse(answer)));
      })
        .once('error', reject)
        .end(text);
    });

  const first = connect();
  await control('PUT', '/account', { money: '900000000000000' });
  const { instruments } = await first.instruments.shares({ instrumentStatus: 1 });
  const listed = instruments
    .filter(
      ({ apiTradeAvailableFlag, buyAvailableFlag, sellAvailableFlag }) =>
        apiTradeAvailableFlag && buyAvailableFlag && sellAvailableFlag,
    )
    .slice(0, tickers)
    .map(({ uid, ticker, minPriceIncrement }) => ({
      uid,
      ticker,
      step: toNano(minPriceIncrement),
      shift: 0n,
    }));
  await control('PUT', '/account', {
    positions: Object.fromEntries(listed.map(({ ticker }) => [ticker, 1_000_000_000])),
  });
  for (const instrument of listed) {
    const { lastPrice } = await first.marketData.getOrderBook({ instrumentId: instrument.uid, depth: 1 });
    instrument.middle = toNano(lastPrice);
  }

  const counts = { books: 0, orderEvents: 0, posted: 0, cancelled: 0, put: 0, failed: 0 };
  let failures = {};
  let postMs = [];
  let lagMs = [];
  const fail = (error) => {
    counts.failed += 1;
    failures[error.message] = (failures[error.message] ?? 0) + 1;
  };
  const putBook = async (instrument) => {
    instrument.shift = instrument.shift === 0n ? 1n : 0n;
    const { ticker, step, middle, shift } = instrument;
    const side = (sign) =>
      Array.from({ length: LEVELS }, (_, level) => [
        toText(middle + (shift + sign * BigInt(level + 1)) * step),
        1_000 + level,
      ]);
    await control('PUT', `/book/${ticker}`, { bids: side(-1n), asks: side(1n) });
    counts.put += 1;
  };
  if (putsPerSecond > 0) for (const instrument of listed) await putBook(instrument);

  const books = (number) =>
    Array.from({ length: booksEach }, (_, index) => listed[(number * booksEach + index) % listed.length]).map(
      ({ uid }) => ({ figi: '', instrumentId: uid, depth: 10, orderBookType: 1 }),
    );
  const requestOf = (number) => ({
    subscribeOrderBookRequest: { subscriptionAction: 1, instruments: books(number) },
  });
  /** Reads a stream for ever; with `reopenMs` it is closed and opened again that often. */
  const keepReading = async (open, count) => {
    for (;;) {
      const abort = new AbortController();
      const timer =
        reopenMs > 0 ? setTimeout(() => abort.abort(), reopenMs * (0.5 + Math.random())) : undefined;
      try {
        for await (const message of open(abort.signal)) count(message);
      } catch (error) {
        if (!abort.signal.aborted) fail(error);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      clearTimeout(timer);
    }
  };
  const countBook = ({ orderbook }) => {
    if (orderbook) counts.books += 1;
  };
  async function* asking(number, signal) {
    yield requestOf(number);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  const all = Array.from({ length: clients }, (_, number) => {
    const client = number === 0 ? first : connect();
    if (number < STREAMS.both) {
      keepReading(
        (signal) => client.marketDataStream.marketDataStream(asking(number, signal), { signal }),
        countBook,
      );
    } else if (number < STREAMS.serverSide) {
      keepReading(
        (signal) => client.marketDataStream.marketDataServerSideStream(requestOf(number), { signal }),
        countBook,
      );
    } else {
      setInterval(() => {
        for (const { instrumentId, depth } of books(number))
          client.marketData.getOrderBook({ instrumentId, depth }).catch(fail);
      }, 2_000);
    }
    if (number < STREAMS.orders) {
      keepReading(
        (signal) => client.ordersStream.orderStateStream({ accounts: [], pingDelayMs: 0 }, { signal }),
        ({ orderState }) => {
          if (orderState) counts.orderEvents += 1;
        },
      );
    }
    return client;
  });

  let turn = 0;
  /** Half of the orders are executed at once, half rest away from the market and are cancelled. */
  const order = async () => {
    turn += 1;
    const client = all[turn % all.length];
    const instrument = listed[turn % listed.length];
    const rests = turn % 2 === 0;
    const buys = turn % 4 < 2;
    const away = (rests ? -40n : 10n) * (buys ? 1n : -1n);
    const sentMs = performance.now();
    try {
      const posted = await client.orders.postOrder({
        instrumentId: instrument.uid,
        quantity: 1,
        price: toQuotation(instrument.middle + away * instrument.step),
        direction: buys ? 1 : 2,
        accountId: ACCOUNT,
        orderType: 1,
        orderId: randomUUID(),
        timeInForce: rests ? 1 : 2,
        priceType: 0,
      });
      counts.posted += 1;
      postMs.push(performance.now() - sentMs);
      if (!rests) return;
      await client.orders.cancelOrder({ accountId: ACCOUNT, orderId: posted.orderId });
      counts.cancelled += 1;
    } catch (error) {
      // In a lively market an order that rests may be executed before it is cancelled.
      if (!/CancelOrder NOT_FOUND/.test(error.message)) fail(error);
    }
  };
  let seen = 0;
  /** How old the newest entry is when the ledger shows it. Asked from where we are: it also tells whether we keep up. */
  const look = async () => {
    const { events } = await control('GET', `/ledger?since=${seen}`);
    const nowUs = Date.now() * 1000;
    const last = events.at(-1);
    if (!last) return;
    seen = last.seq;
    lagMs.push((nowUs - last.atUs) / 1000);
  };
  /** Calls `what` so many times a second; what the timer missed is made up for. */
  const steadily = (perSecond, what) => {
    const startedMs = performance.now();
    let done = 0;
    setInterval(() => {
      const due = Math.floor(((performance.now() - startedMs) * perSecond) / 1000);
      // A load that cannot keep up must not pile up either.
      if (due - done > perSecond) done = due - perSecond;
      for (; done < due; done += 1) what(done);
    }, 5);
  };
  if (putsPerSecond > 0)
    steadily(putsPerSecond, (index) => putBook(listed[index % listed.length]).catch(fail));
  if (ordersPerSecond > 0) steadily(ordersPerSecond, order);
  steadily(10, () => look().catch(fail));

  let sinceMs = performance.now();
  process.on('message', () => {
    const seconds = (performance.now() - sinceMs) / 1000;
    const rates = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / seconds]));
    process.send({ rates, failures, postMs, lagMs });
    for (const name of Object.keys(counts)) counts[name] = 0;
    failures = {};
    postMs = [];
    lagMs = [];
    sinceMs = performance.now();
  });
  process.send('ready');
}

if (process.argv[1] === SELF) await run(JSON.parse(process.argv[2]));
