/**
 * What the rest of the program may ask of a broker: one interface for live, sandbox and paper. Conversions
 * (lots, points, quotations) and errors by cause happen behind it; see broker/index.ts for the client itself.
 */
import type { Operation } from '../domain/account/operation.js';
import type { Book } from '../domain/book.js';
import type { Decimal } from '../domain/decimal.js';
import type { TradingInterval } from '../domain/hours.js';
import type { FuturesMargin, Instrument, TradingStatus } from '../domain/instrument.js';
import type { Dividend, ListedInstrument } from '../domain/listed-instrument.js';
import type { Direction, OrderSnapshot } from '../domain/order.js';
import type { MoneyPosition, Portfolio } from '../domain/portfolio.js';
import type { StopSnapshot, StopStatus, StopTerms } from '../domain/stop-order.js';
import type { ListedKind } from './catalogue.js';
import type { ClockReading } from './clock.js';
import type { DayOpening } from './sessions.js';

export interface Broker {
  readonly mode: 'paper' | 'sandbox' | 'live';
  /** The account every order and figure belongs to; known after `connect`. */
  readonly accountId: string;
  readonly instruments: InstrumentReader;
  readonly account: AccountReader;
  readonly operations: OperationsReader;
  readonly orders: OrderDesk;
  readonly stopOrders: StopOrderDesk;
  readonly market: MarketDataHub;
  readonly ownOrders: OrderStateHub;
  /** The token (TINVEST_TOKEN) may only read this account: the broker will refuse every order and cancel. */
  readonly readOnly: boolean;
  /** This computer's clock against the broker's, by the last answer that told its time. */
  readonly clock: () => ClockReading;
  /** Ends streams and the channel. */
  close(): Promise<void>;
}

export interface InstrumentReader {
  /**
   * Case-insensitive; `TICKER@BOARD` names the board too. `undefined` when the broker lists no such ticker, and where
   * several boards list it and nothing says which is meant; of several the main one.
   */
  byTicker(ticker: string): Promise<Instrument | undefined>;
  /** All boards of a ticker that is named without one, the main one first; empty where there are no several. */
  choices(ticker: string): Promise<readonly Instrument[]>;
  /** Of what one reading alone did not tell too: it is gone when another one, minutes later, agrees. */
  byUid(uid: string): Promise<Instrument | undefined>;
  /**
   * All that the broker lists of these kinds: futures with margins and values of a step that are some minutes old at most,
   * the rest an hour.
   * @default every kind
   * @throws BrokerError
   */
  all(kinds?: readonly ListedKind[]): Promise<readonly Instrument[]>;
  /** From any reading that this process ever made, without a new one: what is traded stays known when it is not listed any more. */
  known(uid: string): Instrument | undefined;
  /** The lists are not what they were, so those in memory are read again when they are next needed. */
  readAgain(): void;
  /** What is one asset, by its position's uid: the securities themselves, then the futures on it, the nearest first. */
  ofAsset(positionUid: string): Promise<readonly Instrument[]>;
  /** Last prices per one security, by instrument uid, one call for 3,000 at most; what the catalogue does not hold has none. */
  lastPrices(uids: readonly string[]): Promise<ReadonlyMap<string, Decimal>>;
  /** Ten levels by a unary call; executors use the hub instead. */
  book(uid: string): Promise<Book>;
  status(uid: string): Promise<TradingStatus>;
  /** Of many, by instrument uid, one call for 100; one id that the broker does not know makes it refuse all of a call. */
  statuses(uids: readonly string[]): Promise<ReadonlyMap<string, TradingStatus>>;
  /**
   * What one contract locks, and, in passing, what a step of its price is worth now (`priceStep`, and every price from
   * then on): for a future linked to a currency both change during the day, and the catalogue is an hour old.
   * @throws BrokerError; `not-served` in the sandbox
   */
  futuresMargin(uid: string): Promise<FuturesMargin>;
  /**
   * When it is traded continuously, today (in Moscow) and the next days, in order and without overlaps; auctions,
   * clearing and the broker's own quoting are not trading. Undefined where the broker tells no schedule of its exchange
   * (the sandbox): then the trading status alone decides. Kept until the Moscow day ends.
   */
  sessions(instrument: Instrument): Promise<readonly TradingInterval[] | undefined>;
  /** When the days of all exchanges begin, today and the next days; none where the broker tells no schedules. */
  openings(): Promise<readonly DayOpening[]>;
  /**
   * All that the broker lists now, of every status, currencies and what cannot be traded included: one call a kind, never
   * from memory. A kind that is not served here is left out.
   * @throws BrokerError when any kind could not be read
   */
  listing(): Promise<ListedInstrument[]>;
  /**
   * Dividends of a share by their record days, from and to included; cancelled ones are left out.
   * @throws BrokerError; `refused` for what is neither share nor fund
   */
  dividends(uid: string, from: Date, to: Date): Promise<Dividend[]>;
}

