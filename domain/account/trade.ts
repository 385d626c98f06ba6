import type { Decimal } from '../decimal.js';
import type { Direction } from '../order.js';

/** One execution of the account, by whomever it was ordered. Money is of `currency`. */
export interface Trade {
  readonly at: Date;
  readonly instrumentUid: string;
  readonly figi: string;
  readonly direction: Direction;
  /** Securities or contracts. */
  readonly amount: number;
  /** For one; without the accrued interest. */
  readonly price: Decimal;
  /** Price × amount. */
  readonly sum: Decimal;
  /** Its part of what its order cost; undefined while nobody told it. */
  readonly commission: Decimal | undefined;
  readonly accruedInterest: Decimal;
  /** What closing gained, where the broker told that with the trade. */
  readonly variationMargin: Decimal | undefined;
  readonly currency: string;
  /** The broker's id of the order (and of its operation); null where only our log knows it, and has none. */
  readonly order: string | null;
  /** Ours: of which task, by its readable id; null for what others ordered. */
  readonly owner: Owner | null;
  /** `journal`: our order log knows it, and the broker's operations do not tell it yet. */
  readonly source: 'broker' | 'journal';
}

/** Whose order it was. */
export interface Owner {
  readonly task: string;
  /** Of the task. */
  readonly kind: string;
  /** What the person wanted to get at least, for one security; undefined where no price, or that of a spread, was wanted. */
  readonly wantedPrice?: Decimal;
}

/** What our order log knows of one order that executed something. */
export interface LoggedExecution {
  readonly owner: Owner;
  readonly brokerOrderId: string | null;
  readonly instrumentUid: string;
  readonly direction: Direction;
  /** Securities that it executed. */
  readonly amount: number;
  /** Price × amount over all of them. */
  readonly value: Decimal;
  /** Undefined where it is not known, or not of all of them. */
  readonly commission: Decimal | undefined;
  /** When it was first about to be sent. */
  readonly recordedAt: Date;
  /** When it last executed something, as far as is known. */
  readonly executedAt: Date;
  readonly isSettled: boolean;
}

/** Direction as a sign: a purchase adds. */
export const signOf = (direction: Direction): 1 | -1 => (direction === 'buy' ? 1 : -1);

/** Of all these trades: how many more are held after them than before. */
export const netAmount = (trades: readonly Pick<Trade, 'direction' | 'amount'>[]): number =>
  trades.reduce((sum, { direction, amount }) => sum + signOf(direction) * amount, 0);
