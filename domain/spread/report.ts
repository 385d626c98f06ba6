import { Decimal } from '../decimal.js';
import type { Settlement, Wish } from '../task.js';
import type { LegFigures, SpreadRequest, SpreadResult } from './terms.js';

/** One line a trader understands, whatever their language: `sell 5 SRH7 / SBER @ 250`. */
export const spreadWords = ({
  sell,
  amount,
  ticker,
  nearTicker,
  limitPrice,
}: Pick<SpreadRequest, 'sell' | 'amount' | 'ticker' | 'nearTicker'> & {
  readonly limitPrice: string | null;
}): string =>
  `${sell ? 'sell' : 'buy'} ${amount} ${ticker} / ${nearTicker}${limitPrice === null ? '' : ` @ ${limitPrice}`}`;

const nothingOf = (ticker: string): LegFigures => ({
  ticker,
  executed: 0,
  averagePrice: null,
  commission: '0',
});

/** What a spread came to, against what was wanted at the end. */
export function spreadResultOf({
  request,
  settlement,
  wish,
}: {
  readonly request: SpreadRequest;
  readonly settlement: Settlement;
  readonly wish: Wish;
}): SpreadResult {
  const { sell, ticker, nearTicker, lot } = request;
  const { executed, averagePrice, commission, spread } = settlement;
  const wantedPrice = spread?.wantedPrice ?? wish.limitPrice ?? request.limitPrice;
  const worseBy = averagePrice === null ? null : new Decimal(wantedPrice).sub(averagePrice);
  return {
    sell,
    ticker,
    nearTicker,
    ratio: spread?.ratio ?? wish.spread?.ratio ?? request.ratio,
    amount: wish.targetLots * lot,
    executed,
    averagePrice,
    wantedPrice,
    slippage: worseBy && (sell ? worseBy.neg() : worseBy).toFixed(),
    commission,
    // An executor that failed before it began knows of no legs.
    ...(spread ?? {
      far: nothingOf(ticker),
      near: nothingOf(nearTicker),
      unhedged: '0',
      longestUnhedgedMs: 0,
      largestUnhedged: '0',
    }),
  };
}
