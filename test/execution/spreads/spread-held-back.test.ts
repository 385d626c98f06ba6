/** What holds a hedge back, who is told, and what a person may answer. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let worker: BenchWorker;
let hedgedBefore: number;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  worker = await bench.worker();
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.exchange.status('SBER', 'NORMAL_TRADING');
  await bench.usualBooks();
  hedgedBefore = await bench.filled(bench.near, 'buy');
});

const hedged = async () => (await bench.filled(bench.near, 'buy')) - hedgedBefore;
/** One contract of two is executed at the moment of `happens`, before anybody here hears of that. */
const executedWhile = async (happens: () => Promise<unknown>) => {
  const spread = await bench.spread({ sell: true, amount: 2, price: '300', options: { displayQuantity: 1 } });
  const settled = worker.run(spread);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  // The far order may not be withdrawn before it is executed.
  worker.holdCancels(() => gate);
  await happens();
  await bench.fill(1);
  worker.holdCancels(() => undefined);
  letGo();
  return { spread, settled };
};
const finish = async (settled: Promise<unknown>) => {
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  await bench.fill(1);
  expect(await settled).toMatchObject({ reason: 'reached', executed: 2, spread: { unhedged: '0' } });
  expect(await hedged()).toBe(20);
};

test('the near leg closes: it is told, no far order follows, and the first moment it trades is used', async () => {
  const since = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
  const { spread, settled } = await executedWhile(() =>
    bench.exchange.status('SBER', 'NOT_AVAILABLE_FOR_TRADING'),
  );
  const { data } = await spread.untilTold('hedge-held-back', 'warning');
  expect(data).toMatchObject({ ticker: 'SBER', unhedged: '100' });
  const received = async () =>
    (await bench.exchange.ledger(since)).filter(({ kind }) => kind === 'received').length;
  // The far order alone.
  expect(await received()).toBe(1);
  await bench.exchange.status('SBER', 'NORMAL_TRADING');
  await spread.untilTold('hedge-done', 'report');
  expect(await hedged()).toBe(10);
  await finish(settled);
}, 30_000);

test('while its book is empty it is told, and the first offer is taken', async () => {
  const { spread, settled } = await executedWhile(() => bench.book(bench.near, ['306.5', null]));
  expect((await spread.untilTold('hedge-held-back', 'warning')).data).toMatchObject({ reason: 'no-book' });
  expect(await hedged()).toBe(0);
  await bench.book(bench.near, ['306.5', '306.6']);
  await spread.untilTold('hedge-done', 'report');
  await finish(settled);
}, 30_000);

test.each([
  [
    'the exchange takes no orders, whatever its status says',
    { kind: 'reject', code: '30079' },
    'not-trading',
  ],
  ['the rate limit stays used up', { kind: 'exhausted' }, 'rate-limit'],
  ['no sending of it is answered', { kind: 'unavailable' }, 'in-doubt'],
])(
  '%s: it is told, and its end as well',
  async (_, fault, reason) => {
    const { spread, settled } = await executedWhile(() =>
      bench.exchange.fault({ method: 'PostOrder', ticker: 'SBER', count: 100_000, ...fault }),
    );
    const { data } = await spread.untilTold('hedge-held-back', 'warning');
    expect(data).toEqual({ ticker: 'SBER', unhedged: '100', reason });
    expect(await hedged()).toBe(0);
    await bench.exchange.clearFaults();
    await spread.untilTold('hedge-done', 'report');
    await finish(settled);
  },
  60_000,
);

test('a halt and a stop take the far order away, and the fill that raced them is hedged all the same', async () => {
  const { spread, settled } = await executedWhile(bench.halt);
  expect(await settled).toMatchObject({ reason: 'halted', executed: 1, spread: { unhedged: '0' } });
  expect(await hedged()).toBe(10);
  await bench.unhalt();
  const again = worker.run(spread);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  await spread.tell('stop');
  expect(await again).toMatchObject({ reason: 'stopped', executed: 1, spread: { unhedged: '0' } });
  expect(bench.broker.ownOrders.working(bench.far.uid)).toEqual([]);
}, 30_000);

