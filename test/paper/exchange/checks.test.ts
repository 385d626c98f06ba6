import { describe, expect, test } from '@jest/globals';
import { checkInstrument, type OrderRequest } from '../../../paper/exchange/checks.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { ExchangeState, FIRST_ACCOUNT_ID } from '../../../paper/state/state.js';

const FRIDAY = Date.parse('2026-11-27T12:00:00Z');
/** 00:30 of Saturday in Moscow. */
const SATURDAY = Date.parse('2026-11-27T21:30:00Z');

const catalogue = loadCatalogue(FRIDAY);
const account = new ExchangeState(catalogue).accounts.get(FIRST_ACCOUNT_ID);
const instrument = catalogue.byTicker('SBER');
if (!account || !instrument) throw new Error('no account or no SBER');

const request: OrderRequest = {
  requestId: 'key',
  account,
  instrument,
  direction: 'buy',
  kind: 'limit',
  timeInForce: 'fill-or-kill',
  lots: 1,
  priceNano: 300_000_000_000n,
  priceUnit: 'points',
  margin: false,
};
const check = (
  change: Partial<OrderRequest>,
  { status = 'NORMAL_TRADING', nowMs = FRIDAY, keepsHours = true, byHours = false },
) =>
  checkInstrument(
    { ...request, ...change },
    {
      condition: { status, apiTradeAvailable: true, buyAvailable: true, sellAvailable: true },
      nowMs,
      keepsHours,
      byHours,
    },
  );

describe('what an instrument takes', () => {
  test('all or nothing on workdays, and at weekends where there are none', () => {
    expect(() => check({}, {})).not.toThrow();
    expect(() => check({}, { nowMs: SATURDAY })).toThrow('`time_in_force`');
    expect(() => check({}, { nowMs: SATURDAY, keepsHours: false })).not.toThrow();
    expect(() => check({ timeInForce: 'fill-and-kill' }, { nowMs: SATURDAY })).not.toThrow();
    // The time in force is of limit orders alone.
    expect(() => check({ kind: 'market' }, { nowMs: SATURDAY })).not.toThrow();
  });

  test.each([
    ['NORMAL_TRADING', 'limit', undefined],
    ['NORMAL_TRADING', 'market', undefined],
    ['SESSION_OPEN', 'best-price', undefined],
    ['OPENING_AUCTION_PERIOD', 'limit', undefined],
    ['CLOSING_AUCTION', 'market', 'Only limit order'],
    ['DISCRETE_AUCTION', 'best-price', 'Only limit order'],
    ['BREAK_IN_TRADING', 'limit', 'not available for trading'],
    ['SESSION_CLOSE', 'market', 'not available for trading'],
  ] as const)('%s, %s order: %s', (status, kind, refusal) => {
    const attempt = () => check({ kind, timeInForce: 'day' }, { status });
    if (refusal === undefined) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(refusal);
  });

  test.each([
    ['BREAK_IN_TRADING', FRIDAY, 'Inappropriate trading session'],
    ['SESSION_CLOSE', FRIDAY, 'Currently there is no trading'],
    ['NOT_AVAILABLE_FOR_TRADING', SATURDAY, 'Currently there is no trading'],
  ])('by the hours, %s says when to come back', (status, nowMs, refusal) => {
    const attempt = (byHours: boolean) => () => check({ timeInForce: 'day' }, { status, nowMs, byHours });
    expect(attempt(true)).toThrow(refusal);
    expect(attempt(false)).toThrow('not available for trading');
  });
});
