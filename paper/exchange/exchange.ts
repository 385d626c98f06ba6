import { validate as isUuid, v4 as uuidv4 } from 'uuid';
import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import type { Catalogue } from '../instruments/catalogue.js';
import { lotsValue, type PaperInstrument, priceOf } from '../instruments/instrument.js';
import { type Match, opposite, type Side } from '../matching/book.js';
import { type Ladder, setOthers } from '../matching/others.js';
import { formatNano } from '../money.js';
import type { CancelCause, InstrumentCondition, LedgerEntry, StateEvent } from '../state/events.js';
import { type PaperOrder, remaining } from '../state/order.js';
import type { ExchangeState } from '../state/state.js';
import { Topic } from '../streams/topic.js';
import { checkCover, checkInstrument, checkPrice, type OrderRequest } from './checks.js';
import { matches } from './conditions.js';
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

/**
 * The exchange itself: one synchronous operation at a time, all of it on disk before anybody hears of it. What
 * happened is published to the topics, in order, when the operation is done.
 */
export class Exchange {
  /** Snapshots of our orders, one for each change. */
  readonly orders = new Topic<PaperOrder>();
  readonly books = new Topic<Listing>();
  readonly trades = new Topic<MarketTrade>();
  readonly conditions = new Topic<PaperInstrument>();
  readonly state: ExchangeState;
  readonly catalogue: Catalogue;
  readonly #recorder: Recorder;
  readonly #makeLadder: (instrument: PaperInstrument, midTicks: number) => Ladder;
  readonly #listings = new Map<string, Listing>();
  /** Books that were set while nothing traded: they come into force with the trading. */
  readonly #waitingLadders = new Map<string, Ladder>();
  readonly #hidden = new Map<string, NodeJS.Timeout>();
  #notices: (() => void)[] = [];
  #depth = 0;

  constructor(parts: {
    state: ExchangeState;
    catalogue: Catalogue;
    recorder: Recorder;
    /** The others' orders of an instrument nobody has touched yet. */
    makeLadder: (instrument: PaperInstrument, midTicks: number) => Ladder;
  }) {
    this.state = parts.state;
    this.catalogue = parts.catalogue;
    this.#recorder = parts.recorder;
    this.#makeLadder = parts.makeLadder;
  }

  listing(instrument: PaperInstrument): Listing {
    const found = this.#listings.get(instrument.uid);
    if (found) return found;
    const kept = this.state.keptBooks.get(instrument.uid);
    const working = [...this.state.working.values()].filter((order) => order.instrument === instrument);
    const listing = openListing(instrument, { kept, working });
    this.#listings.set(instrument.uid, listing);
    if (!kept) this.#operate(() => this.#reshape(listing, this.#makeLadder(instrument, listing.lastTicks)));
    return listing;
  }

  /** Writes a ledger entry that changes nothing. */
  note(entry: LedgerEntry & { kind: 'received' | 'rejected' | 'duplicate' | 'call' }): void {
    this.#recorder.record(entry);
  }

  /** Everything noted so far is on disk when this returns. */
  commit(): void {
    this.#recorder.commit();
  }

