import type { SpreadRequest } from '../domain/spread/terms.js';
import { ConsentNeededError } from './spread-errors.js';

/** Why a person is asked before a spread starts. */
export type ConsentReason =
  /** It will be short by so many: securities or contracts. */
  | { readonly why: 'far-short' | 'near-short'; readonly ticker: string; readonly amount: string }
  /** Bought with the broker's loan of so many roubles. */
  | { readonly why: 'leverage'; readonly ticker: string; readonly borrowed: string }
  /** The future ends in a delivery, and nothing ends the spread before that. */
  | { readonly why: 'delivery'; readonly ticker: string; readonly at: string };

/** Roubles, decimal strings; null where the broker does not tell. */
export interface BeforeAndAfter {
  readonly before: string | null;
  readonly after: string | null;
}

/** What a person is asked to agree to before a spread starts; plain data, as it is shown and kept. */
export interface SpreadConsent
  extends Pick<SpreadRequest, 'sell' | 'nearTicker' | 'amount' | 'ratio' | 'limitPrice'> {
  readonly farTicker: string;
  readonly reasons: readonly ConsentReason[];
  /** Free money, below zero where the broker lends it. */
  readonly money: BeforeAndAfter;
  /** What the positions need by the broker's rates. */
  readonly margin: BeforeAndAfter;
}

/**
 * Holds what is about to start against what was agreed to: the same spread, for reasons that were all shown.
 * @param agreed those shown, empty where nobody was asked
 * @throws ConsentNeededError
 */
export function mustBeConsented(needed: SpreadConsent | undefined, agreed: readonly SpreadConsent[]): void {
  if (!needed || agreed.some((each) => covers(each, needed))) return;
  throw new ConsentNeededError({ farTicker: needed.farTicker, nearTicker: needed.nearTicker });
}

const SAME = ['sell', 'farTicker', 'nearTicker', 'amount', 'ratio', 'limitPrice'] as const;

function covers(agreed: SpreadConsent, needed: SpreadConsent): boolean {
  const shown = new Set(agreed.reasons.map(({ why, ticker }) => `${why} ${ticker}`));
  return (
    SAME.every((field) => agreed[field] === needed[field]) &&
    needed.reasons.every(({ why, ticker }) => shown.has(`${why} ${ticker}`))
  );
}
