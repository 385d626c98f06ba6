/** A spread from its start to its end, lot by lot, judged by the exchange's ledger. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { type BenchSpread, type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let worker: BenchWorker;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  worker = await bench.worker();
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(() => bench.usualBooks());

test('sold: it rests at the best price, and every fill is hedged at once, until all is executed', async () => {
  const { far, near } = bench;
  expect([far.lot, near.lot]).toEqual([1, 10]);
  const spread = await bench.spread({ sell: true, amount: 3, price: '300', options: { displayQuantity: 2 } });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 2 });
  await bench.fill(2);
  await bench.untilFilled(near, 20);
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  await bench.fill(1);
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
  expect(await bench.filled(near, 'buy')).toBe(30);
  const { longestUnhedgedMs = Number.NaN } = settlement.spread ?? {};
  expect(longestUnhedgedMs).toBeLessThan(1_000);
  const row = await spread.row();
  expect(row).toMatchObject({ executed: '3', averagePrice: '540' });
  expect(
    (await spread.orders()).map(({ leg, number, state, executedLots }) => [leg, number, state, executedLots]),
  ).toEqual([
    ['far', 1, 'final', 2],
    ['far', 2, 'final', 1],
    ['near', 1, 'final', 20],
    ['near', 2, 'final', 10],
  ]);
}, 30_000);

test('bought, in parts as others come: the near leg is sold short with the consent that was given, lot by lot', async () => {
  const { far, near } = bench;
  const before = await bench.filled(near, 'sell');
  const spread = await bench.spread({ sell: false, amount: 5, price: '700' });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31000', lots: 5 });
  await bench.fill(1);
  for (const lots of [1, 1, 2]) await bench.fill(lots, { isFirst: true });
  const settlement = await settled;
  expect(settlement).toMatchObject({
    reason: 'reached',
    executed: 5,
    averagePrice: '350',
    spread: { near: { executed: 500, averagePrice: '306.5' }, unhedged: '0' },
  });
  expect((await bench.filled(near, 'sell')) - before).toBe(50);
  const hedges = (await spread.orders()).filter(({ leg }) => leg === 'near');
  expect(hedges.every(({ direction, state }) => direction === 'sell' && state === 'final')).toBe(true);
}, 30_000);

test('what is less than a near lot is carried, and reported', async () => {
  const { far } = bench;
  const spread = await bench.spread({ sell: true, amount: 3, price: '26000', ratio: '15' });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 3 });
  for (const hedged of [1, 3, 4]) {
    await bench.fill(1, { isFirst: hedged > 1 });
    await expectHedged(spread, hedged);
  }
  const settlement = await settled;
  expect(settlement).toMatchObject({
    reason: 'reached',
    executed: 3,
    spread: { near: { executed: 40 }, unhedged: '5' },
  });
}, 30_000);

const expectHedged = (spread: BenchSpread, lots: number) =>
  eventually(
    async () => {
      const now = await hedgedBy(spread);
      if (now !== lots) throw new Error(`${now} lots`);
      return true;
    },
    { what: `${lots} lots hedged`, everyMs: 10 },
  );
const hedgedBy = async (spread: BenchSpread) =>
  (await spread.orders())
    .filter(({ leg }) => leg === 'near')
    .reduce((sum, { executedLots }) => sum + executedLots, 0);

test('between the news of a fill and its hedge there is no turn of the event loop, whatever the far leg waits for', async () => {
  const { far, near } = bench;
  const spread = await bench.spread({ sell: true, amount: 4, price: '300' });
  let hasTurned = false;
  const turns: boolean[] = [];
  const endHub = worker.hub.onChange((order) => {
    if (order.instrumentUid !== far.uid || order.lotsExecuted === 0) return;
    hasTurned = false;
    setImmediate(() => {
      hasTurned = true;
    });
  });
  worker.holdPosts(({ instrument }) => {
    if (instrument.uid === near.uid) turns.push(hasTurned);
  });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 4 });
  for (const [lots, hedged] of [
    [1, 10],
    [1, 20],
    [2, 40],
  ] as const) {
    await bench.fill(lots, { isFirst: hedged > 10 });
    await expectHedged(spread, hedged);
  }
  expect(await settled).toMatchObject({ executed: 4, spread: { unhedged: '0' } });
  endHub();
  worker.holdPosts(() => undefined);
  expect(turns.length).toBeGreaterThan(0);
  expect(turns).not.toContain(true);
}, 30_000);
