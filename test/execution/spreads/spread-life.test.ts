/** A spread from its start to its end, lot by lot, judged by the exchange's ledger. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let worker: BenchWorker;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  worker = await bench.worker();
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.book(bench.near, ['306.5', '306.6']);
  await bench.book(bench.far, ['31000', '31200']);
});

const nearFills = async () =>
  (await bench.ledgerOf(bench.near, 'fill')).reduce(
    (lots, { direction, lots: more = 0 }) => lots + (direction === 'buy' ? more : -more),
    0,
  );

test('sold: it rests at the best price, and every fill is hedged at once, until all is executed', async () => {
  const { far, near } = bench;
  expect([far.lot, near.lot]).toEqual([1, 10]);
  const spread = await bench.spread({ sell: true, amount: 3, price: '300', options: { displayQuantity: 2 } });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 2 });
  await bench.take('buy', '31200');
  await bench.untilFilled(near, 20);
  await bench.book(far, ['31000', '31200']);
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  await bench.take('buy', '31200');
  const settlement = await settled;
  expect(settlement).toMatchObject({
    reason: 'reached',
    executed: 3,
    executedLots: 3,
    averagePrice: '540',
    spread: {
      far: { ticker: far.ticker, executed: 3, averagePrice: '31200' },
      near: { ticker: 'SBER', executed: 300, averagePrice: '306.6' },
      unhedged: '0',
      largestUnhedged: '200',
    },
  });
  expect(await nearFills()).toBe(30);
  const { longestUnhedgedMs = Number.NaN } = settlement.spread ?? {};
  expect(longestUnhedgedMs).toBeLessThan(1_000);
  const row = await spread.row();
  expect(row).toMatchObject({ executed: '3', averagePrice: '540' });
  expect((await spread.orders()).map(({ leg, number, state, executedLots }) => [leg, number, state, executedLots])).toEqual([
    ['far', 1, 'final', 2],
    ['far', 2, 'final', 1],
    ['near', 1, 'final', 20],
    ['near', 2, 'final', 10],
  ]);
}, 30_000);
