/** Every position, against what the exchange itself has of the account. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { positionsText } from '../../../bot/answers/positions.js';
import type { PositionRow, PositionsAnswer } from '../../../commands/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { LOCALES } from '../../../locales/index.js';
import { type AccountGround, BOND, money, openAccountGround } from './account-ground.js';

let ground: AccountGround;
beforeAll(async () => {
  ground = await openAccountGround();
  const { future, control, market } = ground;
  await market('SBER', '300', '300.1');
  await market('GAZP', '128', '128.1');
  await market(BOND, '97', '97.1');
  await market(future.ticker, '31000', '31010');
  await control.account({
    money: '5000000',
    positions: [
      { ticker: 'SBER', amount: 1_000, averagePrice: '290.505' },
      { ticker: 'GAZP', amount: -200, averagePrice: '130.25' },
      { ticker: BOND, amount: 30, averagePrice: '960.17' },
      { ticker: future.ticker, amount: -2, averagePrice: '30100' },
      { ticker: 'USD000UTSTOM', amount: 1_500, averagePrice: '75.5' },
    ],
  });
}, 60_000);
afterAll(() => ground?.stop());

const positionsNow = () => ground.both<PositionsAnswer>('positions');
const rowOf = ({ items }: PositionsAnswer, ticker: string): PositionRow => {
  const row = items.find((each) => each.ticker === ticker);
  if (!row) throw new Error(`${ticker} is not there`);
  return row;
};

test('each is told to the kopeck: a share, a short one, a bond with its interest, a future, money', async () => {
  const { answer } = await positionsNow();
  const { future, found } = ground;
  expect(rowOf(answer, 'SBER')).toMatchObject({
    ...{ kind: 'share', amount: '1000', free: '1000', blocked: '0', currency: 'RUB', averageMayLag: false },
    ...{ averagePrice: '290.505', lastPrice: '300', averagePoints: null, accruedInterest: null },
    // 1,000 × 300; 1,000 × (300 − 290.505); 9,495 / 290,505.
    ...{ value: '300000.00', worth: '300000.00', profit: '9495.00', profitPercent: '3.27' },
    ...{ toBuy: 0, toSell: 0, heldBySpreads: 0, tasks: [] },
  });
  expect(rowOf(answer, 'GAZP')).toMatchObject({
    // −200 × 128; −200 × (128 − 130.25); 450 / 26,050.
    ...{ amount: '-200', value: '-25600.00', profit: '450.00', profitPercent: '1.73' },
  });
  const interest = (await found(BOND)).bond?.accruedInterest ?? 0;
  expect(rowOf(answer, BOND)).toMatchObject({
    // 97 % of 1,000; the interest comes on top; 30 × (970 − 960.17).
    ...{ kind: 'bond', lastPrice: '970', lastPoints: '97', averagePoints: '96.017' },
    ...{ value: money(new Decimal(970).add(interest).mul(30)), profit: '294.90', profitPercent: '1.02' },
  });
  expect(rowOf(answer, future.ticker)).toMatchObject({
    // Nobody paid −62,000: the account has the −2 × (31,000 − 30,100) alone.
    ...{ kind: 'future', amount: '-2', value: '-62000.00', worth: '-1800.00', profit: '-1800.00' },
    ...{ lastPoints: '31000', averagePoints: '30100', profitPercent: '-2.99' },
  });
  const dollars = rowOf(answer, 'USD');
  expect(dollars).toMatchObject({ kind: 'currency', amount: '1500', currency: 'RUB', averagePrice: '75.5' });
  expect(dollars.worth).toBe(money(new Decimal(dollars.lastPrice ?? 0).mul(1_500)));
});

test('what all of it is worth is the exchange’s own figure, and the roubles are its roubles', async () => {
  const { answer } = await positionsNow();
  expect(answer.totals).toMatchObject({ leftOut: 0, worth: answer.totals.portfolio });
  const account = await ground.exchangeAccount();
  expect(rowOf(answer, 'RUB')).toMatchObject({
    ...{ instrumentUid: null, profit: null, worth: money(account.money) },
    ...{ amount: money(account.money), free: money(account.freeMoney) },
  });
  const told = answer.items.filter(({ ticker }) => !['RUB', 'USD'].includes(ticker));
  expect(
    told.map(({ ticker, amount, averagePrice }) => [ticker, Number(amount), averagePrice]).sort(),
  ).toEqual(
    account.positions
      .filter(({ ticker }) => ticker !== 'USD000UTSTOM')
      .map(({ ticker, amount, averagePrice }) => [ticker, amount, averagePrice])
      .sort(),
  );
  expect(answer.items).toHaveLength(6);
});

test('what is in orders, ours and foreign, and what running tasks are about to do', async () => {
  const { foreign, task, sber, broker, future } = ground;
  const order = await foreign({ instrument: sber, direction: 'sell', lots: 7, price: '310' });
  const buying = await foreign({ instrument: sber, direction: 'buy', lots: 2, price: '299' });
  const request = { instrumentUid: sber.uid, direction: 'sell', limitPrice: null };
  const selling = await task(sber, { request });
  const spread = await task(future, {
    kind: 'spread',
    request: { instrumentUid: future.uid, nearInstrumentUid: sber.uid, sell: true, ratio: '100' },
  });
  await ground.log(
    spread,
    1,
    { instrument: sber, direction: 'buy', lots: 10, price: '300' },
    {
      ...{ state: 'final', leg: 'near', executed: 10 },
    },
  );
  const { answer } = await positionsNow();
  expect(rowOf(answer, 'SBER')).toMatchObject({
    ...{ amount: '1000', free: '930', blocked: '70', toBuy: 100, toSell: 1, heldBySpreads: 100 },
    tasks: [selling.id, spread.id],
  });
  expect(rowOf(answer, future.ticker)).toMatchObject({ toBuy: 0, toSell: 1, tasks: [spread.id] });
  const { blockedMoney, freeMoney, money: all } = await ground.exchangeAccount();
  expect(Number(blockedMoney)).toBeGreaterThan(5_980);
  const guarantee = new Decimal(all).sub(freeMoney).sub(blockedMoney);
  expect(rowOf(answer, 'RUB').blocked).toBe(money(guarantee.add(blockedMoney)));
  expect(answer.totals.worth).toBe(answer.totals.portfolio);
  for (const { brokerOrderId } of [order, buying]) await broker.orders.cancel({ brokerOrderId });
  await ground.finish(selling);
  await ground.finish(spread);
});

test('the file says the same as the answer', async () => {
  const { answer, records, file } = await positionsNow();
  expect(file).toMatchObject({
    mime: 'text/csv',
    rows: 6,
    name: expect.stringMatching(/^trademan-positions-/),
  });
  expect(records).toEqual(
    answer.items.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(' ') : String(value ?? ''),
        ]),
      ),
    ),
  );
});

test('what the catalogue does not hold is there by its uid; an average that lags behind says so', async () => {
  const { broker, sber } = ground;
  const { account, instruments } = broker;
  const [portfolio, lastPrices] = [await account.portfolio(), await instruments.lastPrices([sber.uid])];
  const option = {
    ...portfolio.positions[0],
    instrumentUid: 'option-uid',
    kind: 'option',
    lastPrice: undefined,
  };
  const other = {
    ...broker,
    instruments: {
      byUid: async (uid: string) => (uid === sber.uid ? undefined : instruments.byUid(uid)),
      lastPrices: async () => lastPrices,
    },
    account: {
      ...account,
      portfolio: async () => ({
        ...portfolio,
        positions: [
          ...portfolio.positions.map((each) =>
            each.kind === 'future' ? { ...each, amount: each.amount.sub(1) } : each,
          ),
          option,
        ],
      }),
    },
  };
  const { result } = await ground.run('positions', {}, { broker: other });
  const answer = result as PositionsAnswer;
  expect(rowOf(answer, sber.uid)).toMatchObject({
    name: null,
    amount: '1000',
    value: '300000.00',
    kind: 'share',
  });
  expect(rowOf(answer, 'option-uid')).toMatchObject({ kind: 'option', value: null, worth: null });
  expect(answer.totals.leftOut).toBe(1);
  expect(rowOf(answer, ground.future.ticker).averageMayLag).toBe(true);
});

const say = (answer: PositionsAnswer, locale: (typeof LOCALES)[number] = 'en') =>
  positionsText(locale, answer).replaceAll('\u00a0', ' ').split('\n');

test('the chat tells each in a line, the totals last', async () => {
  const { answer } = await positionsNow();
  const lines = say(answer);
  expect(lines).toHaveLength(7);
  const { future } = ground;
  expect(lines).toEqual(
    expect.arrayContaining([
      'SBER 1 000 × 300 ₽ = 300 000.00 ₽, +9 495.00 ₽ (3.27 %)',
      'GAZP -200 × 128 ₽ = -25 600.00 ₽, +450.00 ₽ (1.73 %)',
      expect.stringMatching(
        new RegExp(`^${BOND} 30 × \\(970 ₽ \\+ [\\d.]+ ₽ interest\\) = [\\d .]+ ₽, \\+294.90 ₽ `),
      ),
      `${future.ticker} -2 × 31 000 ₽ (31 000 pt), contracts for -62 000.00 ₽, -1 800.00 ₽ (-2.99 %), -1 800.00 ₽ not paid out yet`,
      expect.stringMatching(/^USD 1 500 × [\d.]+ ₽ = [\d .]+ ₽, [+-]/),
      expect.stringMatching(/^RUB 5 000 000.00 ₽, [\d .]+ ₽ of it in orders and as a guarantee$/),
    ]),
  );
  expect(lines.at(-1)).toMatch(/^In all [\d .]+ ₽, not realized /);
});

test('what is not known, what is bound and what is too much have words in both languages', async () => {
  const { answer } = await positionsNow();
  const row = rowOf(answer, 'SBER');
  const bound = {
    ...row,
    blocked: '70',
    toBuy: 100,
    toSell: 20,
    heldBySpreads: -50,
    tasks: ['spread/7', 'sellbuy/3'],
  };
  const items = [
    { ...bound, averageMayLag: true },
    { ...row, currency: 'USD' },
    { ...row, lastPrice: null, value: null, profit: null },
  ];
  const totals = { ...answer.totals, leftOut: 2 };
  expect(say({ items, totals, loading: true })).toEqual([
    'SBER 1 000 × 300 ₽ = 300 000.00 ₽, +9 495.00 ₽ (3.27 %), 70 of it in orders, the average may be behind; ' +
      'to buy 100, to sell 20, spreads count on -50: spread/7, sellbuy/3',
    'SBER 1 000 × 300 USD = 300 000.00 USD, 9 495.00 USD (3.27 %)',
    'SBER 1 000, price unknown',
    expect.stringMatching(/^In all /),
    '2 positions are not in it: no price in roubles',
    'The broker is still loading the account: these figures may change.',
  ]);
  for (const locale of LOCALES) {
    expect(say({ items, totals, loading: true }, locale)).toHaveLength(6);
    const many = say({ items: Array(41).fill(row), totals: answer.totals, loading: false }, locale);
    expect(many).toHaveLength(32);
    expect(many.at(-2)).toMatch(/11/);
    expect(say({ items: [], totals: answer.totals, loading: false }, locale)).toHaveLength(2);
  }
});
