/** What a spread executed, by the order log. Roubles throughout. */
import type { Decimal } from '../decimal.js';
import type { Direction } from '../order.js';
import { added } from './sums.js';

/** What one order of a leg executed. */
export interface LegOrderDone {
  readonly direction: Direction;
  /** Securities or contracts. */
  readonly amount: number;
  /** Price × amount. */
  readonly value: Decimal;
  readonly commission: Decimal;
}

export interface SpreadDone {
  readonly task: string;
  /** The task that it unwinds. */
  readonly unwinds: string | null;
  readonly sell: boolean;
  readonly farUid: string;
  readonly nearUid: string;
  /** Near securities per far contract. */
  readonly ratio: Decimal;
  /** Securities in a near lot: less than that stays unhedged. */
  readonly nearLot: number;
  /** Roubles per far contract. */
  readonly wantedPrice: Decimal;
  /** In the order in which they were sent. */
  readonly far: readonly LegOrderDone[];
  readonly near: readonly LegOrderDone[];
}

export const commissionOf = ({ far, near }: SpreadDone): Decimal =>
  added([...far, ...near].map(({ commission }) => commission));
