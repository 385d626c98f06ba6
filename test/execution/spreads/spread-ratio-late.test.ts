/** An order that is filled after it had ended, or was freed: whoever hedges it goes by its own ratio, whatever is wanted. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { Decimal } from '../../../domain/decimal.js';
import { clientOrderIdOf } from '../../../execution/client-order-id.js';
import { eventually } from '../../support/eventually.js';
import { type BenchSpread, type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let first: BenchWorker;
let second: BenchWorker;
let hedgedBefore: number;

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  [first, second] = await Promise.all([bench.worker(), bench.worker()]);
  await bench.usualBooks();
  hedgedBefore = await bench.filled(bench.near, 'buy');
});
afterEach(() => Promise.all([first.end(), second.end()]));

const hedged = async () => (await bench.filled(bench.near, 'buy')) - hedgedBefore;
const keyOf = ({ key: taskKey }: BenchSpread) => clientOrderIdOf({ taskKey, leg: 'far', number: 1 });

/** It wants a ratio of 100 by now, at a price that nobody bids; its only order, of 200, came to nothing as far as is known. */
async function amendedAfter({ state, doubted }: { state: string; doubted: boolean }) {
  const options = { now: true };
  const spread = await bench.spread({ sell: true, amount: 1, price: '90000', ratio: '100', options });
  await sql`insert into orders (task_key, leg, number, client_order_id, account_id, instrument_uid, direction, lots,
      price, time_in_force, epoch, state, doubted, ratio)
    values (${spread.key}, 'far', 1, ${keyOf(spread)}, ${bench.broker.accountId}, ${bench.far.uid}, 'sell', 1, 31200,
      'day', 1, ${state}, ${doubted}, 200)`.execute(bench.db);
  const outcome = first.run(spread).catch(() => undefined);
  // Its markets are heard of only after it began to look.
  const looks = () => first.tradable(bench.near) === true && first.tradable(bench.far) === true;
  await eventually(looks, { what: 'it looks' });
  return { spread, outcome };
}
const fillLate = (spread: BenchSpread) =>
  bench.broker.orders.post({
    clientOrderId: keyOf(spread),
    instrument: bench.far,
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
    expect(await second.run(spread)).toMatchObject(DONE);
    expect(await hedged()).toBe(20);
  }, 30_000);

  test('is hedged once, though who hedged it died before anything was written', async () => {
    const { spread } = await amendedAfter(logged);
    first.loseDatabase();
    await fillLate(spread);
    await bench.untilFilled(bench.near, hedgedBefore + 20);
    first.kill();
    await sql`update claims set valid_until = clock_timestamp() - interval '1 second' where task_key = ${spread.key}`.execute(
      bench.db,
    );
    expect(await second.run(spread)).toMatchObject(DONE);
    expect(await hedged()).toBe(20);
  }, 30_000);
});
