import type { Instrument } from '../domain/instrument.js';
import type { LimitBreach } from '../domain/limits.js';
import { impliedForOne } from '../domain/spread/far-quote.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { Idleness } from '../domain/task.js';

export interface IdleSpread {
  readonly view: () => SpreadView;
  /** What is not known of its markets. */
  readonly missing: () => Idleness | undefined;
  readonly isClaimed: boolean;
  /** What happened before this executor began has been asked. */
  readonly isCompared: boolean;
  /** An order is due, and the broker or the database asks for patience. */
  readonly isHeldUp: boolean;
  /** That the last order would have broken. */
  readonly limit: LimitBreach | undefined;
}

/** Why a spread has no far order though one is wanted; undefined where it waits for a price, as it was asked to. */
export function whyNoFarOrder(
  { view, missing, isClaimed, isCompared, isHeldUp, limit }: IdleSpread,
  [far, near = far]: readonly [Instrument, ...Instrument[]],
): Idleness | undefined {
  if (!isClaimed) return { reason: 'claim-lost', of: far.ticker };
  const unknown = missing();
  if (unknown) return unknown;
  if (!isCompared) return { reason: 'not-compared', of: far.ticker };
  if (isHeldUp && limit) return { reason: 'limit', of: far.ticker, ...limit };
  if (isHeldUp) return { reason: 'not-taken', of: far.ticker };
  const seen = view();
  if (seen.moveAllowedAtMs > seen.nowMs) return { reason: 'moves-spent', of: far.ticker };
  if (seen.wish.options.now) return undefined;
  return impliedForOne(seen)
    ? { reason: 'no-price', of: far.ticker }
    : { reason: 'no-hedge', of: near.ticker };
}
