/** A calendar spread of two futures on one asset: one contract against one, prices of either sign. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR' });
}, 60_000);
afterAll(() => bench?.stop());

test('it is bought at a price below zero, contract by contract', async () => {
  const { far, near } = bench;
  expect([far.kind, near.kind, far.lot, near.lot]).toEqual(['future', 'future', 1, 1]);
  await bench.book(near, ['31000', '31010']);
  await bench.book(far, ['30900', '30950']);
  const worker = await bench.worker();
  const spread = await bench.spread({
    sell: false,
    amount: 3,
    price: '-60',
    options: { displayQuantity: 2 },
  });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '30900', lots: 2 });
  await bench.fill(1);
  await bench.fill(1, { isFirst: true });
  await bench.untilFilled(near, 2);
  await bench.untilWorking(far, { price: '30900', lots: 1 });
  await bench.fill(1);
  expect(await settled).toMatchObject({
    reason: 'reached',
    executed: 3,
    averagePrice: '-100',
    spread: { far: { executed: 3 }, near: { executed: 3, averagePrice: '31000' }, unhedged: '0' },
  });
  expect([await bench.filled(far, 'buy'), await bench.filled(near, 'sell')]).toEqual([3, 3]);
}, 30_000);
