/** What scans are made from, by the paper exchange's own count of what was asked. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Broker, RateLimitedError } from '../../broker/index.js';
import { type ChooseForScan, readScanMarket } from '../../broker/scan-market.js';
import { readDividendPairs, readScanPairs } from '../../broker/scan-pairs.js';
import type { Instrument } from '../../domain/instrument.js';
import { legsOfPairs, scanPairs } from '../../domain/scan/pairs.js';
import { connect, type PaperClient } from '../paper/paper-client.js';
import { eventually } from '../support/eventually.js';
import { type PaperBroker, startPaperBroker } from './paper-broker.js';

let paper: PaperBroker;
let client: PaperClient;
let broker: Broker;
let seen: number;

const pairs: ChooseForScan = (all, now) => legsOfPairs(scanPairs(all, now).pairs);
const one =
  (ticker: string, change: Partial<Instrument> = {}): ChooseForScan =>
  (all) =>
    all.filter((each) => each.ticker === ticker).map((each) => ({ ...each, ...change }));

beforeAll(async () => {
  paper = await startPaperBroker();
  client = connect(paper.exchange);
});
afterAll(async () => {
  client?.close();
  await paper?.stop();
});
beforeEach(async () => {
  await paper.control.clearFaults();
  broker = await paper.connect({ hubTimes: { glanceLingerMs: 0 } });
  seen = (await paper.control.ledger()).length;
});
afterEach(async () => {
  jest.restoreAllMocks();
  await broker.close();
  await streamsAre(0);
});

/** Unary calls since the last look. */
const calls = async () => {
  const all = await paper.control.ledger();
  const news = all.slice(seen);
  seen = all.length;
  return news.flatMap(({ kind, method }) => (kind === 'call' ? [method] : [])).sort();
};
const streamsAre = (count: number) =>
  eventually(
    async () => {
      const { streamLimits } = await client.users.getUserTariff({});
      const marketData = ({ streams }: { streams: string[] }) =>
        streams.some((each) => each.endsWith('/MarketDataStream'));
      return streamLimits.find(marketData)?.open === count;
    },
    { what: `${count} market-data streams at the exchange` },
  );
/** Waits for all that is told, however busy the machine is. */
const patient = ({ market, ...rest }: Broker) => ({
  ...rest,
  market: { ...market, glance: (all: readonly Instrument[]) => market.glance(all, 20_000) },
});
const later = (ms: number) => {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + ms);
};

test('the whole exchange takes five calls cold, none within a second, one after it; then nothing is subscribed', async () => {
  const scanned = patient(broker);
  const { quotes, instruments, commissions } = await readScanMarket(scanned, pairs);
  const again = await readScanMarket(scanned, pairs);
  expect(await calls()).toEqual(['Futures', 'GetLastPrices', 'GetOrderPrice', 'GetOrderPrice', 'Shares']);
  await streamsAre(0);
  await calls();
  expect(instruments.size).toBeGreaterThan(40);
  expect([...quotes.keys()].sort()).toEqual([...instruments.keys()].sort());
  for (const [uid, quote] of quotes) {
    expect(quote.book?.bids).toHaveLength(10);
    expect(quote.lastPrice?.gt(0)).toBe(true);
    expect(quote.status?.tradable).toBe(true);
    expect(again.quotes.get(uid)).toBe(quote);
  }
  for (const rate of Object.values(commissions)) expect(Number(rate)).toBeCloseTo(0.0005, 6);

  later(1_001);
  await readScanMarket(scanned, pairs);
  expect(await calls()).toEqual(['GetLastPrices']);
});

