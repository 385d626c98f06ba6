import { shownPrice, sumsOf, type TradeSums } from '../../domain/account/sums.js';
import type { Trade } from '../../domain/account/trade.js';
import { exactMoney } from './money-text.js';
import type { AccountTrades } from './read-trades.js';

/** One execution. Money and prices are decimal strings, of `currency`. */
export interface TradeJson {
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly ticker: string;
  readonly direction: 'buy' | 'sell';
  readonly amount: number;
  readonly price: string;
  readonly sum: string;
  /** Null while nobody told it. */
  readonly commission: string | null;
  readonly accruedInterest: string;
  /** Null where the broker tells none with the trade. */
  readonly variationMargin: string | null;
  /** In capital letters. */
  readonly currency: string;
  /** Null for what others ordered. */
  readonly task: string | null;
  /** The broker's id. */
  readonly order: string | null;
  /** `journal`: the broker's operations do not tell it yet. */
  readonly source: 'broker' | 'journal';
  readonly instrumentUid: string;
}

export const TRADE_COLUMNS = [
  'time',
  'ticker',
  'direction',
  'amount',
  'price',
  'sum',
  'commission',
  'accruedInterest',
  'variationMargin',
  'currency',
  'task',
  'order',
  'source',
  'instrumentUid',
] as const satisfies readonly (keyof TradeJson)[];

export const tradeJson = (trade: Trade, tickerOf: AccountTrades['tickerOf']): TradeJson => ({
  time: trade.at.toISOString(),
  ticker: tickerOf(trade),
  direction: trade.direction,
  amount: trade.amount,
  price: shownPrice(trade.price),
  sum: exactMoney(trade.sum),
  commission: trade.commission ? exactMoney(trade.commission) : null,
  accruedInterest: exactMoney(trade.accruedInterest),
  variationMargin: trade.variationMargin ? exactMoney(trade.variationMargin) : null,
  currency: trade.currency.toUpperCase(),
  task: trade.owner?.task ?? null,
  order: trade.order,
  source: trade.source,
  instrumentUid: trade.instrumentUid,
});

/** What trades come to together, roubles as decimal strings. */
export interface TradeSumsJson {
  readonly trades: number;
  readonly bought: string;
  readonly sold: string;
  readonly commission: string;
  /** Trades whose commission nobody told: theirs is in addition. */
  readonly commissionUnknown: number;
  readonly accruedInterestPaid: string;
  readonly accruedInterestReceived: string;
  readonly variationMargin: string;
}

export const sumsJson = (trades: readonly Trade[]): TradeSumsJson => shown(sumsOf(trades));

const shown = (sums: TradeSums): TradeSumsJson => ({
  trades: sums.trades,
  bought: exactMoney(sums.bought),
  sold: exactMoney(sums.sold),
  commission: exactMoney(sums.commission),
  commissionUnknown: sums.commissionUnknown,
  accruedInterestPaid: exactMoney(sums.accruedInterestPaid),
  accruedInterestReceived: exactMoney(sums.accruedInterestReceived),
  variationMargin: exactMoney(sums.variationMargin),
});
