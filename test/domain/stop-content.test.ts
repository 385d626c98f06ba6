import { expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import { differences, sameContent } from '../../domain/stop-content.js';
import type { StopSnapshot, StopTerms } from '../../domain/stop-order.js';
import { stopTerms, toldOf } from './stop-snapshots.js';

const TRAILING = {
  indent: { type: 'relative', value: '1.5' },
  spread: { type: 'absolute', value: '0.3' },
} as const;
const trailing = stopTerms({ child: { type: 'limit', price: null }, trailing: TRAILING });
const fieldsOf = (terms: StopTerms, told: StopSnapshot) => differences(terms, told).map(({ field }) => field);

test.each<[string, StopTerms, Partial<StopSnapshot>]>([
  ['what it became', stopTerms(), { status: 'executed', triggeredAt: new Date(), childOrderId: '1' }],
  ['zeroes of a price', stopTerms({ stopPrice: '255.00' }), {}],
  ['a market order with any price', stopTerms({ child: { type: 'market' } }), { price: new Decimal(255) }],
  ['a child that is told by its price alone', stopTerms(), { childType: undefined }],
  [
    'a child that is told by its missing price',
    stopTerms({ child: { type: 'market' } }),
    { childType: undefined },
  ],
  ['a trailing one that has its limit by now', trailing, { price: new Decimal('254.7') }],
  [
    'a date to the second',
    stopTerms({ expiry: { type: 'till-date', at: '2026-11-23T12:00:00.700Z' } }),
    { expiresAt: new Date('2026-11-23T12:00:00.000Z') },
  ],
  [
    'kopecks where nobody knows the grid',
    stopTerms({ stopPrice: '255.0049' }),
    { stopPrice: new Decimal('255'), isOffGrid: true },
  ],
  [
    'kopecks on a finer grid',
    stopTerms({ stopPrice: '255.004' }),
    { stopPrice: new Decimal('255'), priceStep: new Decimal('0.004') },
  ],
  [
    'so many steps at today’s value',
    stopTerms({ stopPrice: '700', child: { type: 'limit', price: '700' }, priceStep: '7' }),
    { stopPrice: new Decimal('750'), price: new Decimal('750'), priceStep: new Decimal('7.5') },
  ],
  [
    'so many steps at the value of then',
    stopTerms({ stopPrice: '700', child: { type: 'limit', price: '700' }, priceStep: '7' }),
    { priceStep: new Decimal('7.5') },
  ],
])('is the same: %s', (_, terms, change) => {
  expect(differences(terms, toldOf(terms, change))).toEqual([]);
  expect(sameContent(terms, toldOf(terms, change))).toBe(true);
});

test.each<[string[], StopTerms, Partial<StopSnapshot>]>([
  [['instrument'], stopTerms(), { instrumentUid: 'other' }],
  [['direction'], stopTerms(), { direction: 'sell' }],
  [['lots'], stopTerms(), { lots: 2 }],
  [['kind'], stopTerms(), { kind: 'stop-limit' }],
  [['kind'], stopTerms(), { kind: undefined }],
  [['stop-price'], stopTerms(), { stopPrice: new Decimal('255.01') }],
  [['stop-price'], stopTerms(), { stopPrice: new Decimal('255.001') }],
  [
    ['stop-price'],
    stopTerms({ priceStep: '7' }),
    { stopPrice: new Decimal('262'), priceStep: new Decimal('7') },
  ],
  [['child'], stopTerms(), { childType: 'market' }],
  [['price'], stopTerms(), { price: new Decimal('254.99') }],
  [['price'], stopTerms(), { price: undefined }],
  [
    ['trailing'],
    trailing,
    { trailing: { ...TRAILING, isActivated: true, indent: { type: 'relative', value: '1.6' } } },
  ],
  [
    ['trailing'],
    trailing,
    { trailing: { ...TRAILING, isActivated: true, spread: { type: 'relative', value: '0.3' } } },
  ],
  [['trailing'], stopTerms(), { trailing: { ...TRAILING, isActivated: false } }],
  [['expiry'], stopTerms(), { expiresAt: new Date('2026-11-23T12:00:01.000Z') }],
  [['expiry'], stopTerms(), { expiresAt: new Date('2026-11-23T12:00:00.500Z') }],
  [['expiry'], stopTerms(), { expiresAt: undefined }],
  [['expiry'], stopTerms({ expiry: { type: 'till-cancel' } }), { expiresAt: new Date() }],
  [['direction', 'lots'], stopTerms(), { direction: 'sell', lots: 1 }],
])('differs in %s', (fields, terms, change) => {
  expect(fieldsOf(terms, toldOf(terms, change))).toEqual(fields);
});

test('a difference says what was wanted and what is told', () => {
  const told = toldOf(trailing, { stopPrice: new Decimal('250.5'), expiresAt: undefined });
  const { trailing: _, ...plain } = told;
  expect(differences(trailing, plain)).toEqual([
    { field: 'stop-price', wanted: '255', told: '250.5' },
    { field: 'trailing', wanted: '1.5% / 0.3', told: 'none' },
    { field: 'expiry', wanted: '2026-11-23T12:00:00.000Z', told: 'none' },
  ]);
});
