/** A limit in roubles holds running tasks: they place nothing that would break it, say so, and go on when there is room. */
import { expect } from '@jest/globals';
import { type TaskRow, taskByKey, writeMode, writeSetting } from '../../../database/index.js';
import type { SettingKey, Settings } from '../../../domain/settings.js';
import { describeEntry } from '../../../locales/index.js';
import { eventually } from '../../support/eventually.js';
import { testMeanwhile } from '../../support/meanwhile.js';
import { purchaseOf, toldOf } from './bench-purchase.js';
import { openSpreadBench, type SpreadBench } from './spread-bench.js';

const inOwnBench = async (story: (bench: SpreadBench) => Promise<void>) => {
  const bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  try {
    await story(bench);
  } finally {
    await bench.stop();
  }
};
const set = <Key extends SettingKey>({ db }: SpreadBench, key: Key, value: Settings[Key]) =>
  writeSetting(db, { key, value, by: 'test' });
const received = async (bench: SpreadBench) =>
  (await bench.ledgerOf(bench.near)).filter(({ kind }) => kind === 'received').length;
const untilHeld = ({ db }: SpreadBench, { key }: Pick<TaskRow, 'key'>) =>
  eventually(async () => (await taskByKey(db, key))?.idle, {
    what: 'it says what holds it',
    timeoutMs: 30_000,
  });
const untilTold = (bench: SpreadBench, row: TaskRow) =>
  eventually(async () => (await toldOf(bench, row, 'no-order-placed'))[0], { what: 'it is told' });

for (const limit of ['order', 'task', 'instrument', 'day'] as const)
  testMeanwhile(
    `a purchase that began before limits.${limit} sends nothing, says so, and goes on at once when it is raised`,
    () =>
      inOwnBench(async (bench) => {
        await bench.usualBooks();
        const worker = await bench.worker();
        const key = `limits.${limit}` as const;
        await set(bench, key, '12259.99');
        // 4 lots of 10 at 306.5.
        const row = await purchaseOf(bench, 4);
        const settled = worker.run(row);
        const expected = { reason: 'limit', of: 'SBER', limit, value: '12259.99', would: '12260' };
        expect(await untilHeld(bench, row)).toMatchObject(expected);
        const told = await untilTold(bench, row);
        expect(told).toMatchObject({ severity: 'warning', data: expected });
        expect(describeEntry('en', told)).toContain(`/settings ${key}`);
        expect(await received(bench)).toBe(0);
        await set(bench, key, '12260');
        await bench.untilWorking(bench.near, { lots: 4 });
        expect(await toldOf(bench, row, 'no-order-placed')).toHaveLength(1);
        await writeMode(bench.db, { key: row.key, mode: 'stop' });
        expect(await settled).toMatchObject({ reason: 'stopped', executed: 0 });
        expect(await received(bench)).toBe(1);
      }),
  );

testMeanwhile('limits.openOrders: a purchase waits until the order of another one has ended', () =>
  inOwnBench(async (bench) => {
    await bench.usualBooks();
    const worker = await bench.worker();
    await set(bench, 'limits.openOrders', 1);
    const [first, second] = [await purchaseOf(bench, 1), await purchaseOf(bench, 2)];
    const ends = [worker.run(first)];
    await bench.untilWorking(bench.near, { lots: 1 });
    ends.push(worker.run(second));
    expect(await untilHeld(bench, second)).toMatchObject({ limit: 'openOrders', value: '1', would: '2' });
    expect(await received(bench)).toBe(1);
    await writeMode(bench.db, { key: first.key, mode: 'stop' });
    await bench.untilWorking(bench.near, { lots: 2 });
    await writeMode(bench.db, { key: second.key, mode: 'stop' });
    await Promise.all(ends);
  }),
);

testMeanwhile(
  'a spread at its limit places no second far order, and the hedge of the first one is sent all the same',
  () =>
    inOwnBench(async (bench) => {
      await bench.usualBooks();
      const worker = await bench.worker();
      // A contract at 31200 fits, its hedge of 100 × 306.6 would be too much for every limit by then.
      await set(bench, 'limits.day', '40000');
      await set(bench, 'limits.openOrders', 1);
      const options = { displayQuantity: 1 };
      const spread = await bench.spread({ sell: true, amount: 2, price: '300', options });
      const settled = worker.run(spread);
      await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
      await set(bench, 'limits.order', '1');
      await bench.fill(1);
      await bench.untilFilled(bench.near, 10);
      expect(await untilHeld(bench, spread)).toMatchObject({ limit: 'order', value: '1', would: '31200' });
      expect(bench.broker.ownOrders.working(bench.far.uid)).toEqual([]);
      await spread.tell('stop');
      expect(await settled).toMatchObject({ reason: 'stopped', executed: 1, spread: { unhedged: '0' } });
    }),
);
