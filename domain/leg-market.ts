import type { Book } from './book.js';
import type { Decimal } from './decimal.js';
import type { OwnOrder } from './follow.js';

/** What a decision sees of the market of one leg. Amounts in lots, prices per security. */
export interface LegMarket {
  /** Undefined while unknown. */
  readonly tradable: boolean | undefined;
  readonly book: Book | undefined;
  readonly priceStep: Decimal;
  readonly lot: number;
  /** Futures alone have prices below zero. */
  readonly mayBeNegative?: boolean;
  readonly ownOrders: readonly OwnOrder[];
}
