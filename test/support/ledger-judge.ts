/** Judges safety by the exchange's ledger alone: what it holds and does not hold. */

import { clientOrderIdOf } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import {
  type JudgedLeg,
  type JudgedOrder,
  type JudgedTask,
  type LegTotals,
  mainLegOf,
} from './judged-leg.js';
import { restBroken, takesKey } from './judged-rest.js';
import { JudgedSpread, type SpreadTotals, type Stretch } from './judged-spread.js';
import type { LedgerEvent } from './paper-control.js';
import { HaltsOverTime } from './terms-over-time.js';

export { type JudgedTask, judgeLeg, type LegTotals } from './judged-leg.js';
export type { Stretch } from './judged-spread.js';

/** Something that must not be, and the entry that shows it. */
export interface Finding {
  readonly seq: number;
  readonly what: string;
}

/** An order as it was written down before it was sent. */
export interface Intent {
  readonly clientOrderId: string;
  readonly lots: number;
  readonly price: string;
  /** When its writing began, in microseconds since 1970. */
  readonly atUs: number;
}

/** Keys are worked out this far beyond the highest number seen. */
const AHEAD = 20;

/**
 * Follows a whole ledger entry by entry, knowing nothing but what was asked for, when, and when that was answered: which
 * key belongs to which task is worked out from the task's own key, as the documents say it is made. Every task must be
 * known before the entries about it are read.
 *
 * Filled + working lots rise only when an order is accepted, so that is when target, limit price and halt are judged.
 * Between the asking and the answer of an amendment either terms are allowed. After the answer only the new ones, but
 * nobody can call back what was on its way by then, that is received, or written down to be sent, before the answer: it
 * may still come, with no more lots and at its own price. So, with a lowered target: filled + working ≤ max(target now,
 * what was filled, working or on its way when the lowering was answered). While orders are halted, from the answer to
 * the halt until its end is asked for, nothing is accepted but what was on its way before that answer; so it is with a task
 * that is paused, stopped, or whose time is over.
 *
 * Of a spread all that is so of its far leg, but for the price, which is the spread's. Its hedges are held back by
 * nothing and written down beside their sending; filled + working of them never exceeds the whole lots that are due for
 * what is filled of the far leg at that entry.
 */
export class LedgerJudge {
  readonly findings: Finding[] = [];
  readonly halts: HaltsOverTime;
  readonly #legs = new Map<string, JudgedLeg>();
  readonly #spreads = new Map<string, JudgedSpread>();
  readonly #owners = new Map<string, { leg: JudgedLeg; number: number }>();
  readonly #orders = new Map<string, JudgedOrder>();
  readonly #usedKeys = new Set<string>();
  /** By key, what is known to have been on its way, and since when. */
  readonly #sendings = new Map<string, Intent[]>();
  #writtenDown: Set<string> | undefined;
  #lastSeq = 0;

