import { describe, expect, test } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { editStop, type StashEdit } from '../../../domain/stash/edit.js';
import type { StopTerms } from '../../../domain/stop-order.js';

const NOW = new Date('2026-11-30T12:00:00Z');
const TERMS: StopTerms = {
  instrumentUid: 'uid',
  ticker: 'SBER',
  direction: 'buy',
  lots: 3,
  kind: 'take-profit',
  stopPrice: '280',
  child: { type: 'limit', price: '279.5' },
  expiry: { type: 'till-date', at: '2026-11-29T12:00:00.000Z' },
  margin: true,
  priceUnit: 'roubles',
};
const instrument = (kind: Instrument['kind'] = 'share') =>
  ({ ticker: 'SBER', kind, priceStep: new Decimal('0.5') }) as Instrument;
const edited = (edit: StashEdit, terms: StopTerms = TERMS, of = instrument()) =>
  editStop(terms, edit, { instrument: of, now: NOW });

describe('a saved order that a person changes', () => {
  test('becomes what was asked, and stays what was not', () => {
    const expiry = { type: 'till-date', at: '2026-12-01T10:00:00.000Z' } as const;
    expect(edited({ lots: 5, stopPrice: '290.50', price: '290', expiry })).toEqual({
      ...TERMS,
      lots: 5,
      stopPrice: '290.5',
      child: { type: 'limit', price: '290' },
      expiry,
    });
    expect(edited({ lots: 5 })).toEqual({ ...TERMS, lots: 5 });
  });

  test.each([
    ['a price between two steps', { price: '290.3' }, { code: 'stash-price-step', nearest: '290, 290.5' }],
    ['one just above zero', { stopPrice: '0.3' }, { code: 'stash-price-step', nearest: '0.5' }],
    ['one of zero', { stopPrice: '0' }, { code: 'stash-price-not-positive', least: '0.5' }],
    [
      'an end that is past',
      { expiry: { type: 'till-date', at: '2026-11-30T11:59:59.999Z' } },
      { code: 'stash-expiry-past' },
    ],
  ] as const)('is refused %s, with what would be right', (_, edit, problem) => {
    expect(edited(edit)).toMatchObject({ problem });
  });

  test('gets no limit price where it has none', () => {
    for (const child of [{ type: 'market' }, { type: 'limit', price: null }] as const)
      expect(edited({ price: '290' }, { ...TERMS, child })).toEqual({ problem: { code: 'stash-no-price' } });
  });

  test('may wait at or below zero when it is a future', () => {
    expect(edited({ stopPrice: '-1.5' }, TERMS, instrument('future'))).toMatchObject({ stopPrice: '-1.5' });
  });
});
