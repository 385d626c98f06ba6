import type { PaperAccount } from '../accounts/account.js';
import { type Clock, systemClock } from '../clock.js';
import { ContractError, Refusal } from '../errors.js';
import type { Catalogue } from '../instruments/catalogue.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import { opposite, type Side } from '../matching/book.js';
import { gatherOthers, type Ladder } from '../matching/others.js';
import { BY_HOURS, type InstrumentCondition, type LedgerEntry } from '../state/events.js';
import { type PaperOrder, remaining } from '../state/order.js';
import type { ExchangeState } from '../state/state.js';
import { AccountDesk } from './account-desk.js';
import { checkInstrument, checkPrice, checkValue, type OrderRequest } from './checks.js';
import { gathers, matches } from './conditions.js';
import { checkCover } from './cover.js';
import { Floor, type FloorParts } from './floor.js';
import type { Listing } from './listing.js';
import { crosses, payableValue, worstPrice } from './order-prices.js';
import type { Recorder } from './recorder.js';
import { StopDesk } from './stop-desk.js';
import { uncross } from './uncross.js';

/**
 * The exchange itself: one synchronous operation at a time, all of it on disk before anybody hears of it. What
 * happened is published to the topics, in order, when the operation is done.
 */
export class Exchange {
  readonly orders: Floor['orders'];
  readonly fills: Floor['fills'];
  readonly books: Floor['books'];
  readonly trades: Floor['trades'];
  readonly conditions: Floor['conditions'];
  readonly state: ExchangeState;
  readonly catalogue: Catalogue;
  readonly accounts: AccountDesk;
  readonly stops: StopDesk;
  readonly #recorder: Recorder;
  readonly #floor: Floor;
  readonly #keepsHours: boolean;
  readonly #clock: Clock;
  /** Instruments whose auction gathers orders. */
  readonly #auctions = new Set<string>();

  constructor(parts: FloorParts & { /** Weekends are weekends. @default false */ keepsHours?: boolean }) {
    const floor = new Floor(parts);
    this.#floor = floor;
    this.#recorder = parts.recorder;
    this.#clock = parts.clock ?? systemClock;
    this.state = parts.state;
    this.catalogue = parts.catalogue;
    this.#keepsHours = parts.keepsHours ?? false;
    this.accounts = new AccountDesk({ ...parts, floor });
    this.orders = floor.orders;
    this.fills = floor.fills;
    this.books = floor.books;
    this.trades = floor.trades;
    this.conditions = floor.conditions;
    this.stops = new StopDesk({
      ...parts,
      floor,
      now: () => this.nowMs,
      prepare: (request) => this.#prepare(request, { hideMs: 0 }),
    });
  }

  get nowMs(): number {
    return this.#clock.now();
  }

  listing(instrument: PaperInstrument): Listing {
    return this.#floor.listing(instrument);
  }

  readonly lastTicks = (instrument: PaperInstrument): number => this.listing(instrument).lastTicks;

  /** Writes a ledger entry that changes nothing. */
  note(
    entry: LedgerEntry & { kind: 'received' | 'rejected' | 'duplicate' | 'replaced' | 'call' | 'control' },
  ): void {
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
    return this.#floor.operate(() => this.#prepare(request, { hideMs })());
  }

