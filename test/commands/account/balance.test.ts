/** Money and margin, against what the exchange itself has of the account. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { balanceText } from '../../../bot/answers/balance.js';
import type { BalanceAnswer } from '../../../commands/index.js';
import { Decimal } from '../../../domain/decimal.js';
import { LOCALES } from '../../../locales/index.js';
import { type AccountGround, money, openAccountGround } from './account-ground.js';

let ground: AccountGround;
beforeAll(async () => {
  ground = await openAccountGround();
  const { future, market } = ground;
  await market('SBER', '300', '300.1');
  await market(future.ticker, '31000', '31010');
}, 60_000);
afterAll(() => ground?.stop());
beforeEach(() => ground.control.account({ money: '1000000', positions: [] }));

const balanceNow = async () => (await ground.both<BalanceAnswer>('balance')).answer;
const words = (answer: BalanceAnswer) =>
  LOCALES.map((locale) => balanceText(locale, answer).replaceAll('\u00a0', ' '));

test('money alone: nothing is promised, nothing needs margin', async () => {
  const answer = await balanceNow();
  expect(answer).toEqual({
    currencies: [{ currency: 'RUB', free: '1000000.00', blocked: '0.00' }],
    ...{ guarantee: '0.00', promised: '0.00', left: '1000000.00', portfolio: '1000000.00' },
    margin: expect.objectContaining({ state: 'unneeded', startingMargin: '0.00', toCall: '1000000.00' }),
    ...{ marginUntold: false, loading: false },
  });
  const [, english] = words(answer);
  expect(english).toBe(
    'Free 1 000 000.00 ₽, in orders 0.00 ₽\n' +
      'The portfolio is worth 1 000 000.00 ₽\n' +
      'Nothing that you hold needs margin: no margin call is possible now.',
  );
});

test('orders, futures, a foreign currency and a running task take what they take', async () => {
  const { control, foreign, future, sber, task, exchangeAccount, finish, broker } = ground;
  await control.account({
    positions: [
      { ticker: future.ticker, amount: -2 },
      { ticker: 'USD000UTSTOM', amount: 40 },
    ],
  });
  const order = await foreign({ instrument: sber, direction: 'buy', lots: 3, price: '299' });
  const request = { instrumentUid: sber.uid, direction: 'buy', limitPrice: '290' };
  const buying = await task(sber, { request });
  const answer = await balanceNow();
  const account = await exchangeAccount();
  const guarantee = new Decimal(account.money).sub(account.freeMoney).sub(account.blockedMoney);
  expect(guarantee.gt(0)).toBe(true);
  expect(answer).toMatchObject({
    currencies: [
      { currency: 'RUB', free: money(account.freeMoney), blocked: money(account.blockedMoney) },
      { currency: 'USD', free: '40', blocked: '0' },
    ],
    guarantee: money(guarantee),
    // What the task will take is 290 and the reserve for commission; what works already may be its own order.
    left: money(account.freeMoney),
    promised: '0.00',
  });
  await broker.orders.cancel({ brokerOrderId: order.brokerOrderId });
  const after = await balanceNow();
  expect(after.promised).toBe('290.87');
  expect(new Decimal(after.left).add(after.promised).toFixed(2)).toBe(after.currencies[0]?.free);
  for (const text of words(after)) expect(text).toMatch(/USD: .* 40, .* 0\n.*290\.87 ₽/);
  await finish(buying);
});

test('how far a margin call is: in roubles and percent, as the exchange judges it', async () => {
  const { control } = ground;
  await control.account({ money: '700000', positions: [{ ticker: 'SBER', amount: -1_000 }] });
  const { margin } = await balanceNow();
  // 700,000 − 1,000 × 300.
  expect(margin).toMatchObject({ state: 'enough', liquidPortfolio: '400000.00' });
  const starting = new Decimal(margin?.startingMargin ?? 0);
  expect(starting.gt(0)).toBe(true);
  expect(margin?.toStarting).toBe(money(new Decimal(400_000).sub(starting)));
  expect(margin?.toCall).toBe(money(new Decimal(400_000).sub(starting.div(2))));
  expect(margin?.toCallPercent).toBe(money(new Decimal(400_000).sub(starting.div(2)).div(4_000)));

  const short = 300_000;
  const worth = (liquid: Decimal.Value) =>
    control.account({ money: new Decimal(liquid).add(short).toFixed(2) });
  await worth(starting.mul('0.75'));
  const tight = await balanceNow();
  expect(tight.margin).toMatchObject({ state: 'no-new-positions', toStarting: money(starting.mul('-0.25')) });
  expect(tight.margin?.toCallPercent).toBe('33.33');
  await worth(starting.mul('0.4'));
  const called = await balanceNow();
  expect(called.margin).toMatchObject({ state: 'call', toCall: money(starting.mul('-0.1')) });
  const [russian, english] = words(called);
  expect(english).toMatch(/⚠️ Margin call: \d[\d ]*\.\d\d ₽ lack/);
  expect(russian).toMatch(/⚠️ Маржин-колл: .* \d[\d ]*\.\d\d ₽/);
});

test('the file has every figure of the answer', async () => {
  const { answer, records } = await ground.both<BalanceAnswer>('balance');
  const { currencies, margin, ...others } = answer;
  const told = Object.fromEntries(records.map(({ figure, value }) => [figure, value]));
  expect(told).toEqual(
    Object.fromEntries(
      Object.entries({ ...currencies[0], ...others, ...margin })
        .filter(([figure]) => figure !== 'currency')
        .map(([figure, value]) => [figure, String(value ?? '')]),
    ),
  );
  expect(records[0]).toEqual({ figure: 'free', currency: 'RUB', value: currencies[0]?.free });
});

test('without margin trading, and where the broker tells nothing of it, that is said', async () => {
  const { broker } = ground;
  for (const [mode, said] of [
    ['live', /Margin trading is off/],
    ['sandbox', /tells no margin figures/],
  ] as const) {
    const other = Object.create(broker, {
      mode: { value: mode },
      account: {
        value: { ...broker.account, margin: async () => undefined, guarantee: async () => undefined },
      },
    });
    const { result } = await ground.run('balance', {}, { broker: other });
    expect(result).toMatchObject({ margin: null, guarantee: null, marginUntold: mode === 'sandbox' });
    expect(balanceText('en', result)).toMatch(said);
  }
});
