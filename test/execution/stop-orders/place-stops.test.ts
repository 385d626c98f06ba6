/** A ladder is placed as fast as the limit allows, each order once, whatever becomes of answers, workers and people's minds. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { taskByKey } from '../../../database/index.js';
import { openSpreadBench, type SpreadBench } from '../spreads/spread-bench.js';
import { judge, ladderOf, placedSince, rungs } from './ladder-bench.js';

let bench: SpreadBench;
beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  await bench.book(bench.near, ['306.5', '306.6']);
}, 60_000);
afterAll(() => bench?.stop());
afterEach(() => bench.exchange.clearFaults());

const CLEAN = { doubles: [], lost: [], strange: [] };

test('places more than one window of the limit, and reports what it came to', async () => {
  const task = await ladderOf(bench, [...rungs(69), { price: '150', lifetimeMs: 0 }]);
  const worker = await bench.worker();
  const settlement = await worker.run(task);
  expect(settlement).toMatchObject({
    reason: 'complete',
    executed: 69,
    stopFigures: { amount: 69, skipped: 1, failed: 0 },
  });
  expect(await judge(bench, task)).toEqual(CLEAN);
  expect(await placedSince(bench)).toHaveLength(69);
  expect((await taskByKey(bench.db, task.key))?.progress).toMatchObject({ placed: 69, left: 0, skipped: 1 });
  await worker.end();
});
