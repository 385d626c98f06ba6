/** How stop orders of tasks ended, what their children did, and stop orders of others. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { StopOrder } from '../../../broker/index.js';
import type { TaskRow } from '../../../database/index.js';
import type { Reconciliation } from '../../../execution/index.js';
import { openReconciliationBench, type ReconciliationBench } from './reconciliation-bench.js';

let bench: ReconciliationBench;
let worker: Reconciliation;
let task: TaskRow;
beforeAll(async () => {
  bench = await openReconciliationBench();
  const { control, sber } = bench;
  await control.account({ money: '10000000', positions: { [sber.ticker]: 100 * sber.lot } });
  await quiet();
  worker = bench.worker();
  await bench.settle(worker);
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  task = await bench.task(bench.sber, { kind: 'stops' });
  await bench.told();
});
afterEach(async () => {
  await quiet();
  await bench.settle(bench.worker(), bench.worker());
  expect(await bench.told()).toEqual([]);
});

/** The last price is 300.1. */
async function quiet(): Promise<void> {
  const { control } = bench;
  await control.book('SBER', { bids: [['300', 1_000]], asks: [['300.1', 1_000]] });
  await control.trade('SBER', { side: 'buy', lots: 1, price: '300.1' });
}
/** Others sell down to there, and then all that anybody wants there. */
const falls = async (price: string) => {
  await bench.control.book('SBER', { bids: [[price, 1_000]], asks: [['300.1', 1_000]] });
  for (const lots of [1, 2_000]) await bench.control.trade('SBER', { side: 'sell', lots, price });
};
const stopAt = (price: string, lots = 2): StopOrder => ({
  ...{ clientOrderId: randomUUID(), instrument: bench.sber, instrumentUid: bench.sber.uid, ticker: 'SBER' },
  ...{ direction: 'buy', lots, kind: 'take-profit', stopPrice: price, child: { type: 'limit', price } },
  ...{ expiry: { type: 'till-cancel' }, margin: false, priceUnit: 'roubles' },
});
/** Long ago, so that no ladder seems to be placed now. */
const SENT_AT = new Date(Date.now() - 3_600_000);
async function log(stop: StopOrder, number: number, state: string, stopOrderId: string | null) {
  const { instrument, clientOrderId, ...terms } = stop;
  await bench.db
    .insertInto('stop_orders')
    .values({
      ...{ task_key: task.key, number, client_order_id: clientOrderId, account_id: bench.broker.accountId },
      ...{ instrument_uid: instrument.uid, terms: JSON.stringify(terms), state, stop_order_id: stopOrderId },
      sent_at: SENT_AT,
    })
    .execute();
}
async function ours(stop: StopOrder, number = 1): Promise<string> {
  const { stopOrderId } = await bench.broker.stopOrders.post(stop);
  await log(stop, number, 'placed', stopOrderId);
  return stopOrderId;
}
const endedOf = async (stopOrderId: string) =>
  (
    await bench.db
      .selectFrom('stop_orders')
      .select('ended')
      .where('stop_order_id', '=', stopOrderId)
      .executeTakeFirstOrThrow()
  ).ended;
const figures = { ticker: 'SBER', direction: 'buy', lots: 2 };

test('one that triggered is explained with what its child executed, and no order of it is taken for another’s', async () => {
  const [first, second] = [await ours(stopAt('299')), await ours(stopAt('298'), 2)];
  await bench.settle(worker);
  expect(await bench.told()).toEqual([]);
  await falls('299');
  await bench.settle(worker, bench.worker());
  const of = { taskId: task.id, ...figures };
  expect(await bench.told()).toMatchObject([
    { kind: 'stop-triggered', severity: 'info', number: 1, price: '299', stopOrderId: first, ...of },
    { kind: 'stops-triggered', severity: 'report', taskId: task.id, count: 1, tickers: 'SBER' },
    { kind: 'stop-trade', severity: 'info', taskId: task.id, traded: 2 * bench.sber.lot, stopOrderId: first },
  ]);
  expect(await endedOf(first)).toBe('executed');
  expect(await endedOf(second)).toBeNull();
  await bench.broker.stopOrders.cancel(second);
  await bench.settle(worker);
  expect(await bench.told()).toMatchObject([{ kind: 'stop-cancelled-elsewhere', number: 2 }]);
}, 30_000);

test('one that somebody else cancelled is a warning; one that we cancelled ourselves is none', async () => {
  const removed = task;
  const own = await ours(stopAt('289'), 1);
  const remover = await bench.task(bench.sber, { kind: 'remove', request: { ofKey: removed.key } });
  task = await bench.task(bench.sber, { kind: 'stops' });
  const theirs = await ours(stopAt('290'));
  await Promise.all([theirs, own].map((id) => bench.broker.stopOrders.cancel(id)));
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toEqual([
    {
      ...{ kind: 'stop-cancelled-elsewhere', severity: 'warning', taskId: task.id, number: 1 },
      ...{ ...figures, price: '290', stopOrderId: theirs },
    },
  ]);
  expect(await endedOf(theirs)).toBe('cancelled');
  // Whoever removes it writes down that it did.
  await bench.db
    .updateTable('stop_orders')
    .set({ ended: 'cancelled' })
    .where('stop_order_id', '=', own)
    .execute();
  await bench.finish(remover);
}, 30_000);

