import type { FutureTerms } from './instrument.js';
import { moscowDays } from './moscow.js';

/** Calendar days in Moscow before its last trading day that a future is warned of, each once. */
export const EXPIRY_WARNING_DAYS = [7, 1] as const;

export interface ExpiryWarning {
  /** Which of the warnings it is. */
  readonly threshold: number;
  /** Days that are left: fewer than the threshold where nobody looked on that day. */
  readonly days: number;
}

/** @returns the last warning that is due; undefined while none is, and when trading is over */
export function expiryWarning(
  { lastTradeAt }: Pick<FutureTerms, 'lastTradeAt'>,
  now: Date,
): ExpiryWarning | undefined {
  if (lastTradeAt <= now) return undefined;
  const days = moscowDays(now, lastTradeAt);
  const threshold = EXPIRY_WARNING_DAYS.findLast((each) => days <= each);
  return threshold === undefined ? undefined : { threshold, days };
}
