/** What the database refuses for good is told, and the task comes to a safe end. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import { readJournal } from '../../database/index.js';
import { APPEARS_WITHIN_MS } from '../../domain/leg.js';
import { createJournalWriter } from '../../execution/index.js';
import { eventually } from '../support/eventually.js';
import { purchaseOf, toldOf } from './spreads/bench-purchase.js';
import { SILENT } from './spreads/bench-worker.js';
import { openSpreadBench, type SpreadBench } from './spreads/spread-bench.js';

let bench: SpreadBench;
beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
}, 60_000);
afterAll(() => bench?.stop());
afterEach(() => sql`alter table orders drop constraint if exists mistaken`.execute(bench.db));

const REFUSED = {
  hedges: sql`leg <> 'near'`,
  fills: sql`executed_lots = 0`,
  doubts: sql`not doubted`,
};
const refuse = (what: keyof typeof REFUSED) =>
  sql`alter table orders add constraint mistaken check (${REFUSED[what]}) not valid`.execute(bench.db);

test('a spread whose hedges the log refuses hedges all the same, withdraws its far order and fails', async () => {
  const { far, near } = bench;
  const worker = await bench.worker();
  await bench.usualBooks();
  const before = await bench.filled(near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 2, price: '300' });
  const settled = worker.run(spread);
  await bench.untilWorking(far, { price: '31200', lots: 2 });
  await refuse('hedges');
  await bench.fill(1);
  expect(await settled).toMatchObject({
    reason: 'failed',
    executed: 1,
    error: { code: 'log-refused' },
    spread: { near: { executed: 100 }, unhedged: '0' },
  });
  expect((await bench.filled(near, 'buy')) - before).toBe(10);
  expect(bench.broker.ownOrders.working(far.uid)).toEqual([]);
  const { data } = await spread.untilTold('log-refused', 'warning');
  expect(data).toMatchObject({ ticker: near.ticker, message: expect.stringContaining('mistaken') });
  await worker.end();
}, 30_000);

test('whoever takes over a spread whose hedges the log refuses goes on, with the hedge that the log lacks', async () => {
  const { far, near, db } = bench;
  const [first, second] = [await bench.worker(), await bench.worker()];
  await bench.usualBooks();
  const before = await bench.filled(near, 'buy');
  const spread = await bench.spread({ sell: true, amount: 2, price: '300' });
  first.run(spread).catch(() => undefined);
  await bench.untilWorking(far, { price: '31200', lots: 2 });
  await refuse('hedges');
  first.holdPosts(({ instrument }) => {
    if (instrument.uid === near.uid) first.loseDatabase();
  });
  await bench.fill(1);
  await bench.untilFilled(near, before + 10);
  first.kill();
  await sql`update claims set valid_until = now() - interval '1 second' where task_key = ${spread.key}`.execute(
    db,
  );
  expect(await second.run(spread)).toMatchObject({
    reason: 'failed',
    executed: 1,
    error: { code: 'log-refused' },
    spread: { near: { executed: 100 }, unhedged: '0' },
  });
  expect((await bench.filled(near, 'buy')) - before).toBe(10);
  expect(bench.broker.ownOrders.working(far.uid)).toEqual([]);
  await Promise.all([first.end(), second.end()]);
}, 30_000);

test('a purchase whose fills the log refuses withdraws its order, counts what was executed and fails', async () => {
  const { near } = bench;
  const worker = await bench.worker();
  await bench.book(near, ['306.5', '306.6']);
  const task = await purchaseOf(bench, 5);
  const settled = worker.run(task);
  await bench.untilWorking(near, { lots: 5 });
  await refuse('fills');
  await bench.book(near, ['306.5', '306.6'], [500, 400]);
  await bench.exchange.trade(near.ticker, { side: 'sell', lots: 402, price: '306.5' });
  expect(await settled).toMatchObject({
    reason: 'failed',
    executedLots: 2,
    error: { code: 'log-refused' },
  });
  expect(bench.broker.ownOrders.working(near.uid)).toEqual([]);
  expect(await toldOf(bench, task, 'log-refused')).toHaveLength(1);
  await worker.end();
}, 30_000);

test.each(['purchase', 'spread'] as const)(
  'a %s whose log is refused while its order is in doubt fails when that cannot appear any more',
  async (kind) => {
    const worker = await bench.worker();
    await bench.usualBooks();
    await refuse('doubts');
    await bench.exchange.fault({ method: 'PostOrder', kind: 'unavailable', count: 1, probability: 1 });
    const task =
      kind === 'purchase'
        ? await purchaseOf(bench, 5)
        : await bench.spread({ sell: true, amount: 2, price: '300' });
    const settled = worker.run(task);
    await eventually(async () => (await toldOf(bench, task, 'log-refused')).length === 1, {
      what: 'refused',
    });
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + APPEARS_WITHIN_MS);
    try {
      expect(await settled).toMatchObject({ reason: 'failed', executed: 0, error: { code: 'log-refused' } });
    } finally {
      clock.mockRestore();
    }
    await worker.end();
  },
  30_000,
);

test('a line of the journal that the database refuses is told of, and the others are there', async () => {
  const { db } = bench;
  const journal = createJournalWriter(db, SILENT);
  const taskId = 'sellbuy/4711';
  const line = (message: string) =>
    ({ taskId, kind: 'command', severity: 'info', data: { message } }) as const;
  for (const message of ['one', 'two', 'not \u0000 text', 'four']) journal.write(line(message));
  await journal.flush();
  const told = (await readJournal(db, { after: 0, taskId })).map(({ kind, data }) => [
    kind,
    kind === 'line-refused' ? data.line : data.message,
  ]);
  expect(told).toEqual([
    ['command', 'one'],
    ['command', 'two'],
    ['line-refused', 'command'],
    ['command', 'four'],
  ]);
});
