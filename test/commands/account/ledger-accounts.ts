/** The exchange's ledger as the account's books: what it executed, worked out apart from anything the program reads. */
import { Decimal } from '../../../domain/decimal.js';
import type { LedgerEvent } from '../../support/paper-control.js';

export interface Fill {
  readonly order: string;
  readonly ticker: string;
  readonly direction: 'buy' | 'sell';
  /** Securities. */
  readonly amount: number;
  /** Roubles for one. */
  readonly price: string;
}

/** @param lots securities in a lot, by ticker; a point of everything here is a rouble */
export const fillsOf = (ledger: readonly LedgerEvent[], lots: ReadonlyMap<string, number>): Fill[] =>
  ledger
    .filter(({ kind }) => kind === 'fill')
    .map(({ orderId = '', ticker = '', direction = 'buy', lots: filled = 0, price = '0' }) => ({
      ...{ order: orderId, ticker, direction },
      amount: filled * (lots.get(ticker) ?? Number.NaN),
      price: new Decimal(price).toFixed(),
    }));

export const worth = (fills: readonly Fill[]): Decimal =>
  fills.reduce((sum, { price, amount }) => sum.add(new Decimal(price).mul(amount)), new Decimal(0));

/** 0.05 % of each order, to the kopeck. */
export function commissionOf(fills: readonly Fill[]): Decimal {
  const orders = new Set(fills.map(({ order }) => order));
  return [...orders].reduce((sum, order) => {
    const value = worth(fills.filter((fill) => fill.order === order));
    return sum.add(value.mul('0.0005').toDecimalPlaces(2, Decimal.ROUND_HALF_UP));
  }, new Decimal(0));
}

/** What was sold less what was bought: the profit where nothing is left. */
export const gained = (fills: readonly Fill[]): Decimal =>
  worth(fills.filter(({ direction }) => direction === 'sell')).sub(
    worth(fills.filter(({ direction }) => direction === 'buy')),
  );
