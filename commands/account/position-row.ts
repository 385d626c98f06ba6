import type { PositionFigures } from '../../domain/account/position-figures.js';
import { moneyText, percentText } from './money-text.js';

/** One position. Amounts, prices and money are decimal strings; null where nobody tells what it is. */
export interface PositionRow {
  /** Its uid where the catalogue does not hold it; of money the currency's code. */
  readonly ticker: string;
  readonly name: string | null;
  readonly kind: string;
  /** Null of roubles. */
  readonly instrumentUid: string | null;
  /** Securities, contracts or units of a currency; negative for a short position. */
  readonly amount: string;
  readonly free: string;
  /** In orders; of roubles also what futures lock. */
  readonly blocked: string;
  /** Of its prices and money. */
  readonly currency: string;
  /** Of one, without accrued interest. */
  readonly averagePrice: string | null;
  readonly lastPrice: string | null;
  /** The same as the exchange quotes it: points of a future, percent of a bond's nominal; null of all else. */
  readonly averagePoints: string | null;
  readonly lastPoints: string | null;
  /** Of one bond. */
  readonly accruedInterest: string | null;
  /** At the last price, a bond with its interest; of futures what the contracts are about, which nobody paid. */
  readonly value: string | null;
  /** What it adds to the account: the value, of futures the variation margin that was not paid out yet. */
  readonly worth: string | null;
  readonly profit: string | null;
  readonly profitPercent: string | null;
  /** The broker's average is of another amount than is held now: it is some seconds behind. */
  readonly averageMayLag: boolean;
  /** What running tasks have yet to buy and to sell of it, in orders or not. */
  readonly toBuy: number;
  readonly toSell: number;
  /** What running spreads have executed and count on, sold ones below zero. */
  readonly heldBySpreads: number;
  /** Ids of all of these. */
  readonly tasks: readonly string[];
}

export interface PositionsAnswer {
  readonly items: readonly PositionRow[];
  readonly totals: {
    /** Roubles, money among it. */
    readonly worth: string;
    readonly profit: string;
    /** Positions that are in none of both, for want of a price or of roubles. */
    readonly leftOut: number;
    /** The broker's own figure, some seconds behind. */
    readonly portfolio: string | null;
  };
  /** The broker says that its figures are not reliable yet. */
  readonly loading: boolean;
}

/** As it is told, and its exact figures for the totals. */
export interface Row {
  readonly row: PositionRow;
  readonly figures: PositionFigures;
}

export const textsOf = ({ value, worth, profit, profitPercent }: PositionFigures) => ({
  value: moneyText(value),
  worth: moneyText(worth),
  profit: moneyText(profit),
  profitPercent: percentText(profitPercent),
});
