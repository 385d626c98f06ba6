import type { Decimal } from './decimal.js';

export const Direction = { buy: 'buy', sell: 'sell' } as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

export const OrderStatus = {
  new: 'new',
  partiallyFilled: 'partially-filled',
  filled: 'filled',
  cancelled: 'cancelled',
  rejected: 'rejected',
  /** The broker did not say; never final. */
  unspecified: 'unspecified',
} as const;
export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

/** In a final state nothing of the order works any more, and nothing more can be filled. */
export const isFinal = (status: OrderStatus): boolean =>
  status === OrderStatus.filled || status === OrderStatus.cancelled || status === OrderStatus.rejected;

/** What the broker says of one order of ours. Quantities in lots, prices per one security. */
export interface OrderSnapshot {
  /** The exchange's order id (the broker's internal one for the first 80 ms or so). */
  readonly brokerOrderId: string;
  /** Our idempotency key (`order_request_id`); absent for orders placed without a UUID key. */
  readonly clientOrderId?: string;
  readonly accountId?: string;
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly status: OrderStatus;
  readonly lotsRequested: number;
  /** Cumulative. */
  readonly lotsExecuted: number;
  /** The limit price. */
  readonly price?: Decimal;
  /** Average price of what is executed; the broker rounds it to 10^-9. */
  readonly averagePrice?: Decimal;
  /** Exact sum of price × securities over all fills, where the broker listed every one of them. */
  readonly executedValue?: Decimal;
  readonly commission?: Decimal;
  readonly placedAt?: Date;
}
