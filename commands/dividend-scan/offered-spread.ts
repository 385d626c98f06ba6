import type { Decimal } from '../../domain/decimal.js';
import type { DividendRow } from '../../domain/dividend-scan/rows.js';
import { contractsFor } from '../../domain/scan/contracts.js';
import type { NextCommand } from '../define-command.js';

/**
 * A row of the queue that buys the spread: the far leg, which is cheap by the dividend, and sells the near one.
 * @param sum what of the near leg is sold, roubles, in whole lots of both
 */
export function offeredSpread({ pair, prices, spreadPrice }: DividendRow, sum: Decimal): NextCommand {
  const [farTicker, nearTicker] = [pair.far.ticker, pair.near.ticker];
  const amount = contractsFor(pair, { sum, nearPrice: prices.near });
  const [price, ratio] = [spreadPrice.toFixed(), pair.ratio.toFixed()];
  return {
    command: 'spread',
    arguments: { farTicker, nearTicker, sell: false, amount, price, ratio },
    // The ratio is that of the contracts, which is what is left out.
    words: ['buy', String(amount), farTicker, nearTicker, price],
  };
}