export interface Position {
  readonly instrumentUid: string;
  /** Free securities, not in orders; negative for a short position. */
  readonly free: number;
  /** Securities in working sell orders. */
  readonly blocked: number;
}

export interface AccountReader {
  /** `loading` is true while the broker says that its limits are not reliable yet. */
  positions(): Promise<{
    readonly loading: boolean;
    /** Free roubles. */
    readonly money: Decimal;
    readonly blockedMoney: Decimal;
    /** Money by its currency, roubles among it. */
    readonly currencies: readonly MoneyPosition[];
    readonly securities: readonly Position[];
  }>;
  /** Averages and worth, some seconds behind `positions`; with the last prices of what is in it. */
  portfolio(): Promise<Portfolio>;
  /** What open futures lock, in roubles; undefined where the broker does not tell it. */
  guarantee(): Promise<Decimal | undefined>;
  /** How many lots could be ordered now; at the last price where none is given. */
  maxLots(order: { readonly instrument: Instrument; readonly price?: Decimal }): Promise<MaxLots>;
  /** The broker's margin figures; undefined where the account has none: no margin trading, or the sandbox. */
  margin(): Promise<Margin | undefined>;
}

export interface OperationsSpan {
  readonly from: Date;
  /** Left out: until now. */
  readonly to?: Date;
}

/** The account's history: of all that the broker tells the slowest to be fresh. */
export interface OperationsReader {
  /**
   * What was executed by orders that were placed in a span, and every other operation of it, the oldest first; a call for
   * every thousand, and one more. An order that works is told with what it has executed.
   */
  between(span: OperationsSpan): Promise<readonly Operation[]>;
  /**
   * What was executed in one instrument by orders of a span, and what moved it otherwise, without commissions: the newest
   * first, a call for every thousand, each when it is asked for.
   */
  backwards(span: Required<OperationsSpan>, instrumentUid: string): AsyncIterable<readonly Operation[]>;
}

/**
 * Lots that could be ordered now: with all that already works, and maybe no more than one order may be worth (30,000,000
 * roubles), so that a larger amount is judged by `OrderDesk.cost` and `margin`. Those with the broker's loan are
 * undefined where the broker does not tell them.
 */
export interface MaxLots {
  /** With one's own money. */
  readonly buy: number;
  /** Of what is held. */
  readonly sell: number;
  readonly buyMargin?: number;
  readonly sellMargin?: number;
}

/** The account as the broker judges its margin, in roubles. */
export interface Margin {
  readonly liquidPortfolio: Decimal;
  /** What the positions need; nothing more can be opened below it. */
  readonly startingMargin: Decimal;
  /** Below it the broker closes positions by itself. */
  readonly minimalMargin: Decimal;
  /** What lacks up to the starting margin; below zero it is what is to spare. */
  readonly missingFunds: Decimal;
  /** The starting margin with working orders counted in; undefined where the broker does not tell it. */
  readonly correctedMargin?: Decimal;
}

export interface LimitOrder {
  /** The idempotency key, a UUID. */
  readonly clientOrderId: string;
  readonly instrument: Instrument;
  readonly direction: Direction;
  readonly lots: number;
  /** Per one security, a whole multiple of the price step. */
  readonly price: Decimal;
  readonly timeInForce: 'day' | 'fill-and-kill';
  /** A person agreed that it may leave the position short or leveraged; the broker is told so only then. @default false */
  readonly margin?: boolean;
}

export interface OrderToCost {
  readonly instrument: Instrument;
  readonly direction: Direction;
  readonly lots: number;
  /** Per one security, a whole multiple of the price step. */
  readonly price: Decimal;
}

/** What the broker says that an order would cost, in roubles. */
export interface OrderCost {
  /** What the order takes, or a sale brings: commission and accrued interest in it; of a future what it locks. */
  readonly total: Decimal;
  /** All of the order. */
  readonly commission: Decimal;
  /** The same as a part of price × securities; undefined where the price is zero. */
  readonly commissionRate: Decimal | undefined;
  /** Of futures alone: what the contracts lock. */
  readonly initialMargin?: Decimal;
}

/** What a caller may say of its order's turn where calls have to wait. */
export interface OrderCallOptions {
  /** `hedge` is sent at once whenever anything at all is left; `move` only after what places. */
  readonly priority?: 'hedge' | 'cancel' | 'place' | 'move';
  /**
   * How long it may wait for the rate limit, in milliseconds; then it is certainly not sent: `RateLimitedError`.
   * @default for ever
   */
  readonly patienceMs?: number;
  /** Ends the waiting, with `RateLimitedError`; of what was sent the outcome is then unknown. */
  readonly signal?: AbortSignal;
  /** Ends only the waiting, with `RateLimitedError`; what goes out it does not touch. */
  readonly whileWaiting?: AbortSignal;
  /** Asked in the moment of sending, after all waiting; if false it is certainly not sent: `RateLimitedError`. */
  readonly maySend?: () => boolean;
}

export type OrderReference = { readonly brokerOrderId: string } | { readonly clientOrderId: string };

