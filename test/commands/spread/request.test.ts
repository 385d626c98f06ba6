/** What is checked of both legs before a spread starts, and what is asked of a person, by the exchange's own figures. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandContext } from '../../../commands/define-command.js';
import { dump } from '../../../commands/dump.js';
import { mustBeConsented } from '../../../commands/spread/consent.js';
import type { WantedSpread } from '../../../commands/spread/pair.js';
import { spreadRequest } from '../../../commands/spread/request.js';
import { insertTask, type TaskRow } from '../../../database/index.js';
import type { SpreadRequest } from '../../../domain/spread/terms.js';
import { openSpreadGround, refusalOf, type SpreadGround } from '../spread-ground.js';

let ground: SpreadGround;
let [near, far] = ['', ''];
beforeAll(async () => {
  ground = await openSpreadGround();
  [near, far] = [ground.ticker(0), ground.ticker(1)];
  await ground.control.book('SBER', { bids: [['299.9', 5000]], asks: [['300', 5000]] });
  await ground.control.book(far, { bids: [['31000', 500]], asks: [['31001', 500]] });
  await ground.control.book(near, { bids: [['30500', 500]], asks: [['30501', 500]] });
});
afterAll(() => ground?.stop());
beforeEach(async () => {
  await ground.db.deleteFrom('tasks').execute();
  await account('10000000');
});

const account = (money: string, positions: Record<string, number> = {}) =>
  ground.control.account({ money, positions });
const ask = (change: Partial<WantedSpread> = {}) =>
  spreadRequest(
    { farTicker: far, nearTicker: 'SBER', sell: true, amount: 5, price: '250', ...change },
    ground,
  );
const obstacles = async (change: Partial<WantedSpread> = {}) => {
  const { code, obstacles: all = [] } = await refusalOf(ask(change));
  expect(code).toBe('spread-obstacles');
  return all;
};
const why = async (change: Partial<WantedSpread> = {}) =>
  ((await ask(change)).consent?.reasons ?? []).map((each) => `${each.why} ${each.ticker}`);

/** A spread that runs: so much of it is executed. */
async function run(request: SpreadRequest, executed = 0): Promise<TaskRow> {
  const { row } = await insertTask(ground.db, {
    key: randomUUID(),
    kind: 'spread',
    mode: 'paper',
    accountId: ground.broker.accountId,
    ticker: request.ticker,
    instrumentUid: request.instrumentUid,
    amount: request.amount,
    request,
    requestedBy: 'test',
    wish: { version: 1, mode: 'run', targetLots: request.amount, limitPrice: request.limitPrice },
  });
  await ground.db
    .updateTable('tasks')
    .set({ executed: String(executed) })
    .where('key', '=', row.key)
    .execute();
  return row;
}

test('what a person wants becomes what a task carries out', async () => {
  await account('10000000', { [far]: 5 });
  const { request, consent } = await ask({ options: { slop: 3 } });
  expect(consent).toBeUndefined();
  const sber = ground.sber;
  expect(request).toEqual({
    sell: true,
    ticker: far,
    instrumentUid: (await ground.instrument(far)).uid,
    lot: 1,
    nearTicker: 'SBER',
    nearInstrumentUid: sber.uid,
    nearLot: 10,
    amount: 5,
    limitPrice: '250',
    ratio: '100',
    margin: false,
    options: {
      slop: 3,
      payUpTicks: 2,
      displayQuantity: null,
      maxUnhedged: null,
      until: null,
      now: false,
    },
  });
});

