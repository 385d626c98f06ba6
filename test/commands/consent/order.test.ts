/** What a single order takes beyond one's own money and holdings, and what an agreement covers. Pure. */
import { describe, expect, test } from '@jest/globals';
import {
  agreedAndLeft,
  agreedRequest,
  consentTo,
  type KnownOrder,
  type OrderConsent,
  obstaclesOf,
  reasonsOf,
} from '../../../commands/consent/order.js';
import { Decimal } from '../../../domain/decimal.js';
import type { SellbuyRequest } from '../../../domain/task.js';
import { bond, future, share } from '../../support/instruments.js';

const SBER = share();
const FUTURE = { ...future({ margin: '9000' }), shortEnabled: true };
const MARGIN = {
  liquidPortfolio: new Decimal(100_000),
  startingMargin: new Decimal(20_000),
  minimalMargin: new Decimal(10_000),
  missingFunds: new Decimal(-80_000),
};

interface Case {
  readonly order?: Partial<KnownOrder['order']>;
  readonly account?: Partial<KnownOrder['account']>;
}

/** Sells 100 at 300 of which 40 are held; the broker lends for 400 at most: 80,000 of margin are free. */
const known = ({ order, account }: Case = {}): KnownOrder => ({
  order: {
    ...{ instrument: SBER, direction: 'sell', amount: 100, open: 40 },
    ...{ price: new Decimal(300), guarantee: undefined },
    maxLots: { buy: 10, sell: 4, buyMargin: 40, sellMargin: 44 },
    ...order,
  },
  account: { money: new Decimal(10_000), promised: new Decimal(0), margin: MARGIN, ...account },
});
/** Buys 100 at 300 with 10,000 of one's own. */
const bought = ({ order, account }: Case = {}) =>
  known({ order: { direction: 'buy', open: 0, ...order }, ...(account && { account }) });
const requestOf = ({ order }: KnownOrder): SellbuyRequest => ({
  ...{ direction: order.direction, ticker: order.instrument.ticker, instrumentUid: order.instrument.uid },
  ...{ lot: order.instrument.lot, amount: order.amount, limitPrice: null },
});
const consentOf = (each: KnownOrder): OrderConsent => {
  const consent = consentTo(requestOf(each), each);
  if (!consent) throw new Error('nothing is asked');
  return consent;
};
const obstacles = (each: KnownOrder) => obstaclesOf(each).map(({ told }) => told);
const codes = (each: KnownOrder) => obstacles(each).map(({ code }) => code);

describe('a person is asked', () => {
  test('about what is sold beyond what is held, with money and margin before and after', () => {
    expect(obstacles(known())).toEqual([]);
    expect(consentOf(known())).toEqual({
      ...{ direction: 'sell', ticker: 'SBER', amount: 100, limitPrice: null },
      reasons: [{ why: 'short', ticker: 'SBER', amount: '60' }],
      // 30,000 less 0.3 % come in; sixty more are short and forty are not held any more, at 200 each.
      money: { before: '10000.00', after: '39910.00' },
      margin: { before: '20000.00', after: '24000.00' },
    });
  });

  test('about what the broker would pay of a purchase, commission in it', () => {
    expect(consentOf(bought())).toMatchObject({
      reasons: [{ why: 'loan', ticker: 'SBER', needed: '30090.00', free: '10000.00' }],
      money: { before: '10000.00', after: '-20090.00' },
      margin: { before: '20000.00', after: '40000.00' },
    });
    // Also where nothing at all is free, or less.
    expect(reasonsOf(bought({ account: { money: new Decimal(-500) } }))).toMatchObject([{ free: '-500.00' }]);
  });

  test('about what would be paid with the proceeds of a short position', () => {
    const account = { money: new Decimal(35_000), ofShorts: new Decimal(5_000) };
    expect(consentOf(bought({ account }))).toMatchObject({
      reasons: [{ why: 'loan', needed: '30090.00', free: '30000.00' }],
      money: { before: '35000.00', after: '4910.00' },
    });
    expect(reasonsOf(bought({ account: { ...account, ofShorts: new Decimal(4_910) } }))).toEqual([]);
    expect(codes(bought({ account: { ...account, margin: undefined } }))).toEqual(['money-short']);
  });

  test('about contracts that open a short position, which lock their guarantee', () => {
    const guarantee = { toBuy: new Decimal(2_000), toSell: new Decimal(2_500) };
    const order = { instrument: FUTURE, amount: 3, open: 0, price: new Decimal(1_000), guarantee };
    expect(consentOf(known({ order }))).toMatchObject({
      reasons: [{ why: 'short', ticker: FUTURE.ticker, amount: '3' }],
      money: { before: '10000.00', after: '2491.00' },
    });
    // A guarantee is never lent.
    expect(codes(known({ order, account: { money: new Decimal(7_000) } }))).toEqual(['money-short']);
  });

  test('about the price of bonds with the interest that is paid on top', () => {
    const order = { instrument: bond({ accruedInterest: '20' }), amount: 20, price: new Decimal(980) };
    expect(reasonsOf(bought({ order: { ...order, open: 0 } }))).toMatchObject([{ needed: '20058.80' }]);
  });

  test('not where one has enough, or closes a position', () => {
    expect(reasonsOf(known({ order: { amount: 40 } }))).toEqual([]);
    expect(reasonsOf(bought({ account: { money: new Decimal(30_090) } }))).toEqual([]);
    const short = { open: -100 };
    expect(reasonsOf(bought({ order: short, account: { money: new Decimal(0) } }))).toEqual([]);
    expect(codes(bought({ order: short, account: { money: new Decimal(0) } }))).toEqual([]);
  });
});

