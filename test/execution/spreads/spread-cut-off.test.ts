/** A worker that is cut off from the database goes on hedging, but for what a person may have let be meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

/** A hedge that the book shows within its bound is tried again a second after the last try. */
const TRIED_AGAIN_MS = 1_500;

let bench: SpreadBench;
let first: BenchWorker;
let second: BenchWorker;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  [first, second] = await Promise.all([bench.worker(), bench.worker()]);
  await bench.usualBooks();
});
afterEach(() => Promise.all([first.end(), second.end()]));

test('what a person let be at the next holder of the claim is not hedged by the one before', async () => {
  const before = await bench.filled(bench.near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 1, price: '300' });
  first.run(spread).catch(() => undefined);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  let isFirst = true;
  first.holdPosts(async ({ instrument }) => {
    if (instrument.uid !== bench.near.uid || !isFirst) return;
    isFirst = false;
    await bench.exchange.book('SBER', { bids: [['306.5', 400]], asks: [['309', 400]] });
  });
  await bench.fill(1);
  await spread.untilTold('hedge-needs-person', 'warning');
  first.loseDatabase();
  await spread.answer('leave', { dueLots: 10 });
  // It takes the task only when the other one's claim has run out.
  expect(await second.run(spread)).toMatchObject({ reason: 'left-unhedged', spread: { unhedged: '100' } });
  await bench.exchange.book('SBER', { bids: [['306.5', 400]], asks: [['306.6', 400]] });
  await eventually(() => first.sees(bench.near, ['306.5', '306.6']), { what: 'an offer within its bound' });
  // Nothing tells of an order that is not sent.
  await delay(TRIED_AGAIN_MS);
  const after = await bench.filled(bench.near, 'buy');
  first.kill();
  expect(after - before).toBe(0);
}, 30_000);
