/** Stop orders of every kind as a broker could tell them, drawn at random. */
import fc from 'fast-check';
import { Decimal } from '../../../domain/decimal.js';
import type { Distance, StopSnapshot } from '../../../domain/stop-order.js';

const price = fc.integer({ min: 1, max: 99_999_999 }).map((ticks) => new Decimal(ticks).div(100));
const moment = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
  .map((milliseconds) => new Date(milliseconds));
const distance: fc.Arbitrary<Distance> = fc.record({
  type: fc.constantFrom('absolute' as const, 'relative' as const),
  value: price.map((each) => each.toFixed()),
});

export const anyStop: fc.Arbitrary<StopSnapshot> = fc
  .record({
    stopOrderId: fc.uuid(),
    instrumentUid: fc.constantFrom('uid-share', 'uid-bond', 'uid-future'),
    direction: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.integer({ min: 1, max: 1_000 }),
    shape: fc.constantFrom('market', 'limit', 'trailing', 'stop-loss', 'stop-limit'),
    stopPrice: price,
    limit: price,
    indent: distance,
    spread: distance,
    isActivated: fc.boolean(),
    extremum: price,
    createdAt: moment,
    expiresAt: fc.option(moment, { nil: undefined }),
  })
  .map(({ shape, limit, indent, spread, isActivated, extremum, ...told }) => ({
    ...told,
    kind: shape === 'stop-loss' || shape === 'stop-limit' ? shape : 'take-profit',
    status: 'active',
    price: shape === 'limit' || shape === 'stop-limit' ? limit : undefined,
    childType: shape === 'market' || shape === 'stop-loss' ? 'market' : 'limit',
    ...(shape === 'trailing' && {
      trailing: { indent, spread, isActivated, ...(isActivated && { extremum }) },
    }),
    triggeredAt: undefined,
    childOrderId: undefined,
  }));
