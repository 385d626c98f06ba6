import type { Decimal } from '../decimal.js';

/** What an operation is to the account: a trade, what belongs to one, or what moves securities otherwise than by one. */
export type OperationKind = 'buy' | 'sell' | 'commission' | 'variation-margin' | 'moved' | 'other';

/** One execution of an order: securities or contracts, at a price of one. */
export interface Execution {
  readonly id: string;
  readonly at: Date;
  readonly amount: number;
  readonly price: Decimal;
}

/** One line of the account's history as the broker tells it. Money is of `currency`. */
export interface Operation {
  readonly id: string;
  /** Of the trade that a commission or a variation margin belongs to; undefined where it belongs to none. */
  readonly parentId: string | undefined;
  readonly kind: OperationKind;
  readonly at: Date;
  readonly figi: string;
  readonly instrumentUid: string;
  /** In small letters, `rub`. */
  readonly currency: string;
  /** What the account got; below zero what it paid. */
  readonly payment: Decimal;
  /** As a trade's own operation tells it, above zero; undefined where it tells none, or zero. */
  readonly commission: Decimal | undefined;
  /** Of a bond's trade, above zero. */
  readonly accruedInterest: Decimal;
  /** Of a trade alone, in their order. */
  readonly executions: readonly Execution[];
}
