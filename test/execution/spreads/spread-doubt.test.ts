/** Whatever becomes of a hedge's call, it is hedged exactly once: judged by the exchange's own fills. */
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
beforeEach(async () => {
  await bench.exchange.clearFaults();
  worker.holdPosts(() => undefined);
  await bench.usualBooks();
});

/** A spread of two contracts whose far order works; `strike` comes before the far fill. */
const hedgedAfter = async (strike: () => Promise<unknown>) => {
  const { far, near } = bench;
  const before = await bench.filled(near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 2, price: '300' });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 2 });
  await strike();
  await bench.fill(2);
  const settlement = await settled;
  expect(settlement).toMatchObject({
    reason: 'reached',
    executed: 2,
    spread: { near: { executed: 200 }, unhedged: '0' },
  });
  expect((await bench.filled(near, 'buy')) - before).toBe(20);
  return { spread, settlement };
};

test.each([
  ['its answer is lost', { kind: 'lose-answer' }],
  ['the broker is not there', { kind: 'unavailable', count: 2 }],
  ['it appears late, and is found by no call', { kind: 'appear-late', ms: 1_500 }],
  ['the rate limit is used up', { kind: 'exhausted' }],
  [
    'the exchange does not take orders, whatever its status says',
    { kind: 'reject', code: '30079', count: 2 },
  ],
  ['it is refused, for want of money', { kind: 'reject', code: '30042', count: 2 }],
])(
  'when %s',
  async (_, fault) => {
    await hedgedAfter(() => bench.exchange.fault({ method: 'PostOrder', ...fault }));
  },
  30_000,
);

test('a refused hedge is told, and lets no new far order out until it is taken', async () => {
  const { far } = bench;
  const since = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
  const spread = await bench.spread({ sell: true, amount: 2, price: '300', options: { displayQuantity: 1 } });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  await bench.exchange.fault({ method: 'PostOrder', kind: 'reject', code: '30042', count: 3 });
  await bench.fill(1);
  expect((await spread.untilTold('hedge-held-back', 'warning')).data).toMatchObject({ reason: 'refused' });
  await spread.untilTold('hedge-done', 'report');
  await bench.untilWorking(far, { price: '31200', lots: 1 });
  await bench.fill(1);
  expect(await settled).toMatchObject({ reason: 'reached', spread: { unhedged: '0' } });
  const posts = (await bench.exchange.ledger(since)).filter(({ kind }) => kind === 'received');
  // The hedge goes out until it is taken, then the next far order.
  expect(posts.map(({ ticker }) => (ticker === far.ticker ? 'far' : 'near'))).toEqual([
    'far',
    'near',
    'near',
    'near',
    'near',
    'far',
    'near',
  ]);
}, 30_000);

test('a far call that hangs does not delay a hedge', async () => {
  const { far, near } = bench;
  const before = await bench.filled(near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 2, price: '300' });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 2 });
  // An amendment takes the order away; the answer to that does not come for as long as it takes.
  let letGo: () => void = () => undefined;
  let isHeld = false;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  worker.holdCancels(() => {
    isHeld = true;
    return gate;
  });
  await spread.change((wish) => ({ ...wish, limitPrice: '600' }));
  await eventually(() => isHeld, { what: 'a cancel under way', everyMs: 5 });
  await bench.fill(1);
  await bench.untilFilled(near, before + 10);
  worker.holdCancels(() => undefined);
  letGo();
  // Where it rests now nobody else is.
  const order = await bench.untilWorking(far, { lots: 1 });
  const price = order.price?.toFixed() ?? '';
  await bench.exchange.trade(far.ticker, { side: 'buy', lots: 1_000, price });
  expect(await settled).toMatchObject({ reason: 'reached', executed: 2, spread: { unhedged: '0' } });
  expect(Number(price)).toBeGreaterThan(31_200);
}, 30_000);
