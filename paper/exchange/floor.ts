import { validate as isUuid, v4 as uuidv4 } from 'uuid';
import { type Clock, systemClock } from '../clock.js';
import type { Catalogue } from '../instruments/catalogue.js';
import { type PaperInstrument, priceOf } from '../instruments/instrument.js';
import type { Match, Side } from '../matching/book.js';
import { type Ladder, setOthers } from '../matching/others.js';
import { formatNano } from '../money.js';
import type { CancelCause } from '../state/events.js';
import { type PaperOrder, type PaperTrade, remaining, tradesOf } from '../state/order.js';
import type { ExchangeState } from '../state/state.js';
import { Topic } from '../streams/topic.js';
import type { OrderRequest } from './checks.js';
import { gathers } from './conditions.js';
import { keepListing, type Listing, openListing } from './listing.js';
import type { Recorder } from './recorder.js';

/** A trade as everybody sees it. */
export interface MarketTrade {
  readonly instrument: PaperInstrument;
  /** The side of the order that came. */
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
  readonly atMs: number;
}

export interface OwnFill {
  readonly order: PaperOrder;
  readonly trade: PaperTrade;
}

export interface FloorParts {
  readonly state: ExchangeState;
  readonly catalogue: Catalogue;
  readonly recorder: Recorder;
  /** The others' orders of an instrument nobody has touched yet. */
  readonly makeLadder: (instrument: PaperInstrument, midTicks: number) => Ladder;
  /** @default the system's */
  readonly clock?: Clock;
}

/**
 * The moves that operations are made of: each records what it does and changes the books. What happened is published
 * to the topics, in order, when the whole operation is done and on disk.
 */
export class Floor {
  /** Snapshots of our orders, one for each change. */
  readonly orders = new Topic<PaperOrder>();
  /** Each fill of our orders, once. */
  readonly fills = new Topic<OwnFill>();
  readonly books = new Topic<Listing>();
  readonly trades = new Topic<MarketTrade>();
  readonly conditions = new Topic<PaperInstrument>();
  readonly #state: ExchangeState;
  readonly #catalogue: Catalogue;
  readonly #recorder: Recorder;
  readonly #makeLadder: FloorParts['makeLadder'];
  readonly #clock: Clock;
  readonly #listings = new Map<string, Listing>();
  readonly #hidden = new Map<string, NodeJS.Timeout>();
  /** Last prices of the operation so far that stop orders have not seen, oldest first. */
  readonly unseen: { readonly listing: Listing; readonly ticks: number }[] = [];
  /** Runs at the end of each operation, as a part of it. */
  beforeCommit: () => void = () => {};
  #notices: (() => void)[] = [];
  #depth = 0;

  constructor({ state, catalogue, recorder, makeLadder, clock = systemClock }: FloorParts) {
    this.#clock = clock;
    this.#state = state;
    this.#catalogue = catalogue;
    this.#recorder = recorder;
    this.#makeLadder = makeLadder;
  }

