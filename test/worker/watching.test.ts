/** An alert and a watch as real workers carry them out: paused, killed, handed over, and over when they have told all. */
import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { readJournal, type TaskRow, watchMarks } from '../../database/index.js';
import type { AlertRequest, WatchRequest } from '../../domain/watching/requests.js';
import { eventually } from '../support/eventually.js';
import { recordHistory } from '../support/record-history.js';
import { type System, startSystem } from '../support/system.js';

const BELOW = ['299.8', '299.9'] as const;
const ABOVE = ['300.1', '300.2'] as const;
const nothing = { lot: 1, amount: null, limitPrice: null } as const;

const book = ({ exchange }: System, [bid, ask]: readonly [string, string], ticker = 'SBER') =>
  exchange.book(ticker, { bids: [[bid, 4_000]], asks: [[ask, 4_000]] });

async function alertAt(system: System, price: string, once: boolean): Promise<TaskRow> {
  const { ticker, uid: instrumentUid } = await system.instrument('SBER');
  const legs = { ticker, instrumentUid, against: null, againstUid: null, ratio: null };
  const request: AlertRequest = { ...nothing, ...legs, price, once };
  return system.tasks.start({ kind: 'alert', request, by: 'test' });
}

const told = async ({ db }: System, { id: taskId }: TaskRow) =>
  (await readJournal(db, { after: 0, taskId, limit: 1_000 })).filter(({ kind }) => kind.endsWith('-crossed'));

const seen = (system: System, task: TaskRow, above: boolean, reports: number) =>
  eventually(
    async () => {
      const [mark] = await watchMarks(system.db, task.key);
      return mark?.above === above && (await told(system, task)).length === reports;
    },
    { what: `${task.id} above: ${above}, told ${reports}`, timeoutMs: 20_000 },
  );

const eventsOf = async ({ client }: System, { id }: TaskRow) =>
  (await client.workflow.getHandle(id).fetchHistory()).events?.length;

test('what only watches survives pauses, kill -9 and hand-over, tells each crossing once, and ends like any task', async () => {
  const system = await startSystem();
  const { tasks, db, client } = system;
  try {
    await book(system, BELOW);
    const first = await system.startWorker();
    const task = await alertAt(system, '300', false);
    const once = await alertAt(system, '299.5', true);
    await Promise.all([seen(system, task, false, 0), seen(system, once, true, 0)]);

    // What crosses while it is paused is told when it goes on, as it stands then.
    await tasks.pause(task.id, 'test');
    await book(system, ABOVE);
    await tasks.resume(task.id, 'test');
    await seen(system, task, true, 1);

    // Nothing of the market is in its history.
    const events = await eventsOf(system, once);
    for (const prices of [BELOW, ABOVE, BELOW]) await book(system, prices);
    await seen(system, task, false, 1);
    expect(await eventsOf(system, once)).toBe(events);

    first.child.kill('SIGKILL');
    await book(system, ABOVE);
    await sql`update watch_marks set told_at = told_at - interval '2 minutes'`.execute(db);
    await Promise.all([system.startWorker(), system.startWorker()]);
    await seen(system, task, true, 2);
    await book(system, ['299.4', '299.5']);
    await seen(system, task, false, 2);

    const done = await system.untilState(once.id, 'done');
    expect(done.result).toMatchObject({
      watching: 'alert',
      ticker: 'SBER',
      price: '299.5',
      told: 1,
      why: 'once',
    });
    await recordHistory(client, { taskId: once.id, name: 'alert-once' });

    await tasks.cancel(task.id, 'test');
    const cancelled = await system.untilState(task.id, 'cancelled');
    expect(cancelled).toMatchObject({ amount: null, executed: '2', result: { told: 2, why: null } });
    expect(await watchMarks(db, task.key)).toEqual([]);
    await recordHistory(client, { taskId: task.id, name: 'alert-cancelled' });

    await theWatch(system);
  } finally {
    await system.stop();
  }
}, 120_000);

/** A day from scan to scan: it scans when it begins, and when it goes on after a pause. */
async function theWatch(system: System): Promise<void> {
  const { tasks, client, broker } = system;
  const { positionUid } = await system.instrument('SBER');
  const far = (await broker.instruments.ofAsset(positionUid)).filter(
    ({ future }) => future && !future.perpetual,
  )[1];
  if (!far?.future) throw new Error('SBER has no second future');
  const size = far.future.basicAssetSize;
  const futureAt = (price: number) =>
    book(system, [size.mul(price).toFixed(0), size.mul(price).add(1).toFixed(0)], far.ticker);
  await book(system, BELOW);
  // Nobody pays that much a year but for this pair, however far away its end is.
  await futureAt(600);
  const request: WatchRequest = {
    ...nothing,
    ticker: null,
    instrumentUid: null,
    rate: '100',
    minutes: 1_440,
  };
  const task = await tasks.start({ kind: 'watch', request, by: 'test' });
  const untilTold = (count: number) =>
    eventually(async () => (await told(system, task)).length === count, {
      what: `the watch told ${count}`,
      timeoutMs: 20_000,
    });
  const scanAgain = async () => {
    await tasks.pause(task.id, 'test');
    await tasks.resume(task.id, 'test');
  };
  await untilTold(1);
  const [report] = await told(system, task);
  expect(report?.data.pairs).toMatch(
    new RegExp(`^${far.ticker} / SBER: \\d+\\.\\d\\d %, \\+\\d+\\.\\d\\d ₽$`, 'm'),
  );

  await futureAt(290);
  await scanAgain();
  await eventually(async () => (await watchMarks(system.db, task.key)).every(({ above }) => !above), {
    what: 'it went back',
    timeoutMs: 20_000,
  });
  await futureAt(600);
  await scanAgain();
  await untilTold(2);
  await tasks.cancel(task.id, 'test');
  await system.untilState(task.id, 'cancelled');
  await recordHistory(client, { taskId: task.id, name: 'watch-cancelled' });
}
