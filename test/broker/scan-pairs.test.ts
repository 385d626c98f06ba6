/** Pairs are made of what tickers stand for: a row of a scan becomes a spread by them. */
import { expect, test } from '@jest/globals';
import { type Broker, NotServedError } from '../../broker/index.js';
import { readScanPairs } from '../../broker/scan-pairs.js';
import type { Instrument } from '../../domain/instrument.js';
import { scanFuture, scanShare } from '../domain/scan/scan-ground.js';

const listing = (all: readonly Instrument[]): Broker =>
  ({
    instruments: { all: async () => all, lastPrices: async () => new Map(), statuses: async () => new Map() },
    market: { glance: async () => new Map() },
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
});

test('of boards of which nothing says which is meant none', async () => {
  const [one, two] = ['AAAA', 'BBBB'].map((classCode) => scanShare({ uid: classCode, classCode }));
  const { pairs, dropped } = await readScanPairs(listing([one as Instrument, two as Instrument, future]));
  expect(pairs).toEqual([]);
  expect(dropped['other-board']).toBe(2);
});
