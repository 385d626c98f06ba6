/** A worker that is cut off from the database goes on hedging, but for what a person may have let be meanwhile. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { twoWorkers } from './two-workers.js';

/** A hedge that the book shows within its bound is tried again a second after the last try. */
const TRIED_AGAIN_MS = 1_500;

const at = twoWorkers();

test('what a person let be at the next holder of the claim is not hedged by the one before', async () => {
  const before = await at.bench.filled(at.bench.near, 'buy');
  const spread = await at.bench.spread({ sell: true, amount: 1, price: '300' });
  at.first.run(spread).catch(() => undefined);
  await at.bench.untilWorking(at.bench.far, { price: '31200', lots: 1 });
  let isFirst = true;
  at.first.holdPosts(async ({ instrument }) => {
    if (instrument.uid !== at.bench.near.uid || !isFirst) return;
    isFirst = false;
    await at.bench.exchange.book('SBER', { bids: [['306.5', 400]], asks: [['309', 400]] });
  });
  await at.bench.fill(1);
  await spread.untilTold('hedge-needs-person', 'warning');
  at.first.loseDatabase();
  await spread.answer('leave', { dueLots: 10 });
  // It takes the task only when the other one's claim has run out.
  expect(await at.second.run(spread)).toMatchObject({ reason: 'left-unhedged', spread: { unhedged: '100' } });
  await at.bench.exchange.book('SBER', { bids: [['306.5', 400]], asks: [['306.6', 400]] });
  await eventually(() => at.first.sees(at.bench.near, ['306.5', '306.6']), {
    what: 'an offer within its bound',
  });
  // Nothing tells of an order that is not sent.
  await delay(TRIED_AGAIN_MS);
  const after = await at.bench.filled(at.bench.near, 'buy');
  at.first.kill();
  expect(after - before).toBe(0);
}, 30_000);