test('ten at once of both scans take no more calls than one', async () => {
  const scanned = patient(broker);
  const [scans, implied] = await Promise.all([
    Promise.all(Array.from({ length: 5 }, () => readScanPairs(scanned))),
    Promise.all(Array.from({ length: 5 }, () => readDividendPairs(scanned, { futuresAhead: 3 }))),
  ]);
  expect(await calls()).toEqual(['Futures', 'GetLastPrices', 'GetOrderPrice', 'GetOrderPrice', 'Shares']);
  const [first] = scans;
  for (const { market } of [...scans, ...implied])
    for (const [uid, quote] of market.quotes) expect(first?.market.quotes.get(uid)).toBe(quote);
});

test('what executors watch stays theirs, and its changes are told on', async () => {
  const end = broker.market.watch(paper.sber, () => undefined);
  await readScanMarket(broker, pairs);
  await streamsAre(1);
  await paper.control.book('SBER', { bids: [['299.5', 3]], asks: [['300', 3]] });
  await eventually(() => broker.market.book(paper.sber.uid)?.bids[0]?.price.eq('299.5'), {
    what: 'the changed book',
  });
  end();
});

test('a stream that is silent, or one that cannot be had, leaves books out, by no other call and in its time', async () => {
  await paper.control.fault({ method: 'MarketDataStream', kind: 'silent-stream', count: 100 });
  const { quotes } = await readScanMarket(broker, pairs);
  const told = [...quotes.values()];
  expect(told.filter(({ book }) => book)).toEqual([]);
  // Whether something trades is known all the same: else no last price would mean anything either.
  expect(told.every(({ lastPrice, status }) => lastPrice && status?.tradable)).toBe(true);
  const asked = await calls();
  expect(asked.filter((method) => method === 'GetTradingStatuses')).toHaveLength(1);
  expect(asked).not.toContain('GetOrderBook');
  later(1_001);
  await paper.control.clearFaults();
  await paper.control.fault({ method: 'MarketDataStream', kind: 'cut-stream', count: 100 });
  const cut = await readScanMarket(broker, pairs);
  expect([...cut.quotes.values()].filter(({ book }) => book)).toEqual([]);
  expect(await calls()).toEqual(['GetLastPrices']);
});

test('what cannot be told at all is undefined, and no error', async () => {
  await paper.control.fault({ method: 'MarketDataStream', kind: 'silent-stream', count: 100 });
  await paper.control.fault({ method: 'GetTradingStatuses', kind: 'unavailable', count: 100 });
  const { quotes } = await readScanMarket(broker, pairs);
  const told = [...quotes.values()];
  expect(told.filter(({ book, status }) => book || status)).toEqual([]);
  expect(told.every(({ lastPrice }) => lastPrice)).toBe(true);
});

test('a stream that is cut once is opened again in time', async () => {
  broker = await paper.connect({ hubTimes: { glanceLingerMs: 0, backoffMs: 1 } });
  await paper.control.fault({ method: 'MarketDataStream', kind: 'cut-stream', count: 1 });
  const { quotes } = await readScanMarket(patient(broker), one('SBER'));
  expect(quotes.get(paper.sber.uid)?.book).toBeDefined();
});

test('what the broker has no price of is a quote without one', async () => {
  const { quotes } = await readScanMarket(broker, (all, now) => [
    ...one('SBER')(all, now),
    ...one('GAZP', { uid: 'nosuch' })(all, now),
  ]);
  expect({ ...quotes.get('nosuch') }).toEqual({ lastPrice: undefined, status: undefined, book: undefined });
  expect(quotes.get(paper.sber.uid)?.lastPrice).toBeDefined();
});

test('a limit that is used up is the broker’s error, which tells when it is worth trying again', async () => {
  await paper.control.fault({ method: 'GetLastPrices', kind: 'exhausted', count: 100 });
  const error = await readScanMarket(broker, pairs).catch((err: RateLimitedError) => err);
  expect(error).toMatchObject({ code: 'rate-limited' });
  expect((error as RateLimitedError).resetMs).toBeGreaterThan(0);
  await paper.control.clearFaults();
  // The next one is a new reading, not the old failure.
  await expect(readScanMarket(await paper.connect(), one('SBER'))).resolves.toBeDefined();
});
