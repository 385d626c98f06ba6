import { Decimal } from '../decimal.js';
import type { Dividend } from '../listed-instrument.js';
import type { Span } from './span.js';

/** What the broker tells of the dividends of a span. */
export interface AnnouncedDividend {
  /** Roubles for one share, all of them together, before tax; undefined where one is paid in another currency. */
  readonly amount: Decimal | undefined;
  /** By the record date. */
  readonly dividends: readonly Dividend[];
}

/**
 * Who sells the share on its last day with the dividend does not get it, so that day belongs to a span that begins on it.
 * A future that ends on that day still follows a price with the dividend: to a span that ends on it the day does not belong.
 * So of two spans that follow each other each dividend is in one.
 */
export function announcedIn(
  dividends: readonly Dividend[],
  { fromMs, toMs }: Pick<Span, 'fromMs' | 'toMs'>,
): AnnouncedDividend | undefined {
  const within = dividends
    .filter(({ lastBuyDate }) => lastBuyDate.getTime() >= fromMs && lastBuyDate.getTime() < toMs)
    .sort((one, other) => one.recordDate.getTime() - other.recordDate.getTime());
  if (within.length === 0) return undefined;
  const inRoubles = within.every(({ currency }) => currency.toUpperCase() === 'RUB');
  return {
    amount: inRoubles ? within.reduce((sum, { amount }) => sum.add(amount), new Decimal(0)) : undefined,
    dividends: within,
  };
}