export interface OrderDesk {
  /**
   * Sends a limit order; sent again under the same key it never makes a second one.
   * @throws BrokerError; with `remedy` `ask-first` the order may exist, also as `duplicate` (30057): then it surely does.
   */
  post(order: LimitOrder, options?: OrderCallOptions): Promise<OrderSnapshot>;
  /** @throws BrokerError `not-found` when it is not working any more (or never was): read its state. */
  cancel(order: OrderReference, options?: OrderCallOptions): Promise<void>;
  /** @throws BrokerError `not-found`, which proves nothing about a fresh order. */
  state(order: OrderReference): Promise<OrderSnapshot>;
  /** Cancels a minute that the limit allows, as far as the broker told. */
  cancelsPerMinute(): number;
  /** What an order would cost; places nothing. @throws BrokerError; `not-served` where the broker does not tell it */
  cost(order: OrderToCost): Promise<OrderCost>;
  /** Every order of the account placed today, in every state; concurrent callers share one call. */
  today(): Promise<readonly OrderSnapshot[]>;
}

export interface StopOrder extends StopTerms {
  /** The idempotency key, a UUID. Nothing can be looked up by it, and what a repeat does is not documented. */
  readonly clientOrderId: string;
  readonly instrument: Instrument;
}

/** A reading counts against the limit of cancels: one that cancels wait for is as urgent as they are. */
export type StopReadOptions = Pick<OrderCallOptions, 'priority' | 'patienceMs' | 'whileWaiting'>;

/** Stop orders as the contract has them; nothing here is ever repeated by itself. None in the sandbox: `not-served`. */
export interface StopOrderDesk {
  /**
   * @returns the broker's id.
   * @throws BrokerError; with `remedy` `ask-first` it may exist: compare by content, over all statuses, before anything else
   */
  post(order: StopOrder, options?: OrderCallOptions): Promise<{ readonly stopOrderId: string }>;
  /**
   * @throws BrokerError: `not-found`, also of one that triggered, was cancelled or expired; with `remedy` `ask-first` it
   * may be cancelled
   */
  cancel(stopOrderId: string, options?: OrderCallOptions): Promise<void>;
  /** Calls a minute that all of this has together, as far as the broker told. */
  perMinute(): number;
  /** Those that wait for their price. Concurrent callers share one call, but for those who say something of its turn. */
  active(options?: StopReadOptions): Promise<readonly StopSnapshot[]>;
  /** All that were placed since then, of one status or (left out) of every one. */
  since(from: Date, status?: Exclude<StopStatus, 'unspecified'>): Promise<readonly StopSnapshot[]>;
}

/** An instrument's market as it was at one moment. */
export interface MarketGlimpse {
  readonly status: TradingStatus | undefined;
  /** Made of what was told when it is called, anew each time. */
  book(): Book | undefined;
}

export interface MarketDataHub {
  /**
   * Subscribes to the book and the trading status of an instrument, shared by all watchers; `onChange` is called
   * after every change of either, with no arguments: read `book` and `status`.
   * @returns a function that ends the subscription.
   */
  watch(instrument: Instrument, onChange: () => void): () => void;
  /**
   * What the streams tell of many instruments at one moment: subscribes to all that are not watched, waits until book and
   * status of each have come, `waitMs` at most, and lets go of them after a moment. No unary call is made; what was not
   * told in time, or found no room beside what is watched, is undefined. By instrument uid.
   */
  glance(instruments: readonly Instrument[], waitMs: number): Promise<ReadonlyMap<string, MarketGlimpse>>;
  /** The newest consistent book, or `undefined` when none arrived since the stream last broke. Levels are converted when read, not when received. */
  book(uid: string): Book | undefined;
  /** The newest trading status, or `undefined` while unknown. */
  status(uid: string): TradingStatus | undefined;
}

export interface OrderStateHub {
  /** Starts the stream and reads the first snapshot; called once. */
  start(): void;
  /** Every change of an order of the account, ours or not, after it was merged (`lotsExecuted` never goes back, a final state stays). */
  onChange(listener: (order: OrderSnapshot) => void): () => void;
  /** Non-final orders of the account in one instrument; a list that never changes, and a new one after each change. */
  working(instrumentUid: string): readonly OrderSnapshot[];
  /** Orders of the account that ended within the last second or so, with the monotonic moment we heard of it. */
  justEnded(instrumentUid: string): readonly { readonly order: OrderSnapshot; readonly endedAtMs: number }[];
  byClientOrderId(clientOrderId: string): OrderSnapshot | undefined;
  /** Lets the hub know what a unary call answered, so that stream and answers are joined in one place. */
  merge(order: OrderSnapshot): void;
  /** Resolves when a snapshot read after this call is merged (`orders.today`). */
  refresh(): Promise<void>;
  /** False from a stream's break until the snapshot after it. */
  readonly live: boolean;
  /** Called whenever that snapshot is merged: at the start, and after each break of the stream or of the exchange. */
  onLive(listener: () => void): () => void;
}