test('a pause takes the far order away; it goes on where it was', async () => {
  const { spread, settled } = await executedWhile(async () => undefined);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  await spread.tell('pause');
  expect(await settled).toMatchObject({ reason: 'paused', executed: 1, spread: { unhedged: '0' } });
  await spread.tell('run');
  await finish(worker.run(spread));
}, 30_000);

test('the near leg becomes dearer: the far order is gone before anybody can take it, and comes where it pays', async () => {
  const spread = await bench.spread({ sell: true, amount: 1, price: '500' });
  const settled = worker.run(spread);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  await bench.book(bench.near, ['308', '308.1']);
  // 500 + 100 × (308.10 + two ticks), and both commissions.
  const order = await eventually(
    () => {
      const [one] = bench.broker.ownOrders.working(bench.far.uid);
      return one?.price?.gt(31_312) ? one : undefined;
    },
    { what: 'the moved order', everyMs: 10 },
  );
  expect(order.price?.toNumber()).toBeLessThan(31_380);
  await spread.tell('stop');
  expect(await settled).toMatchObject({ reason: 'stopped', executed: 0 });
}, 30_000);

describe('a hedge that cannot be had within its bound', () => {
  const isAsked = () => worker.told.at(-1)?.waitingFor === 'person';
  test.each([
    ['at any price: it is taken beyond the bound', 'any-price'],
    ['keep trying: the bound begins at the price of now', 'keep-trying'],
    ['leave it: the spread ends with one leg, and says so', 'leave'],
  ] as const)(
    '%s',
    async (_, choice) => {
      // Others take every offer before the hedge comes, and the next one is dearer: its price leaves the bound behind.
      const spread = await bench.spread({
        sell: true,
        amount: 2,
        price: '300',
        options: { displayQuantity: 1 },
      });
      const settled = worker.run(spread);
      await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
      let isFirst = true;
      worker.holdPosts(async ({ instrument }) => {
        if (instrument.uid !== bench.near.uid || !isFirst) return;
        isFirst = false;
        await bench.exchange.book('SBER', { bids: [['306.5', 400]], asks: [['309', 400]] });
      });
      await bench.fill(1);
      const { data } = await spread.untilTold('hedge-needs-person', 'warning');
      expect(data).toMatchObject({ ticker: 'SBER', unhedged: '100', price: '309', dueLots: 10 });
      expect(isAsked()).toBe(true);
      expect(await hedged()).toBe(0);
      worker.holdPosts(() => undefined);
      await spread.answer(choice);
      if (choice === 'leave') {
        expect(await settled).toMatchObject({
          reason: 'left-unhedged',
          executed: 1,
          spread: { unhedged: '100' },
        });
        expect(await hedged()).toBe(0);
        // Nothing was hedged, and nobody is told so.
        expect((await spread.journal()).map(({ kind }) => kind)).not.toContain('hedge-done');
        return;
      }
      await spread.untilTold('hedge-done', 'report');
      expect(await hedged()).toBe(10);
      await eventually(() => !isAsked(), { what: 'nobody is asked any more', everyMs: 5 });
      await spread.tell('stop');
      expect(await settled).toMatchObject({ reason: 'stopped', executed: 1, spread: { unhedged: '0' } });
    },
    30_000,
  );
});

test('what was held at the start is gone: the hedge is not refused for a consent that nobody thought of', async () => {
  const { exchange, far, near } = bench;
  const sold = async () => bench.filled(near, 'sell');
  const before = await sold();
  await exchange.account({ positions: [] });
  const spread = await bench.spread({ sell: false, amount: 1, price: '500', margin: false });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { lots: 1 });
  await bench.fill(1);
  expect(await settled).toMatchObject({ reason: 'reached', spread: { unhedged: '0' } });
  expect((await sold()) - before).toBe(10);
});
