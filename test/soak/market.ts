/** Others at the exchange: their books move all the time, and they trade into our orders at random moments. */
import { setTimeout as pause } from 'node:timers/promises';
import { Decimal } from '../../domain/decimal.js';
import type { PaperControl } from '../support/paper-control.js';
import type { Random } from './random.js';

/** Shares alone: their ledger is in roubles. The steps are several of the exchange's own. */
const SHARES = {
  SBER: { price: '300', step: '0.1' },
  GAZP: { price: '150', step: '0.1' },
  LKOH: { price: '7000', step: '2' },
  ROSN: { price: '500', step: '0.5' },
  TATN: { price: '600', step: '0.5' },
} as const;
export type Ticker = keyof typeof SHARES;
export const TICKERS = Object.keys(SHARES) as Ticker[];

/** The walk stays this near its middle, in steps; limit prices are well within. */
const WIDEST = 8;
const EVERY_MS = 120;

export const priceAt = (ticker: Ticker, steps: number): string =>
  new Decimal(SHARES[ticker].price).add(new Decimal(SHARES[ticker].step).mul(steps)).toFixed();

/** Lively until `feed` is asked for, then generous: whoever has an order in the book is executed. */
export function startMarket(exchange: PaperControl, random: Random, signal: AbortSignal) {
  const middles = new Map(TICKERS.map((ticker) => [ticker, 0]));
  let generous = false;

  const setBook = async (ticker: Ticker, middle: number) => {
    const levels = (side: -1 | 1) =>
      [1, 2, 3].map((away) => [priceAt(ticker, middle + side * away), random.between(1, 6)] as const);
    await exchange.book(ticker, { bids: levels(-1), asks: levels(1) });
  };
  const lively = async (ticker: Ticker) => {
    const before = middles.get(ticker) ?? 0;
    const middle = Math.max(-WIDEST, Math.min(WIDEST, before + random.between(-1, 1)));
    middles.set(ticker, middle);
    await setBook(ticker, middle);
    if (random.next() < 0.6) await tradeAtBest(ticker, middle, random.between(1, 12));
  };
  const tradeAtBest = async (ticker: Ticker, middle: number, lots: number) => {
    const side = random.pick(['buy', 'sell'] as const);
    await exchange.trade(ticker, { side, lots, price: priceAt(ticker, middle + (side === 'buy' ? 1 : -1)) });
  };
  /** At a price within everybody's limit, and through everything that others and we have in the book. */
  const feed = async (ticker: Ticker) => {
    await setBook(ticker, 0);
    await exchange.trade(ticker, { side: 'sell', lots: 60, price: priceAt(ticker, -2 * WIDEST) });
    await exchange.trade(ticker, { side: 'buy', lots: 60, price: priceAt(ticker, 2 * WIDEST) });
  };

  const play = async () => {
    while (!signal.aborted) {
      // The exchange may have been killed a moment ago; others come back when it does.
      await (generous ? feed : lively)(random.pick(TICKERS)).catch(() => undefined);
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    ended: play(),
    feed() {
      generous = true;
    },
  };
}
