/** Between its decision and its sending a far order is looked at once more: judged by what the exchange took. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let worker: BenchWorker;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  worker = await bench.worker();
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(() => bench.usualBooks());

test('it is not sent once the near leg stopped trading', async () => {
  const { far, near, exchange, broker } = bench;
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let isHeld = false;
  worker.holdPosts(({ instrument }) => {
    if (instrument.uid !== far.uid || isHeld) return undefined;
    isHeld = true;
    return gate;
  });
  const spread = await bench.spread({ sell: true, amount: 2, price: '300' });
  const settled = worker.run(spread);
  await eventually(() => isHeld, { what: 'a far order about to go out', everyMs: 2 });
  await exchange.status(near.ticker, 'BREAK_IN_TRADING');
  await eventually(() => worker.tradable(near) === false, { what: 'the near leg is closed', everyMs: 2 });
  letGo();
  expect(await settled).toMatchObject({ reason: 'not-trading', executed: 0 });
  expect(await bench.ledgerOf(far, 'accepted')).toEqual([]);
  expect(broker.ownOrders.working(far.uid)).toEqual([]);
}, 30_000);
