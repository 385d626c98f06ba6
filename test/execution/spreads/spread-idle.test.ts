/** A spread that runs and has no far order says what is missing, and its row shows it until an order is placed. */
import { expect } from '@jest/globals';
import { writeSetting } from '../../../database/index.js';
import { describeEntry } from '../../../locales/index.js';
import { eventually } from '../../support/eventually.js';
import { testMeanwhile } from '../../support/meanwhile.js';
import { type BenchSpread, openSpreadBench, type SpreadBench } from './spread-bench.js';

const MINUTE_MS = 60_000;

const inOwnBench = async (story: (bench: SpreadBench) => Promise<void>) => {
  const bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  try {
    await story(bench);
  } finally {
    await bench.stop();
  }
};

const toldOf = async (spread: BenchSpread) =>
  (await spread.journal()).filter(({ kind }) => kind === 'no-order-placed');
const untilTold = (spread: BenchSpread, reason: string) =>
  eventually(async () => (await toldOf(spread)).find(({ data }) => data.reason === reason), {
    what: `no order because of ${reason}`,
    timeoutMs: 30_000,
  });
const untilShown = (spread: BenchSpread, reason: string | undefined) =>
  eventually(async () => (await spread.row())?.idle?.reason === reason, { what: `${reason} is shown` });

testMeanwhile('without hours, then without commissions, then with nobody to hedge with', () =>
  inOwnBench(async (bench) => {
    const { exchange, far } = bench;
    const worker = await bench.worker();
    await bench.usualBooks();
    for (const method of ['TradingSchedules', 'GetOrderPrice'])
      await exchange.fault({ method, kind: 'unavailable', count: 1_000 });
    const spread = await bench.spread({ sell: true, amount: 1, price: '300' });
    const settled = worker.run(spread);
    const told = await untilTold(spread, 'hours-unknown');
    expect(told.severity).toBe('warning');
    expect(describeEntry('ru', told)).toContain('часы торгов');
    expect(describeEntry('en', told)).toContain('trading hours');
    await untilShown(spread, 'hours-unknown');

    await exchange.clearFaults();
    await exchange.fault({ method: 'GetOrderPrice', kind: 'unavailable', count: 1_000 });
    const next = await untilTold(spread, 'commission-unknown');
    expect([far.ticker, 'SBER']).toContain(next.data.of);
    await untilShown(spread, 'commission-unknown');

    await bench.book(bench.near, ['306.5', null]);
    await exchange.clearFaults();
    expect((await untilTold(spread, 'no-hedge')).data.of).toBe('SBER');
    await bench.book(bench.near, ['306.5', '306.6']);
    await bench.untilWorking(far, { price: '31200', lots: 1 });
    await untilShown(spread, undefined);
    expect((await toldOf(spread)).map(({ data }) => data.reason)).toEqual([
      'hours-unknown',
      'commission-unknown',
      'no-hedge',
    ]);
    await spread.tell('stop');
    expect(await settled).toMatchObject({ reason: 'stopped' });
  }),
);

testMeanwhile('the edges of sessions that are set hold it and let it go on at once, while it runs', () =>
  inOwnBench(async (bench) => {
    const worker = await bench.worker();
    const now = Date.now();
    worker.trades([{ from: new Date(now - 5 * MINUTE_MS), to: new Date(now + 10 * MINUTE_MS) }]);
    await bench.usualBooks();
    const spread = await bench.spread({ sell: true, amount: 1, price: '300' });
    const settled = worker.run(spread);
    await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
    for (const [key, tight, loose] of [
      ['session.beforeCloseSeconds', 900, 60],
      ['session.afterOpeningSeconds', 600, 60],
    ] as const) {
      await writeSetting(bench.db, { key, value: tight, by: 'test' });
      await eventually(() => bench.broker.ownOrders.working(bench.far.uid).length === 0, {
        what: `no far order within ${key}`,
      });
      await writeSetting(bench.db, { key, value: loose, by: 'test' });
      await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
    }
    await spread.tell('stop');
    expect(await settled).toMatchObject({ reason: 'stopped', executed: 0 });
  }),
);

testMeanwhile('that begins again, and cannot read the orders of the day to compare its legs', () =>
  inOwnBench(async (bench) => {
    const worker = await bench.worker();
    await bench.usualBooks();
    const spread = await bench.spread({
      sell: true,
      amount: 2,
      price: '300',
      options: { displayQuantity: 1 },
    });
    const begun = worker.run(spread);
    await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
    await bench.fill(1);
    await bench.untilFilled(bench.near, 10);
    await bench.halt();
    expect(await begun).toMatchObject({ reason: 'halted', executed: 1 });
    await bench.exchange.fault({ method: 'GetOrders', kind: 'unavailable', count: 1_000 });
    await bench.unhalt();
    const settled = worker.run(spread);
    await untilTold(spread, 'not-compared');
    await untilShown(spread, 'not-compared');
    await bench.exchange.clearFaults();
    await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
    await untilShown(spread, undefined);
    await spread.tell('stop');
    expect(await settled).toMatchObject({ reason: 'stopped', executed: 1, spread: { unhedged: '0' } });
  }),
);
