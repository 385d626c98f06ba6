import { Decimal } from '../../domain/decimal.js';
import { spreadHours } from '../../domain/hours.js';
import { farDirection, nearDirection, type QuoteView, spreadPriceNow } from '../../domain/spread/quote.js';
import type { SpreadOptions } from '../../domain/spread/terms.js';
import type { ToldError } from '../errors.js';
import type { LegMarket } from './market.js';
import type { SpreadPair } from './pair.js';

/** A price that can be had now; decimal strings. */
export interface ObtainablePrice {
  /** Roubles per far contract with commission and pay-up in reserve: wanted at this price it is quoted, or taken, so. */
  readonly price: string;
  /** The depth it was computed for, far contracts. */
  readonly amount: number;
  readonly farPrice: string;
  /** Average over the securities that hedge that amount. */
  readonly nearPrice: string;
}

export interface SpreadPrice {
  /** By joining the best price that others show of the far leg. */
  readonly passive: ObtainablePrice | null;
  /** By taking what the other side of the far leg shows. */
  readonly crossing: ObtainablePrice | null;
  /** Why a price is missing; empty where both are there. */
  readonly obstacles: readonly ToldError[];
}

export interface PricedSpread {
  readonly pair: SpreadPair;
  readonly sell: boolean;
  /** Far contracts. */
  readonly amount: number;
  readonly options: Pick<SpreadOptions, 'payUpTicks' | 'displayQuantity' | 'maxUnhedged'>;
  readonly far: LegMarket;
  readonly near: LegMarket;
}

/** What a spread can be had for now, or why it cannot. */
export function priceNow(spread: PricedSpread): SpreadPrice {
  const closed = closedLegs(spread);
  if (closed.length > 0) return { passive: null, crossing: null, obstacles: closed };
  const passive = obtain(spread, 'passive');
  const crossing = obtain(spread, 'crossing');
  const obstacles = [passive, crossing].flatMap((each) => ('code' in each ? [each] : []));
  const isNew = ({ code, data }: ToldError, place: number) =>
    obstacles.findIndex(
      (each) => each.code === code && each.data.ticker === data.ticker && each.data.side === data.side,
    ) === place;
  return {
    passive: 'code' in passive ? null : passive,
    crossing: 'code' in crossing ? null : crossing,
    obstacles: obstacles.filter(isNew),
  };
}

function closedLegs({ pair, far, near }: PricedSpread): ToldError[] {
  const now = new Date();
  const legs = [
    { instrument: pair.far, market: far },
    { instrument: pair.near, market: near },
  ];
  if (legs.every(({ market }) => market.status.tradable)) return [];
  const [farHours, nearHours] = legs.map(({ instrument: { future }, market: { sessions } }) => ({
    sessions,
    lastTradeAt: future?.lastTradeAt,
  }));
  const { opensAt } = farHours && nearHours ? spreadHours({ far: farHours, near: nearHours, now }) : {};
  return legs
    .filter(({ market }) => !market.status.tradable)
    .map(({ instrument: { ticker }, market }) => ({
      code: 'market-closed',
      data: { ticker, status: market.status.status, opensAt: opensAt?.toISOString() ?? null },
    }));
}

function obtain(spread: PricedSpread, how: 'passive' | 'crossing'): ObtainablePrice | ToldError {
  const { pair, sell, amount, options, far, near } = spread;
  const { payUpTicks, displayQuantity, maxUnhedged } = options;
  const view: QuoteView = { sell, far, near, ratio: pair.ratio, payUpTicks, nowMs: performance.now() };
  // What is shown at once, as of a spread that has nothing owed yet.
  const piece = Math.min(amount, displayQuantity ?? amount, maxUnhedged ?? amount);
  const most = Math.max(1, Math.floor(piece / far.lot));
  const price = spreadPriceNow(view, how, most);
  if ('missing' in price) return missing(spread, how, price.missing);
  return {
    // Kopecks, on the side that can surely be had.
    price: price.price.toDecimalPlaces(2, sell ? Decimal.ROUND_FLOOR : Decimal.ROUND_CEIL).toFixed(),
    amount: price.lots * far.lot,
    farPrice: price.farPrice.toFixed(),
    nearPrice: price.nearPrice.toDecimalPlaces(9).toFixed(),
  };
}

/** Which side of which book shows nobody, or too little to hedge one contract. */
function missing(
  { pair, sell, near }: PricedSpread,
  how: 'passive' | 'crossing',
  leg: 'far' | 'near',
): ToldError {
  if (leg === 'far') {
    const direction = how === 'passive' ? farDirection(sell) : nearDirection(sell);
    return { code: 'side-empty', data: { ticker: pair.far.ticker, side: direction } };
  }
  const isEmpty = (sell ? near.book.asks : near.book.bids).length === 0;
  return {
    code: isEmpty ? 'side-empty' : 'side-thin',
    data: { ticker: pair.near.ticker, side: farDirection(sell), ratio: pair.ratio.toFixed() },
  };
}
