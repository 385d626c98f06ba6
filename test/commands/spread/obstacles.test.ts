/** What stands in the way of a spread that no paper exchange could be brought to: hours, ends, and an account's own limits. */
import { describe, expect, test } from '@jest/globals';
import { consentTo, reasonsOf, reasonsToBorrow } from '../../../commands/spread/consent.js';
import type { LegFacts, SpreadFacts } from '../../../commands/spread/facts.js';
import { obstaclesOf } from '../../../commands/spread/obstacles.js';
import { Decimal } from '../../../domain/decimal.js';
import { edgesOf } from '../../../domain/hours.js';
import { DEFAULT_SETTINGS } from '../../../domain/settings.js';
import type { SpreadRequest } from '../../../domain/spread/terms.js';
import { future, share } from '../../support/instruments.js';

const END = new Date('2026-12-17T16:00:00Z');
const HOUR_MS = 3_600_000;
const before = (ms: number) => new Date(END.getTime() - ms);
const hours = (from: string, to: string) => [
  { from: new Date(`2026-11-25T${from}:00Z`), to: new Date(`2026-11-25T${to}:00Z`) },
];

const FAR = { ...future({ expiresAt: END }), shortEnabled: true };
const DELIVERED = FAR.future && { ...FAR, future: { ...FAR.future, deliverable: true, lastTradeAt: END } };
const rich = { buy: 1_000_000, sell: 1_000_000, buyMargin: 1_000_000, sellMargin: 1_000_000 };

/** Sells five far contracts of which none are held and buys 500 shares for much money. */
const leg = (change: Partial<LegFacts>): LegFacts => ({
  instrument: DELIVERED ?? FAR,
  direction: 'sell',
  amount: 5,
  open: 0,
  price: new Decimal(30_000),
  guarantee: { toBuy: new Decimal(5_000), toSell: new Decimal(5_500) },
  maxLots: rich,
  sessions: undefined,
  ...change,
});
const NEAR = leg({
  instrument: share(),
  direction: 'buy',
  amount: 500,
  price: new Decimal(300),
  guarantee: undefined,
});
const MARGIN = {
  liquidPortfolio: new Decimal(10_000_000),
  startingMargin: new Decimal(0),
  minimalMargin: new Decimal(0),
  missingFunds: new Decimal(-10_000_000),
};
const facts = (change: Partial<SpreadFacts> = {}): SpreadFacts => ({
  far: leg({}),
  near: NEAR,
  money: new Decimal(10_000_000),
  promised: new Decimal(0),
  margin: MARGIN,
  now: new Date('2026-11-24T12:00:00Z'),
  edges: edgesOf(DEFAULT_SETTINGS),
  ...change,
});
const obstacles = (change: Partial<SpreadFacts>) => obstaclesOf(facts(change)).map(({ told }) => told);

test('nothing stands in the way of what the account can do', () => {
  expect(obstacles({})).toEqual([]);
});

describe('the end of a future', () => {
  const at = END.toISOString();
  test.each([
    [HOUR_MS + 1, []],
    [HOUR_MS, [{ code: 'leg-last-hour', data: { ticker: 'SRZ6', at } }]],
    [1, [{ code: 'leg-last-hour', data: { ticker: 'SRZ6', at } }]],
    [0, [{ code: 'leg-expired', data: { ticker: 'SRZ6', at } }]],
  ])('%d ms before it: %j', (ms, expected) => {
    expect(obstacles({ now: before(ms) })).toEqual(expected);
  });
});

describe('the hours of the legs', () => {
  const apart = { far: leg({ sessions: hours('06:00', '08:00') }) };
  test('that never meet', () => {
    expect(obstacles({ ...apart, near: { ...NEAR, sessions: hours('08:00', '12:00') } })).toEqual([
      { code: 'sessions-apart', data: { farTicker: 'SRZ6', nearTicker: 'SBER' } },
    ]);
  });

  test('that meet tomorrow, or are not known', () => {
    expect(obstacles({ ...apart, near: { ...NEAR, sessions: hours('07:00', '12:00') } })).toEqual([]);
    expect(obstacles(apart)).toEqual([]);
  });

  test('that are over', () => {
    const now = new Date('2026-11-26T00:00:00Z');
    expect(obstacles({ ...apart, now }).map(({ code }) => code)).toEqual(['sessions-apart']);
  });
});

