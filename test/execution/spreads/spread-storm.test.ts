/**
 * Everything at once, over the real exchange: books that move, fills, faults, pauses, halts, a near leg that closes, workers
 * that die. `SEED=7` tells another story, `STORIES=20` so many.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Settlement } from '../../../domain/task.js';
import { Random } from '../../../paper/market/random.js';
import { eventually } from '../../support/eventually.js';
import { type BenchSpread, type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

const FIRST = Number(process.env.SEED ?? 1);
const COUNT = Number(process.env.STORIES ?? 2);
const AMOUNT = 12;
const FAULTS = ['lose-answer', 'unavailable', 'appear-late', 'exhausted', 'reject'] as const;

let bench: SpreadBench;
let worker: BenchWorker;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  worker = await bench.worker();
});
afterEach(() => worker.end());

/** What its workflow would do: it goes on after whatever is no end. */
function carriedOut(spread: BenchSpread) {
  let end: Settlement | undefined;
  let isOver = false;
  const carry = async () => {
    while (!isOver && !end) {
      const settlement = await worker.run(spread).catch(() => undefined);
      if (!settlement) await delay(20);
      else if (['paused', 'halted', 'not-trading'].includes(settlement.reason)) await delay(20);
      else end = settlement;
    }
  };
  const carrying = carry();
  return {
    end: () => end,
    async stop() {
      isOver = true;
      await carrying;
    },
  };
}

const storm = async (seed: number) => {
  const { exchange, far, near } = bench;
  const random = new Random(`storm ${seed}`);
  const since = (await exchange.ledger()).at(-1)?.seq ?? 0;
  let near100 = 30_650;
  const nearBook = () =>
    exchange.book(near.ticker, {
      bids: [[(near100 / 100).toFixed(2), 300]],
      asks: [[((near100 + 5) / 100).toFixed(2), 300]],
    });
  const farBook = () =>
    exchange.book(far.ticker, { bids: [['31000', 50]], asks: [['31200', 1 + random.below(5)]] });
  await nearBook();
  await farBook();
  const spread = await bench.spread({
    sell: true,
    amount: AMOUNT,
    price: '300',
    options: { displayQuantity: 3 },
  });
  const task = carriedOut(spread);
  const happenings: readonly (() => Promise<unknown>)[] = [
    farBook,
    farBook,
    farBook,
    farBook,
    () => exchange.trade(far.ticker, { side: 'buy', lots: 8, price: '31250' }),
    () => exchange.trade(far.ticker, { side: 'buy', lots: 1 + random.below(4), price: '31250' }),
    () => exchange.trade(far.ticker, { side: 'buy', lots: 8, price: '31250' }),
    () => {
      near100 += random.below(60) - 30;
      return nearBook();
    },
    () =>
      exchange.fault({
        method: random.below(4) === 0 ? 'CancelOrder' : 'PostOrder',
        kind: FAULTS[random.below(FAULTS.length)] ?? 'unavailable',
        code: '30042',
        ms: 400,
      }),
    () => spread.tell(random.below(4) === 0 ? 'pause' : 'run'),
    () => (random.below(4) === 0 ? bench.halt() : bench.unhalt()),
    () =>
      exchange.status(near.ticker, random.below(4) === 0 ? 'NOT_AVAILABLE_FOR_TRADING' : 'NORMAL_TRADING'),
    async () => {
      if (random.below(3) > 0) return;
      const dead = worker;
      dead.kill();
      await sql`update claims set valid_until = '-infinity' where task_key = ${spread.key}`.execute(bench.db);
      worker = await bench.worker();
      await dead.end();
    },
  ];
  for (let step = 0; step < 40; step += 1) {
    await happenings[random.below(happenings.length)]?.();
    await delay(random.below(60));
  }
  await exchange.clearFaults();
  await exchange.status(near.ticker, 'NORMAL_TRADING');
  await bench.unhalt();
  await spread.tell('run');
  near100 = 30_650;
  await nearBook();
  await delay(100);
  await spread.tell('stop');
  await eventually(task.end, { what: `the end of story ${seed}`, timeoutMs: 25_000 });
  await task.stop();
  const fills = (await exchange.ledger(since)).filter(({ kind }) => kind === 'fill');
  return { end: task.end(), fills };
};

test.each(Array.from({ length: COUNT }, (_, index) => FIRST + index))(
  'story %i: never more than is due on either leg, and balanced at the end',
  async (seed) => {
    const { end, fills } = await storm(seed);
    const done = { far: 0, near: 0 };
    for (const { ticker, lots = 0 } of fills) {
      if (ticker === bench.far.ticker) done.far += lots;
      else done.near += lots;
      expect(done.far).toBeLessThanOrEqual(AMOUNT);
      expect(done.near).toBeLessThanOrEqual(done.far * 10);
    }
    expect(done.near).toBe(done.far * 10);
    expect(end).toMatchObject({
      executed: done.far,
      spread: { near: { executed: done.near * 10 }, unhedged: '0' },
    });
  },
  60_000,
);
