import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import {
  isSameOrder,
  isSameSnapshot,
  keepSnapshot,
  toldSnapshot,
} from '../../../domain/stash/kept-snapshot.js';
import { atSameQuotation, placeable } from '../../../domain/stash/placeable.js';
import type { StopSnapshot, StopTerms } from '../../../domain/stop-order.js';
import { anyStop } from './any-stop.js';

const share = { uid: 'uid-share', ticker: 'SBER', kind: 'share' } as Instrument;
const future = { uid: 'uid-future', ticker: 'SiZ6', kind: 'future' } as Instrument;

const TOLD: StopSnapshot = {
  stopOrderId: 'stop-1',
  instrumentUid: share.uid,
  direction: 'buy',
  lots: 3,
  kind: 'take-profit',
  status: 'active',
  stopPrice: new Decimal('280'),
  price: new Decimal('279.5'),
  childType: 'limit',
  createdAt: new Date('2026-11-23T08:00:00Z'),
  expiresAt: undefined,
  triggeredAt: undefined,
  childOrderId: undefined,
};
const TERMS: StopTerms = {
  instrumentUid: share.uid,
  ticker: 'SBER',
  direction: 'buy',
  lots: 3,
  kind: 'take-profit',
  stopPrice: '280',
  child: { type: 'limit', price: '279.5' },
  expiry: { type: 'till-cancel' },
  margin: false,
  priceUnit: 'roubles',
};
const foreign = (change: Partial<StopSnapshot>, instrument: Instrument | undefined = share) =>
  placeable({ ...TOLD, ...change }, { instrument, logged: undefined });

describe('what a stop order is placed with again', () => {
  test('of a foreign one nobody knows what was agreed to, nor when it was to end', () => {
    expect(foreign({})).toEqual({ terms: TERMS, assumed: ['margin', 'expiry'] });
    const expiresAt = new Date('2026-12-01T10:00:00Z');
    expect(foreign({ expiresAt })).toMatchObject({
      terms: { expiry: { type: 'till-date', at: '2026-12-01T10:00:00.000Z' }, margin: false },
    });
  });

  test('of a foreign one that is quoted in points, points: they stay when a point is worth another sum', () => {
    expect(foreign({}, future)).toMatchObject({
      terms: { priceUnit: 'points' },
      assumed: ['margin', 'expiry', 'price-unit'],
    });
  });

  test('of ours the log knows what the broker does not tell, and nothing is assumed', () => {
    const logged: StopTerms = { ...TERMS, margin: true, priceUnit: 'roubles', direction: 'sell' };
    const told = { ...TOLD, expiresAt: new Date('2027-01-01T00:00:00Z') };
    // The broker says when one ends that was to be cancelled: it is placed as it was, till it is cancelled.
    expect(placeable(told, { instrument: future, logged })).toEqual({
      terms: { ...TERMS, ticker: future.ticker, margin: true },
      assumed: [],
    });
  });

  test.each([
    ['of a kind that we do not know', { kind: undefined }, share, 'unknown-kind'],
    ['of an instrument that left the catalogue', {}, undefined, 'unknown-instrument'],
    ['whose limit was not told', { price: undefined }, share, 'unknown-price'],
  ] as const)('not one %s', (_, change, instrument, problem) => {
    expect(placeable({ ...TOLD, ...change }, { instrument, logged: undefined })).toEqual({ problem });
  });

  test('a trailing one begins to follow anew: its limit is its spread, and its best price is lost', () => {
    const trailing = {
      indent: { type: 'relative', value: '1.5' },
      spread: { type: 'absolute', value: '0.1' },
    } as const;
    const child = { type: 'limit', price: null };
    const told = foreign({ trailing: { ...trailing, isActivated: false }, price: undefined });
    expect(told).toMatchObject({ terms: { trailing, child }, assumed: ['margin', 'expiry'] });
    const extremum = new Decimal('300');
    expect(foreign({ trailing: { ...trailing, isActivated: true, extremum } })).toMatchObject({
      terms: { trailing, child },
      assumed: ['margin', 'expiry', 'extremum'],
    });
  });

  test('a child that the broker does not name is a limit where there is a price, else the market', () => {
    expect(foreign({ childType: undefined })).toMatchObject({
      terms: { child: { type: 'limit', price: '279.5' } },
      assumed: ['margin', 'expiry', 'child'],
    });
    expect(foreign({ childType: undefined, price: undefined })).toMatchObject({
      terms: { child: { type: 'market' } },
    });
  });
});

describe('the same quotation', () => {
  const now = { priceStep: new Decimal('8') };
  const terms: StopTerms = {
    ...TERMS,
    stopPrice: '75',
    child: { type: 'limit', price: '67.5' },
    trailing: { indent: { type: 'absolute', value: '15' }, spread: { type: 'relative', value: '0.5' } },
    priceStep: '7.5',
  };
  test('costs what its steps are worth now, distances in percent stay', () => {
    expect(atSameQuotation(terms, now)).toEqual({
      ...terms,
      stopPrice: '80',
      child: { type: 'limit', price: '72' },
      trailing: { indent: { type: 'absolute', value: '16' }, spread: { type: 'relative', value: '0.5' } },
      priceStep: '8',
    });
  });
  test('a price between two steps stays, for the broker to judge, and what is quoted in roubles', () => {
    expect(atSameQuotation({ ...terms, stopPrice: '76' }, now)).toMatchObject({ stopPrice: '76' });
    expect(atSameQuotation(TERMS, now)).toBe(TERMS);
  });
});

describe('what is kept of what the broker told', () => {
  test('is all of it, also after it was plain text', () => {
    fc.assert(
      fc.property(anyStop, (told) => {
        const read = toldSnapshot(JSON.parse(JSON.stringify(keepSnapshot(told))));
        expect(isSameSnapshot(read, told)).toBe(true);
        expect(isSameOrder(read, told)).toBe(true);
        expect(isSameOrder({ ...read, lots: read.lots + 1 }, told)).toBe(false);
      }),
    );
  });
  test('an order that follows a price is the same order all the while', () => {
    const trailing = {
      indent: { type: 'relative', value: '1.5' },
      spread: { type: 'absolute', value: '0.1' },
      isActivated: false,
    } as const;
    const before: StopSnapshot = { ...TOLD, price: undefined, trailing };
    const after: StopSnapshot = {
      ...before,
      trailing: { ...trailing, isActivated: true, extremum: new Decimal('300') },
    };
    expect([isSameSnapshot(before, after), isSameOrder(before, after)]).toEqual([false, true]);
  });
});