describe('an account', () => {
  test('without margin trading has nothing short, and no loan', () => {
    expect(obstacles({ margin: undefined })).toEqual([
      { code: 'margin-off', data: { ticker: 'SRZ6', short: '5', free: '0' } },
    ]);
    const held = { far: leg({ open: 5 }), margin: undefined };
    expect(obstacles(held)).toEqual([]);
    expect(obstacles({ ...held, money: new Decimal(150_000) })).toEqual([
      { code: 'money-short', data: { needed: '150450.00', free: '150000.00' } },
    ]);
    expect(reasonsToBorrow(facts({ ...held, money: new Decimal(151_000) }))).toEqual([]);
  });

  test('that the broker lets order fewer lots hears how many, unless it is only the largest order', () => {
    const few = (most: number) => ({ near: { ...NEAR, maxLots: { buy: most, sell: 0 } } });
    const data = { ticker: 'SBER', direction: 'buy', lots: '50', most: '49' };
    expect(obstacles(few(49))).toEqual([{ code: 'max-lots', data }]);
    expect(obstacles(few(50))).toEqual([]);
    const sold = (lots: number, most: number) =>
      obstacles({ far: leg({ amount: lots, open: lots, maxLots: { buy: 0, sell: most } }) });
    // 30,000,000 roubles are a thousand contracts; that many are told with a commission in reserve, too.
    for (const most of [1_000, 999, 997]) expect(sold(1_500, most)).toEqual([]);
    // Whoever tells more than that does not mean one order.
    expect(sold(1_500, 1_400).map(({ code }) => code)).toEqual(['max-lots']);
    expect(sold(1_500, 900).map(({ code }) => code)).toEqual(['max-lots']);
  });

  test('of much money is not short of margin for what goes out in several orders', () => {
    // The loan would be enough for more, but one order is 10,000 lots: the whole margin by those is too much for one.
    const capped = { buy: 0, sell: 0, buyMargin: 10_000, sellMargin: 10_000 };
    const sold = { ...NEAR, direction: 'sell' as const, amount: 200_000, maxLots: capped };
    const far = leg({ direction: 'buy', amount: 2_000 });
    const broad = { ...MARGIN, liquidPortfolio: new Decimal(100_000_000) };
    const rich = { money: new Decimal(100_000_000), margin: broad };
    expect(obstacles({ far, near: sold, ...rich })).toEqual([]);
    expect(
      obstacles({ far, near: { ...sold, maxLots: { ...capped, sellMargin: 9_000 } }, ...rich }).map(
        ({ code }) => code,
      ),
    ).toEqual(['margin-short']);
  });

  test('whose prices nobody knows is left to the broker', () => {
    expect(obstacles({ near: { ...NEAR, price: undefined }, money: new Decimal(0) })).toEqual([]);
  });
});

describe('a delivery', () => {
  const request = { ticker: 'SRZ6', nearTicker: 'SBER' } as SpreadRequest;
  const reasons = (change: Partial<SpreadFacts>) =>
    (consentTo(request, facts(change))?.reasons ?? []).map(({ why }) => why);
  const bought = leg({ direction: 'buy' });
  const sold = { ...NEAR, direction: 'sell' as const, open: 500 };
  const soon = before(7 * 24 * HOUR_MS);

  test('is asked about where a position is made within the days of the first warning', () => {
    expect(reasons({ far: bought, near: sold, now: soon })).toEqual(['delivery']);
    expect(reasons({ now: soon })).toEqual(['far-short', 'delivery']);
    expect(reasons({ far: bought, near: sold })).toEqual([]);
  });

  test('is named whenever something else is asked, and not by itself before', () => {
    const early = new Date(END.getTime() - 90 * 24 * HOUR_MS);
    expect(reasons({ now: early })).toEqual(['far-short', 'delivery']);
    expect(reasons({ far: bought, near: sold, now: early })).toEqual([]);
    // An amendment is not refused for it.
    expect(reasonsOf(facts({ now: early })).map(({ why }) => why)).toEqual(['far-short']);
    expect(reasons({ far: leg({ instrument: FAR }), now: early })).toEqual(['far-short']);
  });

  test('is no question where the position is closed, or is settled in money', () => {
    expect(reasons({ far: leg({ direction: 'buy', open: -5 }), near: sold, now: soon })).toEqual([]);
    expect(reasons({ far: { ...bought, instrument: FAR }, near: sold, now: soon })).toEqual([]);
  });
});
