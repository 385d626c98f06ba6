import type { Decimal } from '../../domain/decimal.js';
import type { DividendRow } from '../../domain/dividend-scan/rows.js';
import { contractsFor } from '../../domain/scan/contracts.js';
import type { OfferedSpread } from '../scan/shown.js';

/**
 * A row of the queue that buys the spread: the far leg, which is cheap by the dividend, and sells the near one.
 * @param sum what of the near leg is sold, roubles, in whole lots of both
 */
export const offeredSpread = ({ pair, prices, spreadPrice }: DividendRow, sum: Decimal): OfferedSpread => ({
  farTicker: pair.far.ticker,
  nearTicker: pair.near.ticker,
  sell: false,
  amount: contractsFor(pair, { sum, nearPrice: prices.near }),
  price: spreadPrice.toFixed(),
  ratio: pair.ratio.toFixed(),
});
