/** An order of another task is in the way of a hedge, and its cancel is slow, fails, or comes too soon for the broker. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { NotFoundError } from '../../../broker/errors.js';
import type { OrderReference } from '../../../broker/index.js';
import type { Instrument } from '../../../domain/instrument.js';
import { eventually } from '../../support/eventually.js';
import type { LedgerEvent } from '../../support/paper-control.js';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let share: Instrument;
let hedger: BenchWorker;
let other: BenchWorker;
let before: number;
const never = () => new Promise<void>(() => undefined);

beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR' });
  const sber = await bench.broker.instruments.byTicker('SBER');
  if (!sber) throw new Error('the paper exchange has no SBER');
  share = sber;
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  [hedger, other] = await Promise.all([bench.worker(), bench.worker()]);
  await bench.book(share, ['306.5', '306.6']);
  await bench.book(bench.near, ['31000', '31200']);
  await bench.book(bench.far, ['31400', '31500']);
  before = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
});
afterEach(() => Promise.all([hedger.end(), other.end()]));

/** Its price may go anywhere: what rests stays where it is. */
const STAYS = { slop: 1_000 };

/** One spread is to buy the near future as its hedge; another one sells it, alone at the best price. */
async function startBoth({ amount = 1 } = {}) {
  const spread = await bench.spread({ sell: true, amount, price: '200', options: STAYS });
  const settled = hedger.run(spread);
  await bench.untilWorking(bench.far, { price: '31500', lots: amount });
  const terms = { ratio: '100', sell: true, amount: 2, price: '300', options: STAYS };
  const inTheWay = await bench.spread({ ...terms, legs: { far: bench.near, near: share } });
  const stopped = other.run(inTheWay);
  await bench.untilWorking(bench.near, { price: '31200', lots: 2 });
  await eventually(() => hedger.knowsOfOrder(bench.near), { what: 'the order in the way is heard of' });
  await bench.book(bench.near, ['31000', '31210']);
  return {
    spread,
    settled,
    async stop() {
      await inTheWay.tell('stop');
      expect(await stopped).toMatchObject({ reason: 'stopped', executed: 0 });
    },
  };
}
const HEDGED = { reason: 'reached', executed: 1, spread: { unhedged: '0' } };

/** What became of the hedges. */
const hedges = async (): Promise<string[]> =>
  (await bench.exchange.ledger(before))
    .filter(({ ticker, direction }: LedgerEvent) => ticker === bench.near.ticker && direction === 'buy')
    .flatMap(({ kind }) => (/^(accepted|cancelled|fill)$/.test(kind) ? kind : []));

test('no answer comes: the hedge goes as soon as the order is heard to be gone', async () => {
  const { settled, stop } = await startBoth();
  hedger.holdAnswersToCancels(never);
  await bench.fill(1);
  expect(await settled).toMatchObject(HEDGED);
  expect(await hedges()).toEqual(['accepted', 'fill']);
  await stop();
}, 30_000);

test('no cancel reaches the broker: what others offer before the order is taken, and people are told', async () => {
  const { spread, settled, stop } = await startBoth({ amount: 2 });
  await bench.exchange.book(bench.near.ticker, {
    bids: [['31000', 400]],
    asks: [
      ['31190', 1],
      ['31210', 400],
    ],
  });
  await eventually(() => hedger.sees(bench.near, ['31000', '31190']), {
    what: 'one lot is offered before it',
  });
  hedger.holdCancels(never);
  await bench.fill(2);
  expect((await spread.untilTold('hedge-held-back', 'warning')).data).toMatchObject({ reason: 'own-order' });
  expect(await hedges()).toEqual(['accepted', 'fill', 'cancelled']);
  hedger.holdCancels(() => undefined);
  expect(await settled).toMatchObject({ ...HEDGED, executed: 2 });
  await stop();
}, 30_000);

test('the broker does not know the order yet: it is not taken for gone, and is asked for by our own key', async () => {
  const { settled, stop } = await startBoth();
  const asked: OrderReference[] = [];
  hedger.holdCancels((order) => {
    asked.push(order);
    if (asked.length === 1) throw new NotFoundError({ method: 'CancelOrder' });
  });
  await bench.fill(1);
  expect(await settled).toMatchObject(HEDGED);
  expect(await hedges()).toEqual(['accepted', 'fill']);
  expect(asked).toEqual(Array(2).fill({ clientOrderId: expect.any(String) }));
  await stop();
}, 30_000);
