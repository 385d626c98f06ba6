/** An order that is filled after it had ended, or was freed: whoever hedges it goes by its own ratio, whatever is wanted. */
import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { clientOrderIdOf } from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { eventually } from '../../support/eventually.js';
import type { BenchSpread } from './spread-bench.js';
import { twoWorkers } from './two-workers.js';

const at = twoWorkers();

const keyOf = ({ key: taskKey }: BenchSpread) => clientOrderIdOf({ taskKey, leg: 'far', number: 1 });

/** It wants a ratio of 100 by now, at a price that nobody bids; its only order, of 200, came to nothing as far as is known. */
async function amendedAfter({ state, doubted }: { state: string; doubted: boolean }) {
  const options = { now: true };
  const spread = await at.bench.spread({ sell: true, amount: 1, price: '90000', ratio: '100', options });
  await sql`insert into orders (task_key, leg, number, client_order_id, account_id, instrument_uid, direction, lots,
      price, time_in_force, epoch, state, doubted, ratio)
    values (${spread.key}, 'far', 1, ${keyOf(spread)}, ${at.bench.broker.accountId}, ${at.bench.far.uid}, 'sell', 1, 31200,
      'day', 1, ${state}, ${doubted}, 200)`.execute(at.bench.db);
  const outcome = at.first.run(spread).catch(() => undefined);
  // Its markets are heard of only after it began to look.
  const looks = () => at.first.tradable(at.bench.near) === true && at.first.tradable(at.bench.far) === true;
  await eventually(looks, { what: 'it looks' });
  return { spread, outcome };
}
const fillLate = (spread: BenchSpread) =>
  at.bench.broker.orders.post({
    clientOrderId: keyOf(spread),
    instrument: at.bench.far,
    direction: 'sell',
    lots: 1,
    price: new Decimal(31_000),
    timeInForce: 'fill-and-kill',
    margin: true,
  });
const DONE = { reason: 'reached', executed: 1, spread: { ratio: '200', unhedged: '0' } };

describe.each([
  ['had ended', { state: 'final', doubted: false }],
  ['was freed after a doubt', { state: 'refused', doubted: true }],
])('a far order that %s and is filled after an amendment', (_, logged) => {
  test('is hedged by its own ratio, and the row says so when it ends', async () => {
    const { spread, outcome } = await amendedAfter(logged);
    await fillLate(spread);
    expect(await outcome).toMatchObject(DONE);
    expect((await spread.row())?.wish.spread?.ratio).toBe('200');
    expect(await at.second.run(spread)).toMatchObject(DONE);
    expect(await at.hedged()).toBe(20);
  }, 30_000);

  test('is hedged once, though who hedged it died before anything was written', async () => {
    const { spread } = await amendedAfter(logged);
    at.first.loseDatabase();
    await fillLate(spread);
    await at.untilHedged(20);
    at.first.kill();
    await sql`update claims set valid_until = clock_timestamp() - interval '1 second' where task_key = ${spread.key}`.execute(
      at.bench.db,
    );
    expect(await at.second.run(spread)).toMatchObject(DONE);
    expect(await at.hedged()).toBe(20);
  }, 30_000);
});
