/**
 * Everything that ever happens at the exchange is one of these events: the state is what they add up to, the ledger
 * is those of them that carry a number, the journal is their file. Prices and money are decimal strings.
 */
import type { QueueMark, Side } from '../matching/book.js';
import type { Ladder } from '../matching/others.js';
import type { StopEntry, StopsFollowed } from '../stops/stop-events.js';
import type { AccountEvent } from './account-events.js';

import type { SettlementEvent } from './settlement.js';

export type OrderKind = 'limit' | 'market' | 'best-price';
export type TimeInForce = 'day' | 'fill-and-kill' | 'fill-or-kill';
export type CancelCause = 'client' | 'exchange';

interface OrderTerms {
  /** The idempotency key as it was sent. */
  readonly requestId: string;
  readonly accountId: string;
  readonly ticker: string;
  readonly direction: Side;
  readonly lots: number;
  /** Absent for market orders. */
  readonly price?: string;
}

/** As they were sent, in whatever unit. */
interface PostedTerms extends OrderTerms {
  /** Of stop orders. */
  readonly stopPrice?: string;
  /** It may leave the position short or leveraged (`confirm_margin_trade`); absent where it may not. */
  readonly margin?: boolean;
}

interface OrderEvent {
  readonly requestId: string;
  readonly orderId: string;
  readonly accountId: string;
  readonly ticker: string;
  readonly direction: Side;
  readonly lots: number;
}

/** What the ledger shows, before it got its number and time. */
export type LedgerEntry =
  /** A PostOrder or PostStopOrder reached the exchange; nothing was checked yet. */
  | ({ readonly kind: 'received'; readonly method: string } & Partial<PostedTerms>)
  | ({
      readonly kind: 'accepted';
      readonly orderId: string;
      readonly orderType: OrderKind;
      readonly timeInForce: TimeInForce;
      /** The price that estimates are made with; the limit of a limit order. */
      readonly initialPrice: string;
      /** What streams and answers call the order: the key, or an invented id where the key is no UUID. */
      readonly shownRequestId: string;
    } & OrderTerms)
  | ({ readonly kind: 'rejected'; readonly method: string; readonly code: string } & Partial<PostedTerms>)
  /** `orderId` or `stopOrderId` is the first's. */
  | ({ readonly kind: 'duplicate'; readonly orderId?: string; readonly stopOrderId?: string } & PostedTerms)
  | ({
      readonly kind: 'fill';
      readonly price: string;
      readonly tradeId: string;
      /** Cumulative lots of the order. */
      readonly executed: number;
    } & OrderEvent)
  /** `lots` are those that will not be executed any more. */
  | ({ readonly kind: 'cancelled'; readonly cause: CancelCause; readonly executed: number } & OrderEvent)
  /** `orderId` was withdrawn and `newOrderId` came in its place; the terms are the new one's. */
  | ({ readonly kind: 'replaced'; readonly orderId: string; readonly newOrderId: string } & OrderTerms)
  | {
      readonly kind: 'call';
      readonly method: string;
      readonly orderId?: string;
      readonly stopOrderId?: string;
    }
  | StopEntry
  /** Somebody played the market through the control interface: what follows can be timed from here. */
  | { readonly kind: 'control'; readonly method: string; readonly ticker?: string };

/** `atUs`: microseconds since 1970, never going back. */
export type LedgerEvent = LedgerEntry & { readonly seq: number; readonly atUs: number };

/** What else has to be remembered. */
export type StateEvent =
  | AccountEvent
  | {
      readonly kind: 'account-set';
      readonly accountId: string;
      readonly money?: string;
      readonly positions?: readonly { ticker: string; amount: number; averagePrice: string }[];
    }
  | { readonly kind: 'status-set'; readonly ticker: string; readonly status: InstrumentCondition }
  | { readonly kind: 'book-set'; readonly ticker: string; readonly book: KeptBook }
  /** Others' orders that come into force when trading goes on; without a ladder none wait any more. */
  | { readonly kind: 'book-waits'; readonly ticker: string; readonly ladder?: Ladder }
  | StopsFollowed
  | SettlementEvent;

/** In place of a status: the one that the hours say. */
export const BY_HOURS = 'BY_HOURS';

/** A trading status and the flags that go with it. */
export interface InstrumentCondition {
  /** The contract's name without its prefix, e.g. `NORMAL_TRADING`; or `BY_HOURS`. */
  readonly status: string;
  readonly apiTradeAvailable: boolean;
  readonly buyAvailable: boolean;
  readonly sellAvailable: boolean;
}

export interface KeptBook {
  readonly bids: readonly (readonly [ticks: number, queue: readonly QueueMark[]])[];
  readonly asks: readonly (readonly [ticks: number, queue: readonly QueueMark[]])[];
  readonly lastTicks: number;
  /** When it was traded at; older journals do not know. */
  readonly lastAtMs?: number;
  /** Yesterday's close, which the price limits of the day are made from. */
  readonly closeTicks: number;
}

export type ExchangeEvent = LedgerEvent | StateEvent;