describe('consent is asked', () => {
  /** What every future on a share ends in; of whatever is opened. */
  const delivery = (ticker: string) => ({ why: 'delivery', ticker, at: expect.any(String) });

  test('where the far leg becomes short, with money and margin before and after; every order then says so', async () => {
    const { request, consent } = await ask();
    expect(request.margin).toBe(true);
    expect(consent).toMatchObject({
      sell: true,
      farTicker: far,
      nearTicker: 'SBER',
      amount: 5,
      ratio: '100',
      limitPrice: '250',
      reasons: [{ why: 'far-short', ticker: far, amount: '5' }, delivery(far)],
      money: { before: '10000000.00' },
      margin: { before: '0.00' },
    });
    // 500 × 300 for the shares, five guarantees, and a commission of both.
    const { toSell } = await ground.broker.instruments.futuresMargin(request.instrumentUid);
    const paid = 500 * 300 + 5 * Number(toSell) + (500 * 300 + 5 * 31_000) * 0.003;
    expect(Number(consent?.money.after)).toBeCloseTo(10_000_000 - paid, 1);
    expect(Number(consent?.margin.after)).toBeGreaterThan(5 * Number(toSell));
    expect(Number(consent?.margin.after)).toBeLessThan(paid);
  });

  test('only for what is not held already', async () => {
    await account('10000000', { [far]: 3 });
    const { consent } = await ask();
    expect(consent?.reasons).toEqual([{ why: 'far-short', ticker: far, amount: '2' }, delivery(far)]);
    await account('10000000', { [far]: 5 });
    expect(await why()).toEqual([]);
  });

  test('where the near leg becomes short', async () => {
    await account('10000000', { SBER: 200 });
    const { request, consent } = await ask({ sell: false });
    expect(consent?.reasons).toEqual([{ why: 'near-short', ticker: 'SBER', amount: '300' }, delivery(far)]);
    expect(request.margin).toBe(true);
    await account('10000000', { SBER: 500 });
    expect(await ask({ sell: false })).toMatchObject({ request: { margin: false } });
    expect(await why({ sell: false })).toEqual([]);
  });

  test('for either leg of two futures', async () => {
    expect(await why({ nearTicker: near })).toEqual([
      `far-short ${far}`,
      `delivery ${far}`,
      `delivery ${near}`,
    ]);
    expect(await why({ nearTicker: near, sell: false })).toEqual([
      `near-short ${near}`,
      `delivery ${far}`,
      `delivery ${near}`,
    ]);
    await account('10000000', { [far]: 5, [near]: -5 });
    expect(await why({ nearTicker: near })).toEqual([]);
  });

  test('where the money is enough today, and would not be after a day’s move of the price', async () => {
    // What the shares cost, once and with a tenth more, and the guarantee of what is held.
    const { toBuy } = await ground.broker.instruments.futuresMargin((await ground.instrument(far)).uid);
    const held = 5 * Number(toBuy);
    await account(String(held + 160_000), { [far]: 5 });
    expect(await why()).toEqual(['loan SBER']);
    expect((await ask()).request.margin).toBe(true);
    await account(String(held + 170_000), { [far]: 5 });
    expect(await why()).toEqual([]);
  });

  test('where the shares take the broker’s loan', async () => {
    await account('100000', { GAZP: 10_000 });
    const { consent } = await ask();
    expect(consent?.reasons).toEqual([
      { why: 'far-short', ticker: far, amount: '5' },
      { why: 'loan', ticker: 'SBER', needed: expect.stringMatching(/^19\d{4}\.\d\d$/), free: '100000.00' },
      delivery(far),
    ]);
    expect(Number(consent?.money.after)).toBeLessThan(0);
  });

  test('not where an unwinding only closes what is open', async () => {
    await account('100', { [far]: -5, SBER: 500 });
    expect(await ask({ sell: false })).toMatchObject({ request: { margin: false } });
    expect(await why({ sell: false })).toEqual([]);
  });
});

describe('a consent', () => {
  test('covers the same spread for the same reasons, and no other', async () => {
    const { consent } = await ask();
    const dearer = (await ask({ price: '251' })).consent;
    const both = consent && {
      ...consent,
      reasons: [...consent.reasons, { why: 'loan', ticker: 'SBER', needed: '1', free: '0' } as const],
    };
    const agreed = consent ? [consent] : [];
    expect(() => mustBeConsented(consent, agreed)).not.toThrow();
    expect(() => mustBeConsented(undefined, [])).not.toThrow();
    expect(() => mustBeConsented(consent, both ? [both] : [])).not.toThrow();
    for (const other of [dearer, both])
      expect(() => mustBeConsented(other, agreed)).toThrow(
        expect.objectContaining({ code: 'consent-needed', problem: 'conflict' }),
      );
    expect(() => mustBeConsented(consent, [])).toThrow(expect.objectContaining({ code: 'consent-needed' }));
  });
});

describe('a consent to a loan', () => {
  test('covers a smaller one, and one that the price of a moment makes larger, and no other', async () => {
    await account('100000', { GAZP: 10_000 });
    const { consent } = await ask();
    if (!consent) throw new Error('nothing was asked');
    const lent = (needed: string, free: string) => ({
      ...consent,
      reasons: [{ why: 'loan' as const, ticker: 'SBER', needed, free }],
    });
    const agreed = [lent('200000.00', '100000.00')];
    for (const covered of [lent('150000.00', '100000.00'), lent('202000.00', '100000.00')])
      expect(() => mustBeConsented(covered, agreed)).not.toThrow();
    for (const other of [lent('202000.01', '100000.00'), lent('200000.00', '97999.99')])
      expect(() => mustBeConsented(other, agreed)).toThrow(
        expect.objectContaining({ code: 'consent-needed' }),
      );
  });
});

