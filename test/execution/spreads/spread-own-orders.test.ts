/** An order of the account itself rests where a hedge is traded: the exchange lets no account trade with itself. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { insertTask, writeMode } from '../../../database/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { SellbuyRequest } from '../../../domain/task.js';
import { eventually } from '../../support/eventually.js';
import type { LedgerEvent } from '../../support/paper-control.js';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

let bench: SpreadBench;
let share: Instrument;
/** One executes the spread that hedges, the other the one whose order is in the way. */
let hedger: BenchWorker;
let other: BenchWorker;
let before: number;

/** Of two futures, the nearer one is the far leg of another spread. */
beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR' });
  const sber = await bench.broker.instruments.byTicker('SBER');
  if (!sber) throw new Error('the paper exchange has no SBER');
  share = sber;
  hedger = await bench.worker();
  other = await bench.worker();
}, 60_000);
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.book(share, ['306.5', '306.6']);
  // An order of the test before was at 31200: what is seen there next is others'.
  await bench.book(bench.near, ['30990', '31190']);
  await bench.book(bench.near, ['31000', '31200']);
  await bench.book(bench.far, ['31400', '31500']);
  before = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
});
afterEach(() => bench.exchange.clearFaults());

const ledger = async (leg: Instrument): Promise<LedgerEvent[]> =>
  (await bench.exchange.ledger(before)).filter(
    ({ kind, ticker }) => ticker === leg.ticker && /^(accepted|cancelled|fill)$/.test(kind),
  );
/** A ledger's entries in words: what became of which direction's orders, and how many lots. */
const words = (events: readonly LedgerEvent[]) =>
  events.map(({ kind, direction, lots }) => `${kind} ${direction} ${lots ?? ''}`.trim());
const lotsOf = (events: readonly LedgerEvent[], direction: string) =>
  events
    .filter((each) => each.kind === 'fill' && each.direction === direction)
    .reduce((sum, { lots = 0 }) => sum + lots, 0);
/** By the ledger's last word an order to sell rests that came after another. @returns at which price */
const untilBack = (leg: Instrument) =>
  eventually(
    async () => {
      const sold = (await ledger(leg)).filter(({ direction }) => direction === 'sell');
      const isBack = sold.filter(({ kind }) => kind === 'accepted').length > 1;
      return isBack && sold.at(-1)?.kind === 'accepted' ? sold.at(-1)?.price : undefined;
    },
    { what: `an order of ${leg.ticker} is back` },
  );
/** A hedge minds what its worker has heard of. */
const untilKnown = (leg: Instrument, worker = hedger) =>
  eventually(() => worker.knowsOfOrder(leg), { what: `the order of ${leg.ticker} is heard of` });
/** Its price may go anywhere: what rests stays where it is. */
const STAYS = { slop: 1_000 };

/** It is to sell the far future and buy the near one. */
const startHedged = async () => {
  const spread = await bench.spread({ sell: true, amount: 1, price: '200', options: STAYS });
  const settled = hedger.run(spread);
  await bench.untilWorking(bench.far, { price: '31500', lots: 1 });
  return { spread, settled };
};
/** Sells the near future for the share, and is alone at the best price. */
const startInTheWay = async () => {
  const legs = { far: bench.near, near: share };
  const spread = await bench.spread({
    legs,
    ratio: '100',
    sell: true,
    amount: 2,
    price: '300',
    options: STAYS,
  });
  const settled = other.run(spread);
  await bench.untilWorking(bench.near, { price: '31200', lots: 2 });
  await untilKnown(bench.near);
  await bench.book(bench.near, ['31000', '31210']);
  return { spread, settled };
};

test('a chain of two spreads: the hedge of one has the far order of the other withdrawn, and that comes back', async () => {
  const { spread, settled } = await startHedged();
  const inTheWay = await startInTheWay();
  await bench.fill(1);
  expect(await settled).toMatchObject({ reason: 'reached', executed: 1, spread: { unhedged: '0' } });
  await untilBack(bench.near);
  // Nothing else comes between the fill and its hedge: no hedge that is killed, no order that comes back too early.
  const withdrawn = (await ledger(bench.near)).find(({ kind }) => kind === 'cancelled');
  expect(words(await ledger(bench.near))).toEqual([
    'accepted sell 2',
    expect.stringMatching(/^cancelled sell/),
    'accepted buy 1',
    'fill buy 1',
    'accepted sell 2',
  ]);
  const filled = (await ledger(bench.far)).find(({ kind }) => kind === 'fill');
  expect(withdrawn?.seq).toBeGreaterThan(filled?.seq ?? Number.POSITIVE_INFINITY);
  const told = await spread.untilTold('way-cleared', 'info');
  expect(told.data).toMatchObject({
    ticker: bench.near.ticker,
    lots: 2,
    price: '31200',
    task: inTheWay.spread.id,
  });
  expect((await spread.journal()).map(({ kind }) => kind)).not.toContain('hedge-needs-person');
  // What was withdrawn is counted by its owner, and executed for what was wanted, no more.
  await bench.exchange.trade(bench.near.ticker, { side: 'buy', lots: 402, price: '31210' });
  expect(await inTheWay.settled).toMatchObject({ reason: 'reached', executed: 2, spread: { unhedged: '0' } });
  expect([lotsOf(await ledger(bench.near), 'sell'), lotsOf(await ledger(bench.near), 'buy')]).toEqual([2, 1]);
  expect(lotsOf(await ledger(share), 'buy')).toBe(20);
}, 60_000);