describe('what cannot be borrowed is refused with the reason', () => {
  const without = { margin: undefined };
  test.each<[string, KnownOrder, string]>([
    ['no margin trading', known({ account: without }), 'margin-off'],
    [
      'the broker lends none of it',
      known({ order: { instrument: share({ shortEnabled: false }) } }),
      'short-unavailable',
    ],
    ['no margin trading, and no money', bought({ account: without }), 'money-short'],
    [
      'its margin is more than is free',
      known({ account: { promised: new Decimal(79_000) } }),
      'margin-short',
    ],
    ['the broker says how many it lends for', known({ order: { amount: 450 } }), 'max-lots'],
  ])('%s', (_, each, code) => {
    expect(codes(each)[0]).toBe(code);
  });

  test('the first is told with its figures', () => {
    expect(obstacles(known({ account: without }))).toEqual([
      { code: 'margin-off', data: { ticker: 'SBER', short: '60', free: '40' } },
    ]);
  });
});

describe('where the broker tells no margin figures, as in its sandbox', () => {
  const account = { margin: undefined, isMarginUntold: true };

  test('they are unknown in the question, and it lends what it says it lends for', () => {
    expect(codes(known({ account }))).toEqual([]);
    expect(consentOf(known({ account })).margin).toEqual({ before: null, after: null });
    expect(consentOf(bought({ account }))).toMatchObject({ margin: { before: null, after: null } });
    expect(codes(bought({ account, order: { maxLots: undefined } }))).toEqual(['money-short']);
  });

  test('contracts cannot be sold short', () => {
    const guarantee = { toBuy: new Decimal(1), toSell: new Decimal(1) };
    expect(codes(known({ account, order: { instrument: FUTURE, open: 0, guarantee } }))).toEqual([
      'short-unavailable',
    ]);
  });
});

test('orders that start together are reckoned on top of each other', () => {
  const startingMargin = { all: new Decimal(70_000), ofShorts: new Decimal(70_000) };
  expect(codes(known({ account: { startingMargin } }))).toEqual([]);
  expect(consentOf(known({ account: { startingMargin } })).margin).toEqual({
    before: '90000.00',
    after: '94000.00',
  });
  const more = { all: new Decimal(77_000), ofShorts: new Decimal(77_000) };
  expect(codes(known({ account: { startingMargin: more } }))).toEqual(['margin-short']);
});

describe('an agreement', () => {
  const agreed = (needed: KnownOrder, shown: OrderConsent | undefined) =>
    agreedRequest({ request: requestOf(needed), consent: consentTo(requestOf(needed), needed) }, shown);
  const isRefused = (needed: KnownOrder, shown: OrderConsent | undefined) =>
    expect(() => agreed(needed, shown)).toThrow(expect.objectContaining({ code: 'consent-needed' }));

  test('goes into the request with the flag; what borrows nothing has neither', () => {
    const shown = consentOf(known());
    expect(agreed(known(), shown)).toMatchObject({
      margin: true,
      agreed: { amount: 100, reasons: shown.reasons },
    });
    const own = known({ order: { open: 100 } });
    expect(agreed(own, shown)).toEqual(requestOf(own));
  });

  test('covers what was shown and less; a larger short position or loan asks again', () => {
    const shown = consentOf(known());
    isRefused(known(), undefined);
    isRefused(known({ order: { open: 39 } }), shown);
    expect(agreed(known({ order: { open: 50 } }), shown)).toMatchObject({ margin: true });
    const loan = consentOf(bought());
    isRefused(bought({ account: { money: new Decimal(9_000) } }), loan);
    // A hundredth of its sum is how far prices move while a person reads.
    expect(agreed(bought({ account: { money: new Decimal(9_800) } }), loan)).toMatchObject({ margin: true });
    isRefused(bought({ order: { price: new Decimal(305) } }), loan);
  });

  test('is of that order alone', () => {
    const shown = consentOf(known());
    for (const other of [
      { amount: 90 },
      { ticker: 'GAZP' },
      { limitPrice: '300' },
      { direction: 'buy' as const },
    ])
      isRefused(known(), { ...shown, ...other });
  });

  test('leaves for an amendment what was amended away before, and of a loan no more than the whole', () => {
    const short = (amount: string) => [{ why: 'short' as const, ticker: 'SBER', amount }];
    const whole = { amount: 100, reasons: short('60') };
    expect(agreedAndLeft(whole, 100)).toEqual(short('0'));
    expect(agreedAndLeft(whole, 70)).toEqual(short('30'));
    expect(agreedAndLeft(whole, 10)).toEqual(short('60'));
    expect(agreedAndLeft(undefined, 10)).toEqual([]);
    const loan = consentOf(bought());
    expect(agreedAndLeft({ amount: 100, reasons: loan.reasons }, 100)).toEqual(loan.reasons);
  });
});