describe('every obstacle is told at once, with its figures', () => {
  test('money for the whole amount, guarantees of the futures in it', async () => {
    await account('60000');
    const { toSell } = await ground.broker.instruments.futuresMargin((await ground.instrument(far)).uid);
    const needed = 500 * 300 + 5 * Number(toSell) + (500 * 300 + 5 * 31_000) * 0.003;
    expect(await obstacles()).toEqual([
      { code: 'money-short', data: { needed: needed.toFixed(2), free: '60000.00' } },
      { code: 'margin-short', data: { needed: expect.any(String), free: '60000.00' } },
    ]);
  });

  test('a leg that the broker does not lend, next to money that is short', async () => {
    const [unlent, pairShare] = [far.replace('SR', 'SG'), 'SNGSP'];
    const found = await obstacles({ farTicker: unlent, nearTicker: pairShare, amount: 1_000 });
    expect(found.map(({ code }) => code)).toEqual(['short-unavailable', 'money-short', 'margin-short']);
    expect(found[0]?.data).toEqual({ ticker: unlent, short: '1000', free: '0' });
    await account('10000000', { [unlent]: 400 });
    expect((await obstacles({ farTicker: unlent, nearTicker: pairShare, amount: 1_000 }))[0]?.data).toEqual({
      ticker: unlent,
      short: '600',
      free: '400',
    });
  });

  test('a share that cannot be traded by API, and one that cannot be sold', async () => {
    expect(await obstacles({ nearTicker: 'POGR', ratio: '100' })).toContainEqual({
      code: 'not-tradable-by-api',
      data: { ticker: 'POGR' },
    });
    const found = await obstacles({ nearTicker: 'LNZL', ratio: '1', sell: false });
    expect(found).toContainEqual({ code: 'sell-unavailable', data: { ticker: 'LNZL' } });
  });

  test('a ratio that does not fit, next to a leg that cannot be traded', async () => {
    const found = await obstacles({ nearTicker: 'POGR', ratio: '0' });
    expect(found.map(({ code }) => code)).toEqual(['ratio-not-fitting', 'not-tradable-by-api']);
    expect(await refusalOf(ask({ ratio: '0' }))).toMatchObject({ code: 'ratio-not-fitting' });
  });

  test('a ratio or an amount that does not fit, next to money and margin', async () => {
    await account('60000');
    const misfit = await obstacles({ ratio: '99.7' });
    expect(misfit.map(({ code }) => code)).toEqual(['ratio-not-fitting', 'money-short', 'margin-short']);
    // The figures are of the nearest ratio that fits.
    expect(misfit.slice(1)).toEqual(await obstacles({ ratio: misfit[0]?.data.nearest?.split(', ')[0] }));
    await account('1');
    const none = await obstacles({ amount: 0 });
    expect(none.map(({ code }) => code)).toEqual(['not-positive', 'money-short']);
  });

  test('but not the largest order: an amount above 30,000,000 roubles goes out in several, whatever price was the last', async () => {
    await account('300000000', { SBER: 200_000 });
    const sber = ground.sber;
    await ground.control.book('SBER', { bids: [['300', 5000]], asks: [['400', 5000]] });
    expect((await ground.broker.instruments.lastPrices([sber.uid])).get(sber.uid)?.toFixed()).toBe('350');
    await expect(ask({ amount: 2_000, sell: false })).resolves.toMatchObject({ request: { amount: 2_000 } });
    await ground.control.book('SBER', { bids: [['299.9', 5000]], asks: [['300', 5000]] });
  });

  test('and nothing is asked of an account that has all it takes', async () => {
    await account('10000000', { [far]: 5 });
    await expect(ask()).resolves.toMatchObject({ request: { amount: 5 } });
  });
});

describe('what running spreads have yet to do', () => {
  test('is not promised again: their money and guarantees, less what is executed', async () => {
    await account('1000000');
    const { request } = await ask({ amount: 20 });
    const { consent } = await ask({ amount: 10 });
    expect(consent?.money.before).toBe('1000000.00');
    const row = await run(request);
    expect((await obstacles({ amount: 20 }))[0]).toMatchObject({ code: 'money-short' });
    await ground.db.updateTable('tasks').set({ executed: '15' }).where('key', '=', row.key).execute();
    const left = Number((await ask({ amount: 5 })).consent?.money.before);
    expect(left).toBeLessThan(1_000_000 - 5 * 100 * 299);
    expect(left).toBeGreaterThan(1_000_000 - 5 * (100 * 301 + 7_000));
  });

  test('holds the securities that they sell: another one would be short', async () => {
    await account('10000000', { SBER: 500 });
    const { request } = await ask({ sell: false });
    expect(await why({ sell: false })).toEqual([]);
    await run(request);
    expect(await why({ sell: false })).toEqual(['near-short SBER', `delivery ${far}`]);
  });
});

describe('dump', () => {
  const preview = (ticker: string) => dump.preview?.({ ticker }, ground as unknown as CommandContext);

  test('names the running spreads that it takes a leg of, far or near, and no other', async () => {
    const { request } = await ask();
    const [first, second] = [await run(request, 2), await run(request, 3)];
    await account('10000000', { [far]: -5, SBER: 500, GAZP: 100 });
    const spreads = `${first.id}, ${second.id}`;
    expect(await preview('SBER')).toMatchObject({ direction: 'sell', spreads });
    expect(await preview('GAZP')).not.toHaveProperty('spreads');
    await ground.db.updateTable('tasks').set({ finished_at: new Date() }).execute();
    expect(await preview(far)).not.toHaveProperty('spreads');
  });

  test('is not carried out for a leg of a spread that began after the question', async () => {
    await account('10000000', { SBER: 500 });
    const agreed = await preview('SBER');
    await run((await ask()).request, 5);
    const context = Object.assign(Object.create(ground), { agreed, tasks: {}, by: 'test' });
    expect(await refusalOf(dump.run({ ticker: 'SBER' }, context))).toMatchObject({
      code: 'position-changed',
    });
  });
});