  listing(instrument: PaperInstrument): Listing {
    const found = this.#listings.get(instrument.uid);
    if (found) return found;
    const kept = this.#state.keptBooks.get(instrument.uid);
    const working = this.workingIn(instrument);
    const inAuction = gathers(this.#state.condition(instrument));
    const listing = openListing(instrument, { kept, working, inAuction });
    this.#listings.set(instrument.uid, listing);
    if (!kept && !instrument.listedOnly)
      this.operate(() => this.reshape(listing, this.#makeLadder(instrument, listing.lastTicks)));
    return listing;
  }

  /** Everything whose book is in memory or was kept. */
  opened(): Listing[] {
    for (const uid of this.#state.keptBooks.keys()) {
      const instrument = this.#catalogue.byUid(uid);
      if (instrument) this.listing(instrument);
    }
    return [...this.#listings.values()];
  }

  /** Runs one whole operation: what it did is on disk, and only then published. */
  operate<T>(operation: () => T): T {
    this.#depth += 1;
    try {
      const result = operation();
      if (this.#depth === 1) this.beforeCommit();
      return result;
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) {
        this.#recorder.commit();
        const notices = this.#notices;
        this.#notices = [];
        for (const notice of notices) notice();
      }
    }
  }

  /** Hidden orders are found by no call and told by no stream. */
  isHidden({ orderId }: PaperOrder): boolean {
    return this.#hidden.has(orderId);
  }

  accept(
    request: OrderRequest,
    {
      limitTicks,
      initialTicks,
      hideMs,
    }: { limitTicks: number | undefined; initialTicks: number; hideMs: number },
  ): PaperOrder {
    const { account, instrument, requestId, direction, kind, timeInForce, lots } = request;
    const orderId = this.#state.nextOrderId;
    this.#recorder.record({
      kind: 'accepted',
      requestId,
      shownRequestId: isUuid(requestId) ? requestId : uuidv4(),
      orderId,
      accountId: account.id,
      ticker: instrument.ticker,
      direction,
      lots,
      ...(limitTicks === undefined ? {} : { price: formatNano(priceOf(instrument, limitTicks)) }),
      initialPrice: formatNano(priceOf(instrument, initialTicks)),
      orderType: kind,
      timeInForce,
    });
    const order = this.#state.orders.get(orderId);
    if (!order) throw new Error(`order ${orderId} was recorded and is not there`);
    if (hideMs > 0) this.#hide(order, hideMs);
    this.#announce(order);
    return order;
  }

  /** An order may exist for a while without any call or stream telling of it. */
  #hide(order: PaperOrder, hideMs: number): void {
    const reveal = setTimeout(() => {
      this.#hidden.delete(order.orderId);
      this.orders.publish({ ...order });
      for (const trade of tradesOf(order)) this.fills.publish({ order, trade });
    }, hideMs);
    this.#hidden.set(order.orderId, reveal.unref());
  }

  /** Matches an order as far as it goes and lets the rest work in the book. */
  meet(listing: Listing, order: PaperOrder, { matching }: { matching: boolean }): void {
    const { book } = listing;
    const { direction, limitTicks } = order;
    const incoming = { side: direction, lots: remaining(order), limitTicks, owner: order };
    const outcome = matching ? book.take(incoming) : { matches: [], left: incoming.lots, selfTrade: false };
    for (const match of outcome.matches) this.settle(listing, match, { side: direction, taker: order });
    if (outcome.selfTrade) this.close(listing, order, 'exchange');
    else if (outcome.left > 0 && limitTicks !== undefined) {
      book.rest({ side: direction, ticks: limitTicks, lots: outcome.left, owner: order });
    }
    // A kept book is never older than a working order: coming back, the market must not jump across one.
    if (listing.unkept) this.keep(listing);
    this.touch(listing);
  }

  /** A match that the book has made: fills of our orders on either side, and a trade for everybody. */
  settle(
    listing: Listing,
    match: Match,
    { side, taker }: { side: Side; taker: PaperOrder | undefined },
  ): void {
    const maker = match.maker && this.#state.orders.get(match.maker.orderId);
    for (const order of [maker, taker]) if (order) this.#fill(order, match);
    const trade = {
      instrument: listing.instrument,
      side,
      ticks: match.ticks,
      lots: match.lots,
      atMs: this.#clock.now(),
    };
    this.unseen.push({ listing, ticks: match.ticks });
    listing.lastTicks = match.ticks;
    listing.lastAtMs = trade.atMs;
    listing.unkept = true;
    this.#notices.push(() => this.trades.publish(trade));
  }

  #fill(order: PaperOrder, { ticks, lots }: Match): void {
    this.#recorder.record({
      kind: 'fill',
      ...named(order),
      lots,
      price: formatNano(priceOf(order.instrument, ticks)),
      tradeId: String(this.#state.lastTradeNumber + 1),
      executed: order.executed + lots,
    });
    this.#announce(order);
    const trade = tradesOf(order).at(-1);
    if (trade && !this.isHidden(order)) this.#notices.push(() => this.fills.publish({ order, trade }));
  }

  /** Takes what an order has left out of the book, for good. */
  close(listing: Listing, order: PaperOrder, cause: CancelCause): void {
    const { book } = listing;
    const ticks = order.limitTicks ?? order.initialTicks;
    book.remove({ side: order.direction, ticks, orderId: order.orderId });
    const lots = remaining(order);
    this.#recorder.record({ kind: 'cancelled', ...named(order), lots, executed: order.executed, cause });
    this.#announce(order);
    this.touch(listing);
  }

  /** The others' orders become what `ladder` says; ours are filled where it crosses them. */
  reshape(listing: Listing, ladder: Ladder): void {
    for (const { takerSide, ...match } of setOthers(listing.book, ladder)) {
      this.settle(listing, match, { side: takerSide, taker: undefined });
    }
    listing.unkept = true;
    this.touch(listing);
  }

  #announce(order: PaperOrder): void {
    const snapshot = { ...order };
    if (!this.isHidden(order)) this.#notices.push(() => this.orders.publish(snapshot));
  }

  /** Tells that a book has changed. */
  touch(listing: Listing): void {
    listing.bookAtMs = this.#clock.now();
    this.#notices.push(() => this.books.publish(listing));
  }

  /** Writes a book down, so that it comes back after a restart. */
  keep(listing: Listing): void {
    listing.unkept = false;
    this.#recorder.keep({ kind: 'book-set', ticker: listing.instrument.ticker, book: keepListing(listing) });
  }

  /** In the order they came. */
  workingIn(instrument: PaperInstrument): PaperOrder[] {
    return [...this.#state.working.values()].filter((order) => order.instrument === instrument);
  }

  /** What to tell when the operation is done. */
  notify(notice: () => void): void {
    this.#notices.push(notice);
  }

  announceCondition(instrument: PaperInstrument): void {
    this.#notices.push(() => this.conditions.publish(instrument));
  }
}

const named = ({ requestId, orderId, accountId, instrument, direction }: PaperOrder) => ({
  requestId,
  orderId,
  accountId,
  ticker: instrument.ticker,
  direction,
});
