/** Stop orders: what one is to be, and what the broker tells of one. Prices are in roubles per one security. */
import type { Decimal } from './decimal.js';
import type { Direction } from './order.js';

export const StopKind = {
  takeProfit: 'take-profit',
  stopLoss: 'stop-loss',
  stopLimit: 'stop-limit',
} as const;
export type StopKind = (typeof StopKind)[keyof typeof StopKind];

export const StopStatus = {
  active: 'active',
  /** It triggered; what it placed is an order of its own. */
  executed: 'executed',
  cancelled: 'cancelled',
  expired: 'expired',
  /** The broker did not say. */
  unspecified: 'unspecified',
} as const;
export type StopStatus = (typeof StopStatus)[keyof typeof StopStatus];

/** How far a trailing take-profit follows the price, and how much worse than the last price its child may be. */
export interface Distance {
  /** Roubles per one security, or percent. */
  readonly type: 'absolute' | 'relative';
  /** A decimal string. */
  readonly value: string;
}

export interface Trailing {
  readonly indent: Distance;
  readonly spread: Distance;
}

/** What it places when it triggers. A trailing take-profit's limit is made of its spread. */
export type StopChild =
  | { readonly type: 'market' }
  /** A decimal string; null for a trailing one. */
  | { readonly type: 'limit'; readonly price: string | null };

export type StopExpiry =
  | { readonly type: 'till-cancel' }
  /** ISO 8601 in UTC. */
  | { readonly type: 'till-date'; readonly at: string };

/** Everything that a stop order is placed with, as plain data: it is kept in the log and in a stash. */
export interface StopTerms {
  readonly instrumentUid: string;
  readonly ticker: string;
  readonly direction: Direction;
  readonly lots: number;
  readonly kind: StopKind;
  /** Reaching it triggers; a decimal string. */
  readonly stopPrice: string;
  readonly child: StopChild;
  readonly trailing?: Trailing;
  readonly expiry: StopExpiry;
  /** A person agreed that its child may leave the position short or leveraged. */
  readonly margin: boolean;
  /** What its prices are sent in; the exchange quotes futures and bonds in points. */
  readonly priceUnit: 'roubles' | 'points';
  /**
   * Roubles of one price step when the prices were made, a decimal string, of what is quoted in points: the value of a
   * step changes, and the price is so many steps, whatever they are worth by now. Without it today's value counts.
   */
  readonly priceStep?: string;
}

/**
 * What the broker tells of a stop order. It does not tell the key, the margin flag, the unit of the prices, nor whether
 * it expires by its own date.
 */
export interface StopSnapshot {
  /** The broker's id. */
  readonly stopOrderId: string;
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly lots: number;
  /** Undefined where its type, or its direction, or how it trails, is something that we do not know. */
  readonly kind: StopKind | undefined;
  readonly status: StopStatus;
  readonly stopPrice: Decimal;
  /** Roubles of one price step when this was read, of what is quoted in points. */
  readonly priceStep?: Decimal;
  /** The instrument is not in the catalogue: prices are as they were told, maybe rounded to kopecks. */
  readonly isOffGrid?: true;
  /** Of its child; undefined for a market order, and for a trailing one that was not activated. */
  readonly price: Decimal | undefined;
  /** Undefined where the broker does not say: a stop-loss ends at the market, a stop-limit at its limit. */
  readonly childType: 'market' | 'limit' | undefined;
  readonly trailing?: Trailing & {
    readonly isActivated: boolean;
    /** The best price since then, which cannot be sent back. */
    readonly extremum?: Decimal;
  };
  readonly createdAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly triggeredAt: Date | undefined;
  /** The exchange's id of the order that it placed. */
  readonly childOrderId: string | undefined;
}
