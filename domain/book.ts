import type { Decimal } from './decimal.js';

export interface Level {
  /** Price of one security. */
  readonly price: Decimal;
  readonly lots: number;
}

/** An order book, best level first on both sides. */
export interface Book {
  readonly instrumentUid: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** The exchange's time of it, where known: orders placed later are not in it. */
  readonly at?: Date;
  /** When it came to us, in monotonic milliseconds. */
  readonly receivedAtMs?: number;
  /** The highest price a buy may have today, where the broker tells it. */
  readonly limitUp?: Decimal;
  /** The lowest price a sell may have today, where the broker tells it. */
  readonly limitDown?: Decimal;
}