  /**
   * @returns what places the order, which cannot be refused any more.
   * @throws ContractError when it is refused.
   */
  #prepare(request: OrderRequest, { hideMs }: { hideMs: number }): () => PaperOrder {
    const { instrument, direction, kind, lots } = request;
    // It may have been closed since the order was asked for.
    if (request.account.closedAt) throw new ContractError(Refusal.accountClosed);
    const condition = this.state.condition(instrument);
    const byHours = this.state.keptCondition(instrument).status === BY_HOURS;
    checkInstrument(request, { condition, byHours, nowMs: this.nowMs, keepsHours: this.#keepsHours });
    const listing = this.listing(instrument);
    const limitTicks = checkPrice(request, listing);
    if (kind === 'market' && listing.book.best(opposite(direction)) === undefined) {
      throw new ContractError(Refusal.noCounterparty);
    }
    const initialTicks = limitTicks ?? worstPrice(listing, direction, lots);
    const value = payableValue(instrument, { lots, ticks: initialTicks, nowMs: this.nowMs });
    checkValue(value);
    checkCover(request, { value, lastTicks: this.lastTicks });
    return () => {
      const order = this.#floor.accept(request, { limitTicks, initialTicks, hideMs });
      const killed =
        request.timeInForce === 'fill-or-kill' &&
        listing.book.available(direction, limitTicks, request.account.id) < lots;
      if (!killed) this.#floor.meet(listing, order, { matching: matches(condition) });
      if (remaining(order) > 0 && (killed || kind === 'market' || request.timeInForce !== 'day')) {
        this.#floor.close(listing, order, 'exchange');
      }
      return order;
    };
  }

  /** @throws ContractError when the order does not work any more. */
  cancel(order: PaperOrder): void {
    this.#floor.operate(() => {
      if (!this.state.working.has(order.orderId)) throw new ContractError(Refusal.orderNotFound);
      this.#floor.close(this.listing(order.instrument), order, 'client');
    });
  }

  /** Makes the others' orders what `ladder` says; ours are executed where it crosses them. `keep`: over a restart too. */
  setLadder(instrument: PaperInstrument, ladder: Ladder, { keep }: { keep: boolean }): void {
    this.#floor.operate(() => {
      const listing = this.listing(instrument);
      this.#wait(instrument, undefined, { keep });
      if (!matches(this.state.condition(instrument)) && crosses(ladder, this.#floor.workingIn(instrument))) {
        this.#wait(instrument, ladder, { keep });
        return;
      }
      this.#floor.reshape(listing, ladder);
      if (keep) this.#floor.keep(listing);
    });
  }

  /** The price limits of the day are made from this price from now on. */
  rebase(instrument: PaperInstrument, closeTicks: number): void {
    const listing = this.listing(instrument);
    Object.assign(listing, { closeTicks, lastTicks: closeTicks });
    this.#floor.unseen.push({ listing, ticks: closeTicks });
  }

  /** Another participant trades against the book up to a price. @returns the lots that were traded. */
  trade(
    instrument: PaperInstrument,
    incoming: { side: Side; lots: number; limitTicks: number | undefined },
    { keep }: { keep: boolean },
  ): number {
    return this.#floor.operate(() => {
      const listing = this.listing(instrument);
      if (!matches(this.state.condition(instrument))) return 0;
      const outcome = listing.book.take({ ...incoming, owner: undefined });
      for (const match of outcome.matches)
        this.#floor.settle(listing, match, { side: incoming.side, taker: undefined });
      this.#floor.touch(listing);
      if (keep) this.#floor.keep(listing);
      return incoming.lots - outcome.left;
    });
  }

  setCondition(instrument: PaperInstrument, condition: InstrumentCondition): void {
    this.#floor.operate(() => {
      const auction = this.#inAuction(instrument);
      this.#recorder.keep({ kind: 'status-set', ticker: instrument.ticker, status: condition });
      this.#turn(instrument, { auction });
    });
  }

  /** The hours have changed the status of these, or their end has come. `change` makes it so. */
  turn(instruments: readonly PaperInstrument[], change: () => void): void {
    this.#floor.operate(() => {
      const before = instruments.map((instrument) => {
        const auction = this.#inAuction(instrument);
        // Opened while it still is one: what it gathered crosses, which a book otherwise never does.
        if (auction && this.#floor.workingIn(instrument).length > 0) this.listing(instrument);
        return { instrument, ...this.state.condition(instrument), auction };
      });
      change();
      for (const { instrument, auction, status } of before) {
        if (this.state.condition(instrument).status !== status) this.#turn(instrument, { auction });
      }
    });
  }

  /** Several moves that a killed process has done all of, or none. */
  atOnce(moves: () => void): void {
    this.#floor.operate(moves);
  }

  /** The exchange cancels what works and is meant. */
  withdraw(isMeant: (order: PaperOrder) => boolean): void {
    this.#floor.operate(() => {
      for (const order of [...this.state.working.values()].filter(isMeant))
        this.#floor.close(this.listing(order.instrument), order, 'exchange');
    });
  }

  /** The last prices become yesterday's: the day's limits are made from them. */
  rollCloses(): void {
    this.#floor.operate(() => {
      for (const listing of this.#floor.opened()) {
        if (listing.closeTicks === listing.lastTicks) continue;
        listing.closeTicks = listing.lastTicks;
        this.#floor.keep(listing);
      }
    });
  }

  /** Hidden orders are found by no call and told by no stream. */
  isHidden(order: PaperOrder): boolean {
    return this.#floor.isHidden(order);
  }

  account(id: string): PaperAccount | undefined {
    return this.state.accounts.get(id);
  }

  #inAuction(instrument: PaperInstrument): boolean {
    return this.#auctions.has(instrument.uid) || gathers(this.state.condition(instrument));
  }

  /** The market's own steps come again by themselves: they are not kept over a restart. */
  #wait({ uid, ticker }: PaperInstrument, ladder: Ladder | undefined, { keep }: { keep: boolean }): void {
    const { waitingLadders } = this.state;
    if (ladder && !keep) waitingLadders.set(uid, ladder);
    else if (ladder || waitingLadders.has(uid))
      this.#recorder.keep({ kind: 'book-waits', ticker, ...(ladder && { ladder }) });
  }

  /** Tells a new status. When an auction ends, those it gathered meet; when trading goes on, so do all others. */
  #turn(instrument: PaperInstrument, { auction }: { auction: boolean }): void {
    const condition = this.state.condition(instrument);
    this.#floor.announceCondition(instrument);
    if (gathers(condition)) {
      this.#auctions.add(instrument.uid);
      return;
    }
    this.#auctions.delete(instrument.uid);
    if (!auction && !matches(condition)) return;
    if (matches(condition)) this.stops.look(instrument);
    const ladder = this.state.waitingLadders.get(instrument.uid);
    if (!ladder && this.#floor.workingIn(instrument).length === 0) return;
    const listing = this.listing(instrument);
    this.#wait(instrument, undefined, { keep: true });
    if (auction && ladder) gatherOthers(listing.book, ladder);
    uncross(this.#floor, listing, this.state.orders);
    if (!auction && ladder) this.#floor.reshape(listing, ladder);
    this.#floor.keep(listing);
  }
}
