/** Pairs are made of what tickers stand for: a row of a scan becomes a spread by them. Both scans share what they read. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { type Broker, NotServedError } from '../../broker/index.js';
import { readDividendPairs, readScanPairs } from '../../broker/scan-pairs.js';
import type { Instrument } from '../../domain/instrument.js';
import { scanFuture, scanShare } from '../domain/scan/scan-ground.js';

/** Which instruments each reading of prices was about. */
let readings: string[][] = [];
afterEach(() => {
  readings = [];
  jest.restoreAllMocks();
});

const AHEAD = { futuresAhead: 3 };
const listing = (all: readonly Instrument[], whileReading: () => void = () => undefined): Broker =>
  ({
    instruments: {
      all: async () => all,
      lastPrices: async (uids: string[]) => {
        readings.push([...uids].sort());
        return new Map();
      },
      statuses: async () => new Map(),
    },
    market: {
      glance: async () => {
        whileReading();
        return new Map();
      },
    },
    orders: {
      cost: async () => {
        throw new NotServedError({ method: 'GetOrderPrice', brokerCode: '12002', brokerMessage: '' });
      },
    },
  }) as unknown as Broker;

const expiresAt = new Date(Date.now() + 60 * 86_400_000);
const future = scanFuture({ ticker: 'SRH7', terms: { expiresAt, lastTradeAt: expiresAt } });
const [main, other] = [scanShare(), scanShare({ uid: 'other', classCode: 'SMAL' })];

test.each([
  ['the main one first', [main, other, future]],
  ['the main one last', [future, other, main]],
])('of a share on two boards, %s, the one that its ticker stands for', async (_, all) => {
  const { pairs, dropped, shares } = await readScanPairs(listing(all));
  expect(pairs.map(({ far, near }) => [far.uid, near.uid])).toEqual([['SRH7', 'SBER']]);
  expect(dropped['other-board']).toBe(1);
  // Whose dividends matter: the broker may tell them of either.
  expect(shares.map(({ uid }) => uid).sort()).toEqual(['SBER', 'other']);
  // A button of dscan has tickers alone too: what it says of a price must be of what they stand for.
  const implied = await readDividendPairs(listing(all), AHEAD);
  expect(implied.pairs.map(({ near, share }) => [near.uid, share.uid])).toEqual([['SBER', 'SBER']]);
});

test('of boards of which nothing says which is meant none', async () => {
  const [one, two] = ['AAAA', 'BBBB'].map((classCode) => scanShare({ uid: classCode, classCode }));
  const { pairs, dropped } = await readScanPairs(listing([one as Instrument, two as Instrument, future]));
  expect(pairs).toEqual([]);
  expect(dropped['other-board']).toBe(2);
});

/** Nobody can sell it short: a pair of dscan, and none of scan. */
const noShort = { ...scanFuture({ ticker: 'SRM7', terms: { expiresAt, lastTradeAt: expiresAt } }) };
const both = [main, future, { ...noShort, shortEnabled: false }];
const reads = (broker: Broker) => [
  ...Array.from({ length: 5 }, () => readScanPairs(broker)),
  ...Array.from({ length: 5 }, () => readDividendPairs(broker, AHEAD)),
];

test('ten at once of both kinds read once, all that either looks at, and so does who comes within a second', async () => {
  const broker = listing(both);
  const all = await Promise.all(reads(broker));
  expect(all.map(({ pairs }) => pairs.length)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  await Promise.all(reads(broker));
  expect(readings).toEqual([['SBER', 'SRH7', 'SRM7']]);
});

test('a reading is as old as its end, however long it took', async () => {
  let nowMs = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const broker = listing(both, () => {
    nowMs += 5_000;
  });
  await readScanPairs(broker);
  nowMs = 5_999;
  await readDividendPairs(broker, AHEAD);
  expect(readings).toHaveLength(1);
  nowMs = 6_001;
  await readScanPairs(broker);
  expect(readings).toHaveLength(2);
});

test('who waited for a reading takes it, though the machine was too busy to let them have it in its second', async () => {
  let nowMs = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 1_500;
    return nowMs;
  });
  await Promise.all(reads(listing(both)));
  expect(readings).toHaveLength(1);
});
