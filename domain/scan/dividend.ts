import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';
import type { Dividend } from '../listed-instrument.js';
import { moscowDay } from '../moscow.js';
import type { ScanPair } from './market.js';

/**
 * Dividends that whoever buys the near leg now and sells the far one gets, roubles per far contract, before tax: they
 * hold the shares from today, or from the delivery of the near future, until they deliver them for the far one. A share
 * that is bought on its last day with the dividend brings it; one that is delivered for a future that was traded that day
 * does not, to whoever delivers it. Zero where none is known; one in another currency is not counted.
 * @param dividends of the share
 */
export function dividendOf({ far, near }: ScanPair, dividends: readonly Dividend[], at: Date): Decimal {
  const { future } = far;
  // Without a delivery there are no shares in between.
  if (!future || (near.future && !near.future.deliverable)) return new Decimal(0);
  const fromMs = moscowDay((near.future?.lastTradeAt ?? at).getTime());
  const toMs = moscowDay(future.lastTradeAt.getTime());
  return dividends
    .filter(({ lastBuyDate, currency }) => {
      const ms = lastBuyDate.getTime();
      return ms >= fromMs && ms < toMs && currency.toUpperCase() === 'RUB';
    })
    .reduce((sum, { amount }) => sum.add(amount), new Decimal(0))
    .mul(sharesIn(far));
}

const sharesIn = ({ future }: Instrument): Decimal => future?.basicAssetSize ?? new Decimal(1);