test('one that a stash or the cancelling of everything took away is no news, and its end is written down', async () => {
  const { db, broker, sber } = bench;
  const [saved, gone] = [await ours(stopAt('289'), 1), await ours(stopAt('288'), 2)];
  const stash = await bench.task(sber, { kind: 'stash' });
  const of = { mode: broker.mode, account_id: broker.accountId };
  const { id: stashId } = await db
    .insertInto('stashes')
    .values({ ...of, name: '', kind: 'asked', task_key: stash.key })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('stash_orders')
    .values({
      ...{ stash_id: stashId, position: 1, stop_order_id: saved, instrument_uid: sber.uid, ticker: 'SBER' },
      ...{ snapshot: '{}', terms: null, problem: 'none', assumed: [] },
    })
    .execute();
  const { id: cancelId } = await db
    .insertInto('cancels')
    .values({ ...of, asked_by: 'test', tasks: [] })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('cancel_items')
    .values({
      ...{ cancel_id: cancelId, kind: 'stop-order', item_id: gone, is_newcomer: false, ticker: 'SBER' },
      ...{ instrument_uid: sber.uid, direction: 'buy', lots: 2, executed_before: 0 },
    })
    .execute();
  await Promise.all([saved, gone].map((id) => broker.stopOrders.cancel(id)));
  // Both are at it: nothing is known yet.
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toEqual([]);
  expect([await endedOf(saved), await endedOf(gone)]).toEqual([null, null]);
  await db.updateTable('stash_orders').set({ outcome: 'cancelled' }).execute();
  await db.updateTable('cancel_items').set({ state: 'cancelled' }).execute();
  await db.updateTable('cancels').set({ state: 'done' }).execute();
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toEqual([]);
  expect([await endedOf(saved), await endedOf(gone)]).toEqual(['cancelled', 'cancelled']);
  await bench.finish(stash);
}, 30_000);

test('one that the broker lists nowhere is a warning, and stays a question', async () => {
  await log(stopAt('290'), 1, 'placed', randomUUID());
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toMatchObject([{ kind: 'stop-lost', severity: 'warning', number: 1 }]);
}, 30_000);

test('one that is not ours is told once and left alone; so is what its child does', async () => {
  const { stopOrderId } = await bench.paper.broker.stopOrders.post(stopAt('299'));
  await bench.settle(worker, bench.worker());
  const told = { ...figures, price: '299', stopOrderId };
  expect(await bench.told()).toMatchObject([
    { kind: 'foreign-stop', severity: 'info', taskId: null, ...told },
  ]);
  await falls('299');
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toMatchObject([
    { kind: 'foreign-trade', direction: 'buy', traded: 2 * bench.sber.lot },
  ]);
}, 30_000);

test('one in doubt of a task that runs is its own matter; of a finished task it is asked about', async () => {
  const stop = stopAt('280');
  const { stopOrderId } = await bench.broker.stopOrders.post(stop);
  await log(stop, 1, 'sent', null);
  await bench.settle(worker);
  expect(await bench.told()).toEqual([]);
  await bench.finish(task);
  await bench.settle(worker, bench.worker());
  expect(await bench.told()).toMatchObject([
    { kind: 'stop-appeared', severity: 'warning', taskId: task.id, number: 1, stopOrderId },
  ]);
  await bench.broker.stopOrders.cancel(stopOrderId);
  await bench.settle(worker);
}, 30_000);

test('while a ladder is placed no call about stop orders is made, and no child is taken for another’s', async () => {
  const id = await ours(stopAt('299'));
  const busy = bench.worker();
  await bench.db
    .updateTable('stop_orders')
    .set({ sent_at: new Date() })
    .where('stop_order_id', '=', id)
    .execute();
  const since = (await bench.control.ledger()).at(-1)?.seq ?? 0;
  await falls('299');
  for (let looks = 0; looks < 8; looks += 1) await busy.look('turn');
  const calls = (await bench.control.ledger(since)).map(({ method }) => method);
  expect(calls).not.toContain('GetStopOrders');
  expect(await bench.told()).toEqual([]);
  await bench.db
    .updateTable('stop_orders')
    .set({ sent_at: SENT_AT })
    .where('stop_order_id', '=', id)
    .execute();
  await bench.settle(busy);
  const kinds = (await bench.told()).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['stop-triggered', 'stops-triggered', 'stop-trade']));
}, 30_000);