  /**
   * @returns the order as it is after it met the book.
   * @throws ContractError when it is refused; nothing has changed then and its key is free.
   */
  place(request: OrderRequest, { hideMs }: { hideMs: number }): PaperOrder {
    return this.#operate(() => {
      const { instrument, direction, kind, lots } = request;
      const condition = this.state.condition(instrument);
      checkInstrument(request, condition);
      const listing = this.listing(instrument);
      const limitTicks = checkPrice(request, listing);
      if (kind === 'market' && listing.book.best(opposite(direction)) === undefined) {
        throw new ContractError(Refusal.noCounterparty);
      }
      const initialTicks = limitTicks ?? worstPrice(listing, direction, lots);
      checkCover(request, {
        value: lotsValue(instrument, lots, initialTicks),
        listings: (each) => this.listing(each),
      });
      const order = this.#accept(request, { limitTicks, initialTicks, hideMs });
      const killed =
        request.timeInForce === 'fill-or-kill' && listing.book.available(direction, limitTicks) < lots;
      if (!killed) this.#meet(listing, order, { matching: matches(condition) });
      if (remaining(order) > 0 && (killed || kind === 'market' || request.timeInForce !== 'day')) {
        this.#close(listing, order, 'exchange');
      }
      return order;
    });
  }

  /** @throws ContractError when the order does not work any more. */
  cancel(order: PaperOrder): void {
    this.#operate(() => {
      if (!this.state.working.has(order.orderId)) throw new ContractError(Refusal.orderNotFound);
      this.#close(this.listing(order.instrument), order, 'client');
    });
  }

  /** Makes the others' orders what `ladder` says; ours are executed where it crosses them. `keep`: over a restart too. */
  setLadder(instrument: PaperInstrument, ladder: Ladder, { keep }: { keep: boolean }): void {
    this.#operate(() => {
      const listing = this.listing(instrument);
      if (!matches(this.state.condition(instrument))) {
        this.#waitingLadders.set(instrument.uid, ladder);
        return;
      }
      this.#reshape(listing, ladder);
      if (keep) this.#keep(listing);
    });
  }

  /** The price limits of the day are made from this price from now on. */
  rebase(instrument: PaperInstrument, closeTicks: number): void {
    const listing = this.listing(instrument);
    Object.assign(listing, { closeTicks, lastTicks: closeTicks });
  }

  /** Another participant trades against the book up to a price. @returns the lots that were traded. */
  trade(
    instrument: PaperInstrument,
    incoming: { side: Side; lots: number; limitTicks: number | undefined },
    { keep }: { keep: boolean },
  ): number {
    return this.#operate(() => {
      const listing = this.listing(instrument);
      if (!matches(this.state.condition(instrument))) return 0;
      const outcome = listing.book.take({ ...incoming, owner: undefined });
      for (const match of outcome.matches)
        this.#settle(listing, match, { side: incoming.side, taker: undefined });
      this.#touch(listing);
      if (keep) this.#keep(listing);
      return incoming.lots - outcome.left;
    });
  }

  setCondition(instrument: PaperInstrument, condition: InstrumentCondition): void {
    this.#operate(() => {
      this.#recorder.keep({ kind: 'status-set', ticker: instrument.ticker, status: condition });
      this.#notices.push(() => this.conditions.publish(instrument));
      if (matches(condition)) this.#resume(this.listing(instrument));
    });
  }

  setAccount(change: StateEvent & { kind: 'account-set' }): void {
    this.#operate(() => this.#recorder.keep(change));
  }

  /** Hidden orders are found by no call and told by no stream. */
  isHidden({ orderId }: PaperOrder): boolean {
    return this.#hidden.has(orderId);
  }

  account(id: string): PaperAccount | undefined {
    return this.state.accounts.get(id);
  }

  /** Runs one whole operation: what it did is on disk, and only then published. */
  #operate<T>(operation: () => T): T {
    this.#depth += 1;
    try {
      return operation();
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

  #accept(
    request: OrderRequest,
    {
      limitTicks,
      initialTicks,
      hideMs,
    }: { limitTicks: number | undefined; initialTicks: number; hideMs: number },
  ): PaperOrder {
    const { account, instrument, requestId, direction, kind, timeInForce, lots } = request;
    const orderId = String(this.state.lastOrderNumber + 1);
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
    const order = this.state.orders.get(orderId);
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
    }, hideMs);
    this.#hidden.set(order.orderId, reveal.unref());
  }

  /** Matches an order as far as it goes and lets the rest work in the book. */
  #meet(listing: Listing, order: PaperOrder, { matching }: { matching: boolean }): void {
    const { book } = listing;
    const { direction, limitTicks } = order;
    const incoming = { side: direction, lots: remaining(order), limitTicks, owner: order };
    const outcome = matching ? book.take(incoming) : { matches: [], left: incoming.lots, selfTrade: false };
    for (const match of outcome.matches) this.#settle(listing, match, { side: direction, taker: order });
    if (outcome.selfTrade) this.#close(listing, order, 'exchange');
    else if (outcome.left > 0 && limitTicks !== undefined) {
      book.rest({ side: direction, ticks: limitTicks, lots: outcome.left, owner: order });
    }
    // A kept book is never older than a working order: on the way back none of them may cross it.
    this.#keep(listing);
    this.#touch(listing);
  }

  #settle(
    listing: Listing,
    match: Match,
    { side, taker }: { side: Side; taker: PaperOrder | undefined },
  ): void {
    const maker = match.maker && this.state.orders.get(match.maker.orderId);
    for (const order of [maker, taker]) if (order) this.#fill(order, match);
    const trade = {
      instrument: listing.instrument,
      side,
      ticks: match.ticks,
      lots: match.lots,
      atMs: Date.now(),
    };
    listing.lastTicks = match.ticks;
    listing.lastAtMs = trade.atMs;
    this.#notices.push(() => this.trades.publish(trade));
  }

  #fill(order: PaperOrder, { ticks, lots }: Match): void {
    this.#recorder.record({
      kind: 'fill',
      ...named(order),
      lots,
      price: formatNano(priceOf(order.instrument, ticks)),
      tradeId: String(this.state.lastTradeNumber + 1),
      executed: order.executed + lots,
    });
    this.#announce(order);
  }

  #close(listing: Listing, order: PaperOrder, cause: CancelCause): void {
    const { book } = listing;
    const ticks = order.limitTicks ?? order.initialTicks;
    book.remove({ side: order.direction, ticks, orderId: order.orderId });
    const lots = remaining(order);
    this.#recorder.record({ kind: 'cancelled', ...named(order), lots, executed: order.executed, cause });
    this.#announce(order);
    this.#touch(listing);
  }

  #reshape(listing: Listing, ladder: Ladder): void {
    for (const { takerSide, ...match } of setOthers(listing.book, ladder)) {
      this.#settle(listing, match, { side: takerSide, taker: undefined });
    }
    this.#touch(listing);
  }

  /** Trading goes on: what was set meanwhile comes into force, and orders gathered in an auction meet each other. */
  #resume(listing: Listing): void {
    const ladder = this.#waitingLadders.get(listing.instrument.uid);
    this.#waitingLadders.delete(listing.instrument.uid);
    const gathered = [...this.state.working.values()].filter(
      ({ instrument }) => instrument === listing.instrument,
    );
    for (const order of gathered) {
      const ticks = order.limitTicks ?? order.initialTicks;
      const best = listing.book.best(opposite(order.direction));
      const crosses = best !== undefined && (order.direction === 'buy' ? best <= ticks : best >= ticks);
      if (!crosses) continue;
      listing.book.remove({ side: order.direction, ticks, orderId: order.orderId });
      this.#meet(listing, order, { matching: true });
    }
    if (ladder) this.#reshape(listing, ladder);
    this.#keep(listing);
  }

  #announce(order: PaperOrder): void {
    const snapshot = { ...order };
    if (!this.isHidden(order)) this.#notices.push(() => this.orders.publish(snapshot));
  }

  #touch(listing: Listing): void {
    listing.bookAtMs = Date.now();
    this.#notices.push(() => this.books.publish(listing));
  }

  #keep(listing: Listing): void {
    this.#recorder.keep({ kind: 'book-set', ticker: listing.instrument.ticker, book: keepListing(listing) });
  }
}

const named = ({ requestId, orderId, accountId, instrument, direction }: PaperOrder) => ({
  requestId,
  orderId,
  accountId,
  ticker: instrument.ticker,
  direction,
});

/** The last price a market order may have to pay, where the book holds so many lots. */
function worstPrice({ book, lastTicks }: Listing, side: Side, lots: number): number {
  let left = lots;
  let worst = lastTicks;
  for (const level of book.levels(opposite(side))) {
    worst = level.ticks;
    left -= level.lots;
    if (left <= 0) break;
  }
  return worst;
}
