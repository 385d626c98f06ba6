/**
 * A worker that dies at any of its steps, one after the other by a counter: while it places, settles what is in doubt, plans
 * a ladder anew, and removes. The ledger says that each stop order is there once.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { sql } from 'kysely';
import * as leg from '../../../domain/leg.js';
import type { StopTerms } from '../../../domain/stop-order.js';

/** What was not found by then never appears: three minutes, which no test waits for. */
const APPEARS_WITHIN_MS = 1_200;
jest.unstable_mockModule('../../../domain/leg.js', () => ({ ...leg, APPEARS_WITHIN_MS }));
const { openStepGround } = await import('./step-ground.js');

let ground: Awaited<ReturnType<typeof openStepGround>>;
beforeAll(async () => {
  ground = await openStepGround();
}, 60_000);
afterAll(() => ground?.stop());
afterEach(() => ground.exchange.clearFaults());

/** At each step in turn the worker dies, until there is no such step any more. @returns how many there were */
async function walk(live: (dieAt: number) => Promise<{ readonly lives: number }>): Promise<number> {
  for (let dieAt = 1; ; dieAt += 1) if ((await live(dieAt)).lives === 1) return dieAt - 1;
}

test('of a placing: each is there once, and none is missing', async () => {
  const steps = await walk(async (dieAt) => {
    const task = await ground.ladder(ground.terms(2));
    const done = await ground.carryOut(task, dieAt);
    expect(done.settlement).toMatchObject({ reason: 'complete', executed: 2 });
    expect(await ground.findings()).toEqual([]);
    return done;
  });
  // Each is written down, sent, and told of.
  expect(steps).toBeGreaterThan(6);
}, 60_000);

test('of the reads that settle what is in doubt: what is there is found, what is not is sent again', async () => {
  const steps = await walk(async (dieAt) => {
    const [there, lost] = ground.terms(2);
    if (!there || !lost) throw new Error('two are in doubt');
    const task = await ground.ladder([there, lost]);
    await ground.sentBefore(task, { arrived: 1 });
    const done = await ground.carryOut(task, dieAt);
    expect(done.settlement).toMatchObject({ reason: 'complete', executed: 2 });
    expect(await ground.findings()).toEqual([]);
    return done;
  });
  expect(steps).toBeGreaterThan(5);
}, 60_000);

test('of a renewal: the next round is planned once, placed once and told of once', async () => {
  const steps = await walk(async (dieAt) => {
    const over = ground.terms(1).map(
      (terms): StopTerms => ({
        ...terms,
        expiry: { type: 'till-date', at: new Date(Date.now() - 5_000).toISOString() },
      }),
    );
    const task = await ground.ladder(over, { renew: true, levels: ['15', '20'] });
    await ground.asIfPlaced(task);
    const done = await ground.carryOut(task, dieAt);
    expect(done.settlement).toMatchObject({ reason: 'later', waitsFor: 'renewal' });
    const rows = await ground.rows(task);
    expect(rows.map(({ round, state }) => [round, state])).toEqual([
      [1, 'placed'],
      [2, 'placed'],
      [2, 'placed'],
    ]);
    expect(await ground.toldRounds(task)).toEqual([1, 2]);
    expect(await ground.findings()).toEqual([]);
    return done;
  });
  expect(steps).toBeGreaterThan(8);
}, 60_000);

test('of a removal: all go, and are counted by whoever ends it', async () => {
  const steps = await walk(async (dieAt) => {
    const task = await ground.ladder(ground.terms(3));
    await ground.carryOut(task);
    const removal = await ground.removal(task);
    const done = await ground.carryOut(removal, dieAt);
    expect(done.settlement).toMatchObject({ reason: 'complete', executed: 3 });
    expect(done.settlement.stopFigures).toMatchObject({ amount: 3, failed: 0, triggered: 0 });
    expect((await ground.rows(task)).map(({ ended }) => ended)).toEqual(Array(3).fill('cancelled'));
    return done;
  });
  expect(steps).toBeGreaterThan(6);
}, 60_000);

test('what triggers while it is removed is told so; a second removal counts what is left alone', async () => {
  const { db, rows, ladder, carryOut, removal } = ground;
  const task = await ladder(ground.terms(4));
  await carryOut(task);
  const [first, second] = (await rows(task)).map(({ stopOrderId }) => stopOrderId ?? '');
  // One of them was removed before, and one is known to nobody any more.
  await ground.broker.stopOrders.cancel(first ?? '');
  await sql`update stop_orders set ended = 'cancelled', ended_at = clock_timestamp() where stop_order_id = ${first}`.execute(
    db,
  );
  await sql`update stop_orders set stop_order_id = ${randomUUID()} where stop_order_id = ${second}`.execute(
    db,
  );
  const removing = await removal(task);
  const { settlement } = await carryOut(removing, undefined, async (what) => {
    if (what === 'cancel') await ground.fall();
  });
  expect(settlement.stopFigures).toMatchObject({ amount: 3, failed: 0, triggered: 2, skipped: 1 });
  expect((await rows(task)).map(({ ended }) => ended)).toEqual(['cancelled', 'gone', 'executed', 'executed']);
  const again = await carryOut(await removal(task));
  expect(again.settlement.stopFigures).toMatchObject({ amount: 0, skipped: 0, triggered: 0 });
}, 30_000);

test('the broker takes no more: what is in doubt is settled before the task fails, and the rest is dropped', async () => {
  await ground.exchange.fault({ method: 'PostStopOrder', kind: 'lose-answer', count: 1 });
  await ground.exchange.fault({ method: 'PostStopOrder', kind: 'reject', code: '40003', count: 20 });
  const task = await ground.ladder(ground.terms(10));
  const { settlement } = await ground.carryOut(task);
  expect(settlement).toMatchObject({ reason: 'failed', executed: 1 });
  const states = (await ground.rows(task)).map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(['placed', 'dropped']));
  expect(await ground.findings()).toEqual([]);
}, 30_000);
