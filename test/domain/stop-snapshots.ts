/** Stop orders as they are wanted, and as the broker would tell of them. */
import { Decimal } from '../../domain/decimal.js';
import type { StopSnapshot, StopTerms } from '../../domain/stop-order.js';

export const stopTerms = (change: Partial<StopTerms> = {}): StopTerms => ({
  instrumentUid: 'uid',
  ticker: 'SBER',
  direction: 'buy',
  lots: 3,
  kind: 'take-profit',
  stopPrice: '255',
  child: { type: 'limit', price: '255' },
  expiry: { type: 'till-date', at: '2026-11-23T12:00:00.000Z' },
  margin: false,
  priceUnit: 'roubles',
  ...change,
});

/** What the broker tells of one that was placed with these terms. */
export const toldOf = (terms: StopTerms, change: Partial<StopSnapshot> = {}): StopSnapshot => ({
  stopOrderId: 'stop',
  instrumentUid: terms.instrumentUid,
  direction: terms.direction,
  lots: terms.lots,
  kind: terms.kind,
  status: 'active',
  stopPrice: new Decimal(terms.stopPrice),
  price:
    terms.child.type === 'limit' && terms.child.price !== null ? new Decimal(terms.child.price) : undefined,
  childType: terms.child.type,
  ...(terms.trailing && { trailing: { ...terms.trailing, isActivated: false } }),
  createdAt: undefined,
  expiresAt: terms.expiry.type === 'till-date' ? new Date(terms.expiry.at) : undefined,
  triggeredAt: undefined,
  childOrderId: undefined,
  ...change,
});
