/** What happens to positions by no order of ours is told, once, and what our own orders do to them never is. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Reconciliation } from '../../../execution/index.js';
import { openReconciliationBench, type ReconciliationBench } from './reconciliation-bench.js';

let bench: ReconciliationBench;
let worker: Reconciliation;
beforeAll(async () => {
  bench = await openReconciliationBench();
  const { control, sber } = bench;
  await control.account({ money: '10000000', positions: { [sber.ticker]: 100 * sber.lot } });
  await control.book(sber.ticker, { bids: [['300', 1_000]], asks: [['300.1', 1_000]] });
  worker = bench.worker();
  await bench.settle(worker);
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  worker = bench.worker();
  await bench.settle(worker);
  await bench.told();
});
/** A restart, and two workers that look at the same moments, tell nothing again. */
afterEach(async () => {
  await bench.settle(bench.worker(), bench.worker());
  expect(await bench.told()).toEqual([]);
});

const held = async () => {
  const { securities } = await bench.broker.account.positions();
  const position = securities.find(({ instrumentUid }) => instrumentUid === bench.sber.uid);
  return (position?.free ?? 0) + (position?.blocked ?? 0);
};

test('a position that somebody changed: what it was, should be and is, to be asked about', async () => {
  const { control, sber } = bench;
  const was = await held();
  await control.account({ money: '10000000', positions: { [sber.ticker]: was - 30 } });
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toEqual([
    {
      kind: 'position-differs',
      severity: 'warning',
      taskId: null,
      ticker: 'SBER',
      was,
      since: expect.any(String),
      expected: was,
      amount: was - 30,
      guess: 'corporate-action',
    },
  ]);
  // Once more, by the same figure: that is news.
  await control.account({ money: '10000000', positions: { [sber.ticker]: was - 60 } });
  await bench.settle(worker);
  expect(await bench.told()).toMatchObject([
    { kind: 'position-differs', expected: was - 30, amount: was - 60 },
  ]);
}, 30_000);

test('it is told although tasks trade in it meanwhile, by the difference alone', async () => {
  const { control, sber } = bench;
  const task = await bench.task(sber);
  const was = await held();
  await bench.ours(task, 1, { instrument: sber, direction: 'buy', lots: 4, price: '300.1' });
  await control.account({ money: '10000000', positions: { [sber.ticker]: was + 4 * sber.lot + 70 } });
  await bench.ours(task, 2, { instrument: sber, direction: 'sell', lots: 2, price: '300' });
  await bench.settle(worker);
  const now = was + 2 * sber.lot;
  expect(await bench.told()).toMatchObject([
    { kind: 'position-differs', was, expected: now, amount: now + 70 },
  ]);
}, 30_000);

test('a trade of another program on the account is explained, with what is held then', async () => {
  const { sber } = bench;
  const was = await held();
  const { brokerOrderId } = await bench.foreign({
    instrument: sber,
    direction: 'sell',
    lots: 3,
    price: '300',
  });
  await bench.settle(worker, bench.worker());
  const traded = 3 * sber.lot;
  expect(await bench.told()).toEqual([
    {
      ...{ kind: 'foreign-trade', severity: 'info', taskId: null, ticker: 'SBER', brokerOrderId },
      ...{ direction: 'sell', traded, amount: was - traded },
    },
  ]);
}, 30_000);

test('a spread whose hedge somebody sold is named, once', async () => {
  const { sber } = bench;
  const spread = await bench.task(sber, { kind: 'spread' });
  const was = await held();
  const lots = was / sber.lot + 5;
  await bench.ours(spread, 1, { instrument: sber, direction: 'buy', lots, price: '300.1' }, 'near');
  await bench.settle(worker);
  expect(await bench.told()).toEqual([]);
  const needed = lots * sber.lot;
  await bench.foreign({ instrument: sber, direction: 'sell', lots: was / sber.lot, price: '300' });
  await bench.settle(worker);
  expect(await bench.told()).toMatchObject([{ kind: 'foreign-trade' }]);
  await bench.foreign({ instrument: sber, direction: 'sell', lots: 2, price: '300' });
  await bench.settle(worker);
  expect(await bench.told()).toMatchObject([
    { kind: 'foreign-trade' },
    {
      ...{ kind: 'hedge-gone', severity: 'warning', taskId: spread.id, ticker: 'SBER' },
      ...{ needed, amount: needed - 2 * sber.lot },
    },
  ]);
  await bench.finish(spread);
}, 30_000);

describe('nothing is told', () => {
  test('of ten tasks that trade while several workers look', async () => {
    const { control, sber, broker } = bench;
    const gazp = await broker.instruments.byTicker('GAZP');
    if (!gazp) throw new Error('GAZP is not listed');
    await control.book('GAZP', { bids: [['150', 1_000]], asks: [['150.1', 1_000]] });
    let isOver = false;
    const others = [worker, bench.worker()];
    const looking = others.map(async (each) => {
      while (!isOver) await each.look('again');
    });
    const trading = Array.from({ length: 10 }, async (_, place) => {
      const [instrument, bid, ask] = place % 2 === 0 ? [sber, '300', '300.1'] : [gazp, '150', '150.1'];
      const task = await bench.task(instrument);
      for (let number = 1; number <= 8; number += 1) {
        const isPurchase = (place + number) % 3 > 0;
        const direction = isPurchase ? 'buy' : 'sell';
        await bench.ours(task, number, { instrument, direction, lots: 1, price: isPurchase ? ask : bid });
      }
      await bench.finish(task);
    });
    await Promise.all(trading);
    isOver = true;
    await Promise.all(looking);
    await bench.settle(...others);
    expect(await bench.told()).toEqual([]);
  }, 60_000);

  test('of an order in doubt that is found by no call, while it may be what moved the position', async () => {
    const { control, sber } = bench;
    await control.fault({ method: 'PostOrder', kind: 'appear-late', ms: 3_600_000, count: 1 });
    const task = await bench.task(sber);
    const order = { instrument: sber, direction: 'buy', lots: 2, price: '300.1' } as const;
    const key = await bench.log(task, 1, order, { state: 'sent' });
    await bench.broker.orders
      .post({ ...bench.asLimit(order), clientOrderId: key })
      .catch((error: unknown) => expect(error).toMatchObject({ remedy: 'ask-first' }));
    for (let looks = 0; looks < 6; looks += 1) await worker.look('again');
    expect(await worker.look('again')).toBe(false);
    expect(await bench.told()).toEqual([]);
    await control.clearFaults();
    // A person says what became of it: the position follows from the log then.
    await bench.record(key, 'final', 2);
    await bench.settle(worker);
    expect(await bench.told()).toEqual([]);
  }, 30_000);
});