test('a sale of the same account: it is withdrawn where others offer too little before it, and comes back', async () => {
  const { near, far, broker, db } = bench;
  // What is sold is held.
  await broker.orders.post({
    ...{ clientOrderId: randomUUID(), instrument: near, direction: 'buy', lots: 10, margin: true },
    ...{ price: new Decimal(31_200), timeInForce: 'fill-and-kill' },
  });
  before = (await bench.exchange.ledger()).at(-1)?.seq ?? 0;
  const spread = await bench.spread({ sell: true, amount: 5, price: '200', options: STAYS });
  const settled = hedger.run(spread);
  await bench.untilWorking(far, { price: '31500', lots: 5 });
  const limitPrice = '31200';
  const wish = { version: 1, mode: 'run', targetLots: 2, limitPrice } as const;
  const named = { ticker: near.ticker, instrumentUid: near.uid, amount: 2 };
  const request: SellbuyRequest = { ...named, direction: 'sell', lot: near.lot, limitPrice };
  const { row } = await insertTask(db, {
    ...{ ...named, key: randomUUID(), kind: 'sellbuy', mode: 'paper', accountId: broker.accountId },
    ...{ request, wish, requestedBy: 'test' },
  });
  const sale = other.run(row);
  await bench.untilWorking(near, { price: '31200', lots: 2 });
  await untilKnown(near);
  await bench.exchange.book(near.ticker, {
    bids: [['31000', 400]],
    asks: [
      ['31190', 3],
      ['31210', 400],
    ],
  });
  await eventually(() => hedger.sees(near, ['31000', '31210']), { what: 'both levels are seen' });
  await bench.fill(5);
  expect(await settled).toMatchObject({ reason: 'reached', executed: 5, spread: { unhedged: '0' } });
  // What stood before it is taken, so it joins what is left.
  await bench.untilWorking(near, { price: '31210', lots: 2 });
  expect(words(await ledger(near))).toEqual([
    'accepted sell 2',
    expect.stringMatching(/^cancelled sell/),
    'accepted buy 5',
    'fill buy 3',
    'fill buy 2',
    'accepted sell 2',
  ]);
  await writeMode(db, { key: row.key, mode: 'stop' });
  expect(await sale).toMatchObject({ reason: 'stopped', executedLots: 0 });
}, 60_000);

test('a cancel whose answer is lost: the order is seen to be gone, and the hedge follows', async () => {
  const { settled } = await startHedged();
  const inTheWay = await startInTheWay();
  await bench.exchange.fault({ method: 'CancelOrder', kind: 'lose-answer', count: 1, probability: 1 });
  await bench.fill(1);
  expect(await settled).toMatchObject({ reason: 'reached', executed: 1, spread: { unhedged: '0' } });
  await inTheWay.spread.tell('stop');
  expect(await inTheWay.settled).toMatchObject({ reason: 'stopped', executed: 0 });
  expect(lotsOf(await ledger(bench.near), 'buy')).toBe(1);
}, 60_000);

test('two spreads of the same two futures, each with its order where the other hedges, both executed at once', async () => {
  const { near, far } = bench;
  const terms = { sell: true, amount: 2, options: STAYS };
  const one = await bench.spread({ ...terms, price: '200' });
  const two = await bench.spread({ ...terms, legs: { far: near, near: far }, price: '-400' });
  const settled = [hedger.run(one), other.run(two)];
  await bench.untilWorking(far, { price: '31500', lots: 2 });
  await bench.untilWorking(near, { price: '31200', lots: 2 });
  await Promise.all([untilKnown(near), untilKnown(far, other)]);
  await bench.book(far, ['31400', '31510']);
  await bench.book(near, ['31000', '31210']);
  await Promise.all([
    bench.exchange.trade(far.ticker, { side: 'buy', lots: 1, price: '31500' }),
    bench.exchange.trade(near.ticker, { side: 'buy', lots: 1, price: '31200' }),
  ]);
  // Each is hedged once, with the rest of the other's order gone, and neither meets the other.
  for (const leg of [far, near])
    await eventually(async () => lotsOf(await ledger(leg), 'buy') === 1, { what: `${leg.ticker} is bought` });
  for (const [index, leg] of [far, near].entries()) {
    const price = await untilBack(leg);
    await bench.exchange.trade(leg.ticker, { side: 'buy', lots: 500, price });
    await bench.book(leg, leg === far ? ['31400', '31510'] : ['31000', '31210']);
    expect(await settled[index]).toMatchObject({ reason: 'reached', executed: 2, spread: { unhedged: '0' } });
  }
  for (const leg of [far, near])
    expect([lotsOf(await ledger(leg), 'sell'), lotsOf(await ledger(leg), 'buy')]).toEqual([2, 2]);
}, 60_000);

test('an order that a person placed is left alone: they are told, and the hedge goes when it is gone', async () => {
  const { near, broker } = bench;
  const { spread, settled } = await startHedged();
  const clientOrderId = randomUUID();
  await bench.book(near, ['31000', '31210']);
  await broker.orders.post({
    ...{ clientOrderId, instrument: near, direction: 'sell', lots: 3, margin: true },
    ...{ price: new Decimal(31_200), timeInForce: 'day' },
  });
  await eventually(() => hedger.hub.working(near.uid).length === 1, { what: 'it is heard of' });
  await bench.fill(1);
  const { data } = await spread.untilTold('hedge-blocked', 'warning');
  expect(data).toMatchObject({ ticker: near.ticker, unhedged: '1', lots: 3, price: '31200' });
  await spread.untilTold('hedge-needs-person', 'warning');
  expect(words(await ledger(near))).toEqual(['accepted sell 3']);
  await broker.orders.cancel({ clientOrderId });
  expect(await settled).toMatchObject({ reason: 'reached', executed: 1, spread: { unhedged: '0' } });
  await spread.untilTold('hedge-done', 'report');
}, 60_000);
