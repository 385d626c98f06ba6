/** Bonds, funds and futures bought, sold and dumped by REST: carried out by a worker, exact in roubles, never short. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import type { System } from '../support/system.js';
import { startedOne, startWorkingApi, type WorkingApi } from './working-api.js';

const BOND = 'SU29013RMFS8';
const MONEY = 10_000_000;

let system: System;
let api: WorkingApi;
/** The second quarter from now: its contracts live for months yet. */
let stock: Instrument;
let index: Instrument;
let bond: Instrument;
let perpetual: Instrument;

beforeAll(async () => {
  api = await startWorkingApi();
  ({ system } = api);
  [stock, index, bond, perpetual] = await Promise.all([
    quarterly('SR'),
    quarterly('RI'),
    system.instrument(BOND),
    system.instrument('SBERF'),
  ]);
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.reset());

async function quarterly(prefix: string): Promise<Instrument> {
  const year = new Date().getUTCFullYear();
  const codes = [0, 1].flatMap((n) => ['H', 'M', 'U', 'Z'].map((month) => `${month}${(year + n) % 10}`));
  const found = await Promise.all(
    codes.map((code) => system.broker.instruments.byTicker(`${prefix}${code}`)),
  );
  const alive = found
    .flatMap((each) => each ?? [])
    .filter(({ future }) => Number(future?.expiresAt) > Date.now());
  if (!alive[1]) throw new Error(`there are no two contracts of ${prefix}`);
  return alive[1];
}

const book = (ticker: string, bid: string, ask: string) =>
  system.exchange.book(ticker, { bids: [[bid, 50]], asks: [[ask, 50]] });
const hold = (ticker: string, amount: number) =>
  system.exchange.account({ money: String(MONEY), positions: { [ticker]: amount } });
const held = async ({ uid }: Instrument) =>
  (await system.broker.account.positions()).securities.find(({ instrumentUid }) => instrumentUid === uid)
    ?.free ?? 0;
/** Others take what stands at a price, ours behind it. */
const fill = (ticker: string, side: 'buy' | 'sell', price: string, lots = 90) =>
  system.exchange.trade(ticker, { side, lots, price });
const journalOf = async (id: string) => (await api.journalUntil(id, 'task-done')).map(({ kind }) => kind);
const ended = ['task-asked', 'order-sent', 'order-working', 'fill', 'order-final', 'task-done'];

describe('a bond', () => {
  beforeEach(() => book(BOND, '97', '97.5'));

  test('for a sum: as many as price and accrued interest allow; the average is of the price alone', async () => {
    const interest = bond.bond?.accruedInterest ?? new Decimal(0);
    expect(interest.gt(0)).toBe(true);
    const sum = interest.add(970).mul(10).add(1);
    const id = startedOne(await api.command('buy', { ticker: BOND, sum: sum.toFixed() }));
    await api.untilWorking(1, '970');
    await fill(BOND, 'sell', '97');
    const { body } = await api.untilTask(id, 'done');
    expect(body).toMatchObject({ amount: 10, executed: 10, averagePrice: '970' });
    expect(await journalOf(id)).toEqual(expect.arrayContaining(ended));
    expect(await held(bond)).toBe(10);
    const { money } = await system.broker.account.positions();
    expect(money.toFixed()).toBe(new Decimal(MONEY).sub(9_700).sub(interest.mul(10)).sub('4.85').toFixed());
  });

  test('whose interest the money does not cover is refused before anything is sent', async () => {
    await system.exchange.account({ money: '9800', positions: [] });
    // Ten at 970 would be covered, commission included.
    expect(await api.command('buy', { ticker: BOND, amount: 10 })).toMatchObject({
      status: 422,
      body: { code: 'money-short' },
    });
    expect(await api.workingOrders()).toEqual([]);
  });

  test('is sold at prices between kopecks, and what is left is dumped', async () => {
    await hold(BOND, 5);
    const id = startedOne(await api.command('sell', { ticker: BOND, amount: 3, limitPrice: '974.99' }));
    await api.untilWorking(1, '975');
    await fill(BOND, 'buy', '97.5', 51);
    await book(BOND, '97', '97.503');
    await api.untilWorking(1, '975.03');
    await fill(BOND, 'buy', '97.503');
    const { body } = await api.untilTask(id, 'done');
    // One at 975, two at 975.03.
    expect(body).toMatchObject({ executed: 3, averagePrice: new Decimal(2_925.06).div(3).toFixed() });
    expect(await held(bond)).toBe(2);

    await book(BOND, '97', '97.5');
    const asked = await api.command('dump', { ticker: BOND });
    expect(asked.body.preview).toMatchObject({ direction: 'sell', ticker: BOND, amount: 2 });
    const last = (await system.broker.instruments.lastPrices([bond.uid])).get(bond.uid);
    const interest = bond.bond?.accruedInterest ?? 0;
    expect(asked.body.preview.estimate).toBe(last?.add(interest).mul(2).toFixed(2));
    const dumped = startedOne(await api.command('dump', { ticker: BOND, confirm: asked.body.token }));
    await api.untilWorking(1, '975');
    await fill(BOND, 'buy', '97.5');
    expect((await api.untilTask(dumped, 'done')).body).toMatchObject({ executed: 2 });
    expect(await held(bond)).toBe(0);
  });
});

test('a fund for a sum, and out again; never more than is held', async () => {
  await book('TMOS', '6.2', '6.21');
  const fund = await system.instrument('TMOS');
  const id = startedOne(await api.command('buy', { ticker: 'tmos', sum: '100' }));
  await api.untilWorking(1, '6.2');
  await fill('TMOS', 'sell', '6.2');
  expect((await api.untilTask(id, 'done')).body).toMatchObject({
    amount: 16,
    executed: 16,
    averagePrice: '6.2',
  });
  expect(await api.command('sell', { ticker: 'TMOS', amount: 17 })).toMatchObject({
    status: 422,
    body: { code: 'short-unavailable', data: { free: '16', short: '1' } },
  });
  const sold = startedOne(await api.command('sell', { ticker: 'TMOS', amount: 16 }));
  await api.untilWorking(1, '6.21');
  await fill('TMOS', 'buy', '6.21');
  await api.untilTask(sold, 'done');
  expect(await held(fund)).toBe(0);
});

describe('a future', () => {
  test('by sum is refused: a sum says nothing about contracts', async () => {
    await book(stock.ticker, '31000', '31010');
    for (const command of ['buy', 'sell'])
      expect(await api.command(command, { ticker: stock.ticker, sum: '100000' })).toMatchObject({
        status: 422,
        body: { code: 'sum-of-future' },
      });
  });

  test('is bought by number without any consent to margin, and sold; of more than is held a person is asked', async () => {
    await book(stock.ticker, '31000', '31010');
    const id = startedOne(await api.command('buy', { ticker: stock.ticker, amount: 3 }));
    await api.untilWorking(1, '31000');
    await fill(stock.ticker, 'sell', '31000');
    expect((await api.untilTask(id, 'done')).body).toMatchObject({ executed: 3, averagePrice: '31000' });
    expect(await journalOf(id)).toEqual(expect.arrayContaining(ended));
    expect(await api.command('sell', { ticker: stock.ticker, amount: 4 })).toMatchObject({
      status: 409,
      body: {
        code: 'confirmation-required',
        preview: { reasons: [{ why: 'short', ticker: stock.ticker, amount: '1' }] },
      },
    });
    const sold = startedOne(await api.command('sell', { ticker: stock.ticker, amount: 3 }));
    await api.untilWorking(1, '31010');
    await fill(stock.ticker, 'buy', '31010');
    expect((await api.untilTask(sold, 'done')).body).toMatchObject({ executed: 3, averagePrice: '31010' });
    expect(await held(stock)).toBe(0);
  });

  test('whose point is no rouble: the average over two prices is exact in roubles', async () => {
    await book(index.ticker, '112000', '112050');
    const id = startedOne(await api.command('buy', { ticker: index.ticker, amount: 3 }));
    await api.untilWorking(1, '182240.8');
    await fill(index.ticker, 'sell', '112000', 51);
    await book(index.ticker, '112010', '112050');
    await api.untilWorking(1, '182257.0715');
    await fill(index.ticker, 'sell', '112010');
    const average = new Decimal('182240.8').add('182257.0715').add('182257.0715').div(3);
    expect((await api.untilTask(id, 'done')).body).toMatchObject({
      executed: 3,
      averagePrice: average.toFixed(),
    });
    expect(await held(index)).toBe(3);
  });

  test('with a lot of 100 is bought in whole lots, and dumped', async () => {
    await book('SBERF', '306', '306.5');
    expect(await api.command('buy', { ticker: 'SBERF', amount: 150 })).toMatchObject({
      status: 422,
      body: { code: 'amount-not-lots' },
    });
    const id = startedOne(await api.command('buy', { ticker: 'SBERF', amount: 200 }));
    await api.untilWorking(1, '306');
    expect((await api.workingOrders())[0]).toMatchObject({ lotsRequested: 2 });
    await fill('SBERF', 'sell', '306');
    expect((await api.untilTask(id, 'done')).body).toMatchObject({ executed: 200, averagePrice: '306' });
    const asked = await api.command('dump', { ticker: 'SBERF' });
    expect(asked.body.preview).toEqual({
      ...{ direction: 'sell', ticker: 'SBERF', instrumentUid: expect.any(String) },
      ...{ amount: 200, estimate: null },
    });
    const dumped = startedOne(await api.command('dump', { ticker: 'SBERF', confirm: asked.body.token }));
    await api.untilWorking(1, '306.5');
    await fill('SBERF', 'buy', '306.5');
    expect((await api.untilTask(dumped, 'done')).body).toMatchObject({
      executed: 200,
      averagePrice: '306.5',
    });
    expect(await held(perpetual)).toBe(0);
  });

  test('that was sold short elsewhere is bought back by a dump', async () => {
    await book(stock.ticker, '31000', '31010');
    await hold(stock.ticker, -2);
    const asked = await api.command('dump', { ticker: stock.ticker });
    expect(asked.body.preview).toMatchObject({ direction: 'buy', amount: 2 });
    const id = startedOne(await api.command('dump', { ticker: stock.ticker, confirm: asked.body.token }));
    await api.untilWorking(1, '31000');
    await fill(stock.ticker, 'sell', '31000');
    await api.untilTask(id, 'done');
    expect(await held(stock)).toBe(0);
  });

  test('whose margin the money does not cover is refused', async () => {
    await book(stock.ticker, '31000', '31010');
    const { toBuy } = await system.broker.instruments.futuresMargin(stock.uid);
    await system.exchange.account({ money: toBuy?.mul(2).toFixed(2) ?? '0', positions: [] });
    expect(await api.command('buy', { ticker: stock.ticker, amount: 2 })).toMatchObject({
      status: 422,
      body: { code: 'money-short' },
    });
    startedOne(await api.command('buy', { ticker: stock.ticker, amount: 1 }));
    await api.untilWorking(1, '31000');
  });
});
