/** A new version is put in place worker by worker, while tasks run and the market moves: nobody sees anything of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { CLAIM_LEASE_MS, ordersOfTask, readJournal, type TaskRow } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import { eventually } from '../support/eventually.js';
import type { TestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';

/** Tasks of each kind: some rest at their limit whatever the market does, some follow it. */
const EACH = 8;
/** The market rises and never comes back to a price. */
const bidAt = (step: number) => new Decimal(300).add(new Decimal(step).mul('0.05')).toFixed();

let system: System;
let lot: number;
let market: NodeJS.Timeout;

/** Every change of hands as the database saw it. */
const noteChangesOfHands = () =>
  sql`
    create table hands (task_key uuid, before uuid, after uuid, at timestamptz default clock_timestamp());
    create function note_hands() returns trigger language plpgsql as $$
    begin
      insert into hands (task_key, before, after) values (new.task_key, old.worker_id, new.worker_id);
      return new;
    end $$;
    create trigger note_hands after update on claims for each row
      when (old.worker_id is distinct from new.worker_id) execute function note_hands();
  `.execute(system.db);
/** Milliseconds in which nobody had a task, for each time one changed hands. */
const gaps = async (): Promise<number[]> => {
  const { rows } = await sql<{ ms: string | null }>`
    select extract(epoch from (at - released_at)) * 1000 as ms from (
      select after, at, lag(at) over (partition by task_key order by at) as released_at from hands
    ) as each where after is not null and released_at is not null`.execute(system.db);
  return rows.map(({ ms }) => Number(ms)).sort((a, b) => a - b);
};
const buyLot = (limitPrice: string | null) => system.buy('SBER', lot, { limitPrice });
const isHeld = async (tasks: readonly TaskRow[]) => {
  const { rows } = await sql<{ held: number }>`
    select count(*)::int as held from claims where worker_id is not null`.execute(system.db);
  return rows[0]?.held === tasks.length;
};

beforeAll(async () => {
  system = await startSystem();
  ({ lot } = await system.instrument('SBER'));
  await noteChangesOfHands();
}, 60_000);
afterAll(async () => {
  clearInterval(market);
  await system?.stop();
});

test('a rolling restart of two workers: no order because of it, no state, no warning, under a second a task', async () => {
  let step = 0;
  const setBook = () => system.exchange.book('SBER', { bids: [[bidAt(step), 50]], asks: [['330', 50]] });
  await setBook();
  let workers: TestProcess[] = [await system.startWorker(), await system.startWorker()];
  const resting = await Promise.all(Array.from({ length: EACH }, () => buyLot('290')));
  const following = await Promise.all(Array.from({ length: EACH }, () => buyLot(null)));
  const tasks = [...resting, ...following];
  const ordersOf = (task: TaskRow) => ordersOfTask(system.db, task.key);
  await eventually(
    async () => (await Promise.all(tasks.map(ordersOf))).every(([order]) => order?.state === 'working'),
    { what: 'every task has its order', timeoutMs: 20_000 },
  );
  const states = new Set<string>();
  market = setInterval(() => {
    step += 1;
    void setBook();
    void system.tasks.list({ unfinished: true }).then((rows) => {
      for (const { state } of rows) states.add(state);
    });
  }, 400);

  await sql`truncate hands`.execute(system.db);
  for (const old of workers) {
    await old.stop('SIGTERM');
    await eventually(() => isHeld(tasks), { what: 'every task in other hands', everyMs: 5 });
    workers = [...workers.filter((worker) => worker !== old), await system.startWorker()];
  }
  clearInterval(market);

  const taken = await gaps();
  process.stdout.write(
    `hand-over of ${taken.length} tasks: p50 ${taken[taken.length >> 1]?.toFixed(0)} ms, longest ${taken.at(-1)?.toFixed(0)} ms\n`,
  );
  expect(taken.length).toBeGreaterThanOrEqual(tasks.length);
  // The slowest of them also waits for the processor where other tests run beside; longer than a claim lasts, never.
  expect(taken[taken.length >> 1]).toBeLessThan(1_000);
  expect(taken.at(-1)).toBeLessThan(CLAIM_LEASE_MS);
  expect(states).toEqual(new Set(['running']));
  expect(await readJournal(system.db, { after: 0, severities: ['warning', 'report'] })).toEqual([]);
  for (const task of resting) expect(await ordersOf(task)).toMatchObject([{ number: 1, state: 'working' }]);
  for (const task of following) {
    const prices = (await ordersOf(task)).map(({ price }) => price.toFixed());
    // Each order went where the market had gone: none came in the place of its like.
    for (const [at, price] of prices.entries()) expect(price).not.toBe(prices[at + 1]);
  }
  // The exchange first: an order that still follows the last book is in the log before it is there.
  const accepted = (await system.exchange.ledger()).filter(({ kind }) => kind === 'accepted');
  const keys = new Set((await Promise.all(tasks.map(ordersOf))).flat().map((order) => order.clientOrderId));
  expect(accepted.map(({ requestId }) => requestId).filter((id) => !keys.has(String(id)))).toEqual([]);
}, 90_000);
