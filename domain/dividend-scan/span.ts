import { DAY_MS, moscowDay } from '../moscow.js';
import type { ScanPair } from '../scan/market.js';

/** Days of the calendar in Moscow, each as UTC midnight. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly days: number;
}

/**
 * The days between the legs: from today to the last trading day of a future on a share, and between those of two
 * futures. Undefined where the far leg does not end after the near one.
 */
export function spanOf({ far, near }: Pick<ScanPair, 'far' | 'near'>, at: Date): Span | undefined {
  if (!far.future) return undefined;
  const fromMs = moscowDay((near.future?.lastTradeAt ?? at).getTime());
  const toMs = moscowDay(far.future.lastTradeAt.getTime());
  const days = (toMs - fromMs) / DAY_MS;
  return days < 0 ? undefined : { fromMs, toMs, days };
}
