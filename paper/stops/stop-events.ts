import type { Side } from '../matching/book.js';

export type StopKind = 'take-profit' | 'stop-loss' | 'stop-limit';
export type ChildKind = 'market' | 'limit';
export type StopEnd = 'client' | 'expired' | 'refused';

/** How far from a price: in units of market data, or in percent of it. */
export interface StopDistance {
  readonly type: 'absolute' | 'relative';
  readonly value: string;
}

interface StopNamed {
  readonly stopOrderId: string;
  /** The idempotency key of the stop order. */
  readonly requestId: string;
  readonly accountId: string;
  readonly ticker: string;
  readonly direction: Side;
  readonly lots: number;
}

/** Prices are in the units of market data, whatever they were sent in. */
export interface StopPlaced extends StopNamed {
  readonly kind: 'stop-placed';
  readonly stopType: StopKind;
  readonly stopPrice: string;
  readonly child: ChildKind;
  /** The limit of the child; a trailing stop gets it when it triggers. */
  readonly price?: string;
  readonly trailing?: { readonly indent: StopDistance; readonly spread: StopDistance };
  /** ISO 8601; absent when it is good till cancelled. */
  readonly expiresAt?: string;
  /** The person agreed that the child may leave a short or leveraged position. */
  readonly margin: boolean;
}

/** What the ledger shows of stop orders. */
export type StopEntry =
  | StopPlaced
  /** The child follows as `accepted` under `childRequestId`, or the stop ends with `stop-cancelled`, `refused`. */
  | (StopNamed & {
      readonly kind: 'stop-triggered';
      readonly stopPrice: string;
      /** The price that met it. */
      readonly lastPrice: string;
      readonly price?: string;
      readonly childRequestId: string;
      /** The child's; absent when it is refused. */
      readonly orderId?: string;
    })
  /** `code` says why a child was refused. */
  | (StopNamed & { readonly kind: 'stop-cancelled'; readonly cause: StopEnd; readonly code?: string });

/** A price that trailing stops of the instrument begin to follow from, or a new extremum of those that do already. */
export interface StopsFollowed {
  readonly kind: 'stops-followed';
  readonly ticker: string;
  readonly price: string;
}
