import type { Margin } from '../../broker/broker.js';
import { type MarginState, marginRoom } from '../../domain/account/margin-room.js';
import type { CommandContext } from '../define-command.js';
import { moneyNow, readHoldings } from '../holdings.js';
import { moneyText, percentText } from './money-text.js';

/** Money in roubles unless it says otherwise, decimal strings of two places; null where the broker does not tell it. */
export interface BalanceAnswer {
  /** By currency, each in its own units; roubles first. `blocked` is what orders hold. */
  readonly currencies: readonly {
    readonly currency: string;
    readonly free: string;
    readonly blocked: string;
  }[];
  /** What futures lock. */
  readonly guarantee: string | null;
  /** What running tasks will take out of the free roubles, and what is left then, below zero where that is more. */
  readonly promised: string;
  readonly left: string;
  /** What all of the account is worth, by the broker. */
  readonly portfolio: string | null;
  /** Null without margin trading, and where the broker tells no such figures. */
  readonly margin: MarginAnswer | null;
  /** The latter, as in its sandbox. */
  readonly marginUntold: boolean;
  /** The broker says that its figures are not reliable yet. */
  readonly loading: boolean;
}

export interface MarginAnswer {
  readonly state: MarginState;
  readonly liquidPortfolio: string;
  readonly startingMargin: string;
  readonly minimalMargin: string;
  /** The starting margin with working orders counted in. */
  readonly correctedMargin: string | null;
  /** Until new positions are refused; below zero it is what lacks. */
  readonly toStarting: string;
  readonly toStartingWithOrders: string | null;
  /** By so much the portfolio may fall until the minimal margin is touched. */
  readonly toCall: string;
  readonly toCallPercent: string | null;
}

export async function balanceNow({
  broker,
  db,
}: Pick<CommandContext, 'broker' | 'db'>): Promise<BalanceAnswer> {
  const holdings = readHoldings({ broker, db });
  const [{ currencies, loading }, promised, portfolio, guarantee, margin] = await Promise.all([
    holdings,
    moneyNow({ broker, db }, holdings),
    broker.account.portfolio(),
    broker.account.guarantee(),
    broker.account.margin(),
  ]);
  return {
    currencies: currencies.map(({ currency, free, blocked }) => {
      const text = (amount: typeof free) => (currency === 'rub' ? amount.toFixed(2) : amount.toFixed());
      return { currency: currency.toUpperCase(), free: text(free), blocked: text(blocked) };
    }),
    guarantee: moneyText(guarantee),
    promised: promised.promised.toFixed(2),
    left: promised.free.toFixed(2),
    portfolio: moneyText(portfolio.worth),
    margin: margin ? marginAnswer(margin) : null,
    marginUntold: margin === undefined && broker.mode === 'sandbox',
    loading,
  };
}

function marginAnswer(margin: Margin): MarginAnswer {
  const { state, toStarting, withOrders, toCall, toCallPercent } = marginRoom(margin);
  return {
    state,
    liquidPortfolio: margin.liquidPortfolio.toFixed(2),
    startingMargin: margin.startingMargin.toFixed(2),
    minimalMargin: margin.minimalMargin.toFixed(2),
    correctedMargin: moneyText(margin.correctedMargin),
    toStarting: toStarting.toFixed(2),
    toStartingWithOrders: moneyText(withOrders),
    toCall: toCall.toFixed(2),
    toCallPercent: percentText(toCallPercent),
  };
}

/** A figure of the answer as a record of the file, under its own name. */
export interface BalanceFigure {
  readonly figure: string;
  /** Of money. */
  readonly currency: string | null;
  readonly value: string | boolean | null;
}

export function balanceFigures({ currencies, margin, ...others }: BalanceAnswer): BalanceFigure[] {
  const plain = (figures: object): BalanceFigure[] =>
    Object.entries(figures).map(([figure, value]: [string, string | boolean | null]) => ({
      figure,
      currency: NOT_MONEY.has(figure) ? null : 'RUB',
      value,
    }));
  return [
    ...currencies.flatMap(({ currency, free, blocked }) => [
      { figure: 'free', currency, value: free },
      { figure: 'blocked', currency, value: blocked },
    ]),
    ...plain(others),
    ...plain(margin ?? {}),
  ];
}

const NOT_MONEY = new Set(['state', 'toCallPercent', 'marginUntold', 'loading']);
