import type { SpreadAgreement } from '../agreed.js';
import { Decimal } from '../decimal.js';
import type { MarketRequest } from '../task.js';

/**
 * How a spread's far order is quoted and its hedge is sent; the trade's usual names. Plain data, because it is kept in
 * the task's row and passes through workflow history.
 */
export interface SpreadOptions {
  /**
   * Far ticks by which the order may stand off its place: behind it, because the price drifted for us, for a second; in
   * front of it, because others went away, for an order's life. Against us never any.
   */
  readonly slop: number;
  /** Near ticks that a hedge may pay more than the book shows it costs; more at each try, up to 0.3 % in all. */
  readonly payUpTicks: number;
  /** Far contracts shown at once at most; null leaves it to the near book alone: half of what five levels show. */
  readonly displayQuantity: number | null;
  /** Far contracts that may be without their hedge; beyond it no new far order. Null is one shown piece. */
  readonly maxUnhedged: number | null;
  /** When it stops by itself, ISO 8601 in UTC; null never. */
  readonly until: string | null;
  /** Takes what the far book shows at once, within the price, instead of waiting for somebody to come. */
  readonly now: boolean;
}

export const SPREAD_DEFAULTS: SpreadOptions = {
  slop: 2,
  payUpTicks: 2,
  displayQuantity: null,
  maxUnhedged: null,
  until: null,
  now: false,
};

/** What a person answers when a hedge cannot be had within its bounds. */
export const HEDGE_CHOICES = ['keep-trying', 'any-price', 'leave'] as const;
export type HedgeChoice = (typeof HEDGE_CHOICES)[number];

export interface HedgeAnswer {
  readonly number: number;
  readonly choice: HedgeChoice;
  /** Near lots, hedged ones included, that were due in the question that was answered: it is said of no more. */
  readonly dueLots?: number;
}

/** What of a spread is wanted besides its target (far lots) and its price (the limit price). */
export interface SpreadWish {
  /** Near securities per one far contract, a decimal string. It stays as it is after the first fill. */
  readonly ratio: string;
  /**
   * By each ratio that was wanted before, the price that was wanted with it last: a price belongs to its ratio, and an
   * amended ratio may not come into force.
   */
  readonly prices?: Readonly<Record<string, string>>;
  readonly options: SpreadOptions;
  /** The last answer about a hedge; each has a number of its own, so that the same one can be given again. */
  readonly hedge: HedgeAnswer | null;
}

/**
 * Enter or leave a calendar spread: `ticker`, `instrumentUid` and `lot` are the far leg's, `amount` is far contracts, the
 * limit price is the spread's, in roubles per far contract. Selling sells the far leg and buys the near one.
 */
export interface SpreadRequest extends MarketRequest {
  readonly sell: boolean;
  readonly nearTicker: string;
  readonly nearInstrumentUid: string;
  /** Securities in a near lot when it was asked. */
  readonly nearLot: number;
  readonly limitPrice: string;
  readonly ratio: string;
  readonly options: SpreadOptions;
  /** A person agreed that either leg may become short or leveraged: every order of the task says so to the broker. */
  readonly margin: boolean;
  /** To what, with its figures; absent where nobody was asked, and in rows of before it was kept. */
  readonly agreed?: SpreadAgreement;
}

/** The legs of a spread in the order log. */
export const SpreadLeg = { far: 'far', near: 'near' } as const;
export type SpreadLeg = (typeof SpreadLeg)[keyof typeof SpreadLeg];

/** What was executed of one leg. */
export interface LegFigures {
  readonly ticker: string;
  /** Securities or contracts. */
  readonly executed: number;
  readonly averagePrice: string | null;
  readonly commission: string;
}

/** The unhedged moments of a spread so far, kept from executor to executor. */
export interface UnhedgedSoFar {
  readonly longestMs: number;
  /** Near securities. */
  readonly largest: string;
  /** Since when a whole near lot is owed, milliseconds since 1970; null while none is. */
  readonly owedSinceMs: number | null;
}

/** What a spread has come to; plain data as all that passes through workflow history. */
export interface SpreadFigures {
  /** The ratio and the price it went by, where that was told: what is wanted may not have come into force. */
  readonly ratio?: string;
  readonly wantedPrice?: string;
  readonly far: LegFigures;
  readonly near: LegFigures;
  /** Near securities still owed for what is executed of the far leg: far executed × ratio − near executed. */
  readonly unhedged: string;
  /** The longest time that more than a remainder below one near lot was unhedged, in milliseconds. */
  readonly longestUnhedgedMs: number;
  /** The most that was unhedged at once, near securities. */
  readonly largestUnhedged: string;
}

/** A finished spread's report. */
export interface SpreadResult extends SpreadFigures {
  readonly sell: boolean;
  readonly ticker: string;
  readonly nearTicker: string;
  readonly ratio: string;
  /** Far contracts. */
  readonly amount: number;
  readonly executed: number;
  /** Of the spread, roubles per far contract, without commission. */
  readonly averagePrice: string | null;
  readonly wantedPrice: string;
  /** How much better (above zero) or worse than wanted, roubles per far contract; null while nothing is executed. */
  readonly slippage: string | null;
  readonly commission: string;
  /** Lots of both legs that a person settled without saying their commission: it is in addition. */
  readonly commissionUnknownLots?: number;
}

/** What of the near leg is due for what is executed of the far one, in whole near lots: never more than owed. */
export const nearLotsDue = ({
  farLots,
  farLot,
  ratio,
  nearLot,
}: {
  farLots: number;
  farLot: number;
  ratio: Decimal;
  nearLot: number;
}): number => new Decimal(farLots).mul(farLot).mul(ratio).div(nearLot).floor().toNumber();
