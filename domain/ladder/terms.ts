/** What a ladder of stop orders is asked to be, as plain data. */
import type { Direction } from '../order.js';

export interface LadderTerms {
  readonly direction: Direction;
  /**
   * Percent from the last price, decimal strings, each 0 or more and below 100: below it for purchases, above it for
   * sales. At 0 an order waits one price step away: at the last price itself it would trigger at once, which the exchange
   * refuses (30053).
   */
  readonly levels: readonly string[];
  /** The most roubles that one order may be worth at its level, a decimal string. */
  readonly sum: string;
  /** How long the orders wait. */
  readonly lifetimeMinutes: number;
  /** What an order places when it triggers: a limit order at its level, or one at any price. */
  readonly child: 'limit' | 'market';
}