  constructor(halts = new HaltsOverTime()) {
    this.halts = halts;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get orders(): number {
    return this.#orders.size;
  }

  /** Told again it changes nothing: what was amended is in its terms. */
  know(task: JudgedTask): void {
    if (this.#legs.has(task.key)) return;
    const spread = task.hedge && new JudgedSpread(task, task.hedge);
    const leg = spread?.far ?? mainLegOf(task);
    this.#legs.set(task.key, leg);
    this.#makeKeys(leg, AHEAD);
    if (!spread) return;
    this.#spreads.set(task.key, spread);
    this.#makeKeys(spread.near, AHEAD);
  }

  /** What the order log holds; told before the entries about it are read. Once it is told, every order must be in it. */
  knowIntents(intents: readonly Intent[]): void {
    this.#writtenDown ??= new Set();
    for (const intent of intents) {
      this.#writtenDown.add(intent.clientOrderId);
      this.#keep(intent);
    }
  }

  read(events: readonly LedgerEvent[]): void {
    for (const event of events) {
      if (event.seq !== this.#lastSeq + 1) this.#find(event, `entry ${this.#lastSeq + 1} is missing`);
      this.#lastSeq = event.seq;
      if (event.kind === 'received') this.#received(event);
      else if (event.kind === 'accepted') this.#accepted(event);
      else if (event.kind === 'fill' || event.kind === 'cancelled') this.#changed(event);
    }
  }

  totalsOf(taskKey: string): LegTotals {
    const leg = this.#legs.get(taskKey);
    if (!leg) throw new Error(`no task ${taskKey} was told`);
    return leg.totals();
  }

  spreadTotalsOf(taskKey: string): SpreadTotals {
    const spread = this.#spreads.get(taskKey);
    if (!spread) throw new Error(`no spread ${taskKey} was told`);
    return spread.totals();
  }

  /** How long near lots were due and not filled; of those that are so still, until now. */
  stretches(nowUs: number): Stretch[] {
    return [...this.#spreads.values()].flatMap((spread) => spread.stretchesUntil(nowUs));
  }

  /** Lots of all orders that work now. */
  get working(): number {
    return [...this.#orders.values()].reduce((sum, { working }) => sum + working, 0);
  }

  #received(event: LedgerEvent): void {
    const owner = this.#ownerOf(event);
    if (owner) this.#checkPrice(event, owner.leg, this.#onItsWaySince(event));
    const { requestId: clientOrderId = '', lots = 0, price, atUs } = event;
    if (price !== undefined) this.#keep({ clientOrderId, lots, price, atUs });
  }

  #accepted(event: LedgerEvent): void {
    const { requestId = '', orderId = '', lots = 0 } = event;
    const owner = this.#ownerOf(event);
    const sinceUs = this.#onItsWaySince(event);
    const keyUsedUs = takesKey(event) ? this.#keyUsedSince(event) : sinceUs;
    const order = { leg: owner?.leg, lots, sinceUs, working: lots, filled: 0, value: new Decimal(0) };
    if (this.#usedKeys.has(requestId)) this.#find(event, `a second order under the key ${requestId}`);
    this.#usedKeys.add(requestId);
    this.#sendings.delete(requestId);
    this.#orders.set(orderId, order);
    if (!owner) return void this.#find(event, `an order that no task asked for (key ${requestId})`);
    const { leg } = owner;
    if (leg.orders.some(({ working }) => working > 0))
      this.#find(event, `${leg.title} has two orders working at once`);
    if (!leg.isHedge && this.#writtenDown?.has(requestId) === false)
      this.#find(event, `${leg.title} orders what was not written down before (key ${requestId})`);
    if (!leg.isHedge)
      for (const what of restBroken(leg, { halts: this.halts, sinceUs, keyUsedUs, atUs: event.atUs }))
        this.#find(event, `${leg.title} orders ${what}`);
    leg.orders.push(order);
    this.#checkTerms(event, leg, sinceUs);
    leg.tally.add(event);
    this.#checkTarget(event, leg, sinceUs);
  }

  #changed(event: LedgerEvent): void {
    const { kind, orderId = '', lots = 0 } = event;
    const order = this.#orders.get(orderId);
    if (!order) return void this.#find(event, `${kind} of an order that was never accepted (${orderId})`);
    order.working -= lots;
    if (kind === 'fill') {
      order.filled += lots;
      order.value = order.value.add(new Decimal(event.price ?? 0).mul(lots * (order.leg?.lot ?? 1)));
    }
    if (order.working < 0)
      this.#find(event, `a ${kind} too many: ${order.filled} of ${order.lots} lots are filled`);
    if (!order.leg) return;
    if (kind === 'fill') this.#checkTerms(event, order.leg, order.sinceUs);
    order.leg.tally.add(event);
    if (kind === 'fill') this.#spreads.get(order.leg.task.key)?.filled(order.leg, lots, event.atUs);
  }

  #checkTarget(event: LedgerEvent, leg: JudgedLeg, sinceUs: number): void {
    const { filled, working } = leg.tally;
    const most = leg.most(sinceUs, event.atUs);
    if (filled + working <= most) return;
    const word = leg.isHedge ? 'due are' : 'its target is';
    this.#find(event, `${leg.title} has ${filled} lots filled and ${working} working, ${word} ${most}`);
  }

  #checkTerms(event: LedgerEvent, leg: JudgedLeg, sinceUs: number): void {
    const { ticker, direction } = leg;
    if (event.ticker !== ticker || event.direction !== direction)
      this.#find(event, `${leg.title} is to ${direction} ${ticker}, not ${event.direction} ${event.ticker}`);
    this.#checkPrice(event, leg, sinceUs);
  }

  /** A spread's limit is the difference of two prices: what one leg may cost follows from the books of that moment. */
  #checkPrice(event: LedgerEvent, { task, terms }: JudgedLeg, sinceUs: number): void {
    if (task.hedge) return;
    const { price, kind, atUs } = event;
    const limits = terms.possible(sinceUs, atUs).map(({ limitPrice }) => limitPrice);
    const isWithin = (limit: string | null) =>
      limit === null ||
      (price !== undefined &&
        (task.direction === 'buy' ? new Decimal(price).lte(limit) : new Decimal(price).gte(limit)));
    if (!limits.some(isWithin))
      this.#find(event, `${task.id}: ${kind} at ${price}, past its limit ${[...new Set(limits)].join(', ')}`);
  }

  /** Since when this very order, for as many lots or more, is known to have been sent or about to be. */
  #onItsWaySince({ requestId = '', lots = 0, price, atUs }: LedgerEvent): number {
    const sendings = (this.#sendings.get(requestId) ?? []).filter(
      (sent) => price !== undefined && sent.lots >= lots && new Decimal(sent.price).eq(price),
    );
    return Math.min(atUs, ...sendings.map((sent) => sent.atUs));
  }

  /** Since when anything is known to have been sent under its key. */
  #keyUsedSince({ requestId = '', atUs }: LedgerEvent): number {
    return Math.min(atUs, ...(this.#sendings.get(requestId) ?? []).map((sent) => sent.atUs));
  }

  #keep(intent: Intent): void {
    const { clientOrderId: key } = intent;
    this.#sendings.set(key, [...(this.#sendings.get(key) ?? []), intent]);
  }

  #ownerOf({ requestId = '' }: LedgerEvent) {
    const owner = this.#owners.get(requestId);
    if (owner) this.#makeKeys(owner.leg, owner.number + AHEAD);
    return owner;
  }

  #makeKeys(leg: JudgedLeg, upTo: number): void {
    while (leg.keysTo < upTo) {
      leg.keysTo += 1;
      const of = { taskKey: leg.task.key, leg: leg.name, number: leg.keysTo };
      this.#owners.set(clientOrderIdOf(of), { leg, number: leg.keysTo });
    }
  }

  #find({ seq, kind }: LedgerEvent, what: string): void {
    this.findings.push({ seq, what: `entry ${seq} (${kind}): ${what}` });
  }
}
