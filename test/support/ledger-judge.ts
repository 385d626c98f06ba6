/** Judges safety by the exchange's ledger alone: what it holds and does not hold. */
import { Decimal } from '../../domain/decimal.js';
import { clientOrderIdOf } from '../../execution/client-order-id.js';
import type { LedgerEvent } from './paper-control.js';

export interface LegJudgement {
  /** Lots executed at the end. */
  readonly filled: number;
  /** Lots still working at the end. */
  readonly working: number;
  /** The most that filled + working ever came to, and at which entry. */
  readonly most: number;
  readonly mostAt: number;
}

/** Adds up filled + working lots of the orders with these keys after each entry. */
export function judgeLeg(events: readonly LedgerEvent[], requestIds: ReadonlySet<string>): LegJudgement {
  const tally = new Tally();
  for (const event of events)
    if (event.requestId !== undefined && requestIds.has(event.requestId)) tally.add(event);
  const { filled, working, most, mostAt } = tally;
  return { filled, working, most, mostAt };
}

/** What a task's row asks for. The ledger's prices are roubles for shares, which these are. */
export interface JudgedTask {
  readonly key: string;
  readonly id: string;
  readonly ticker: string;
  readonly direction: 'buy' | 'sell';
  /** Securities in a lot. */
  readonly lot: number;
  /** The highest it has ever been; never more than this may be out. */
  readonly targetLots: number;
  /** The widest it has ever been, per security. */
  readonly limitPrice: string | null;
}

/** Something that must not be, and the entry that shows it. */
export interface Finding {
  readonly seq: number;
  readonly what: string;
}

/** What the exchange says a task has come to. */
export interface LegTotals {
  readonly filled: number;
  readonly working: number;
  readonly orders: number;
  /** Exact average price of one security. */
  readonly averagePrice: string | null;
  readonly commission: string;
}

/** Keys are worked out this far beyond the highest number seen. */
const AHEAD = 20;
const COMMISSION = new Decimal('0.0005');

/**
 * Follows a whole ledger entry by entry, knowing nothing but what was asked for: which key belongs to which task is
 * worked out from the task's own key, as the documents say it is made. Every task must be known before the entries
 * about it are read.
 */
export class LedgerJudge {
  readonly findings: Finding[] = [];
  readonly #legs = new Map<string, JudgedLeg>();
  readonly #owners = new Map<string, { leg: JudgedLeg; number: number }>();
  readonly #orders = new Map<string, JudgedOrder>();
  readonly #usedKeys = new Set<string>();
  #lastSeq = 0;

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get orders(): number {
    return this.#orders.size;
  }

  /** Again with another target or limit when it was amended. */
  know(task: JudgedTask): void {
    const known = this.#legs.get(task.key);
    if (known) known.task = task;
    else {
      const leg = { task, tally: new Tally(), orders: [], keysTo: 0 };
      this.#legs.set(task.key, leg);
      this.#makeKeys(leg, AHEAD);
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
    const sum = (of: (order: JudgedOrder) => Decimal) =>
      leg.orders.reduce((total, order) => total.add(of(order)), new Decimal(0));
    const { filled, working } = leg.tally;
    const average = sum(({ value }) => value).div(filled * leg.task.lot || 1);
    // Of each order as a whole, to the kopeck, as the exchange takes it.
    const commission = sum(({ value }) => value.mul(COMMISSION).toDecimalPlaces(2, Decimal.ROUND_HALF_UP));
    return {
      filled,
      working,
      orders: leg.orders.length,
      averagePrice: filled === 0 ? null : average.toFixed(),
      commission: commission.toFixed(),
    };
  }

  /** Lots of all orders that work now. */
  get working(): number {
    return [...this.#orders.values()].reduce((sum, { working }) => sum + working, 0);
  }

  #received(event: LedgerEvent): void {
    const owner = this.#ownerOf(event);
    if (owner) this.#checkPrice(event, owner.leg.task);
  }

  #accepted(event: LedgerEvent): void {
    const { requestId = '', orderId = '', lots = 0 } = event;
    const owner = this.#ownerOf(event);
    const order: JudgedOrder = {
      leg: owner?.leg,
      lots,
      working: lots,
      filled: 0,
      value: new Decimal(0),
    };
    if (this.#usedKeys.has(requestId)) this.#find(event, `a second order under the key ${requestId}`);
    this.#usedKeys.add(requestId);
    this.#orders.set(orderId, order);
    if (!owner) return void this.#find(event, `an order that no task asked for (key ${requestId})`);
    const { leg } = owner;
    if (leg.orders.some(({ working }) => working > 0))
      this.#find(event, `${leg.task.id} has two orders working at once`);
    leg.orders.push(order);
    this.#checkTerms(event, leg.task);
    this.#tally(event, leg);
  }

  #changed(event: LedgerEvent): void {
    const { kind, orderId = '', lots = 0 } = event;
    const order = this.#orders.get(orderId);
    if (!order) return void this.#find(event, `${kind} of an order that was never accepted (${orderId})`);
    order.working -= lots;
    if (kind === 'fill') {
      order.filled += lots;
      order.value = order.value.add(new Decimal(event.price ?? 0).mul(lots * (order.leg?.task.lot ?? 1)));
    }
    if (order.working < 0)
      this.#find(event, `a ${kind} too many: ${order.filled} of ${order.lots} lots are filled`);
    if (!order.leg) return;
    if (kind === 'fill') this.#checkTerms(event, order.leg.task);
    this.#tally(event, order.leg);
  }

  #tally(event: LedgerEvent, { tally, task }: JudgedLeg): void {
    tally.add(event);
    const { filled, working } = tally;
    if (filled + working > task.targetLots)
      this.#find(
        event,
        `${task.id} has ${filled} lots filled and ${working} working, its target is ${task.targetLots}`,
      );
  }

  #checkTerms(event: LedgerEvent, task: JudgedTask): void {
    if (event.ticker !== task.ticker || event.direction !== task.direction)
      this.#find(
        event,
        `${task.id} is to ${task.direction} ${task.ticker}, not ${event.direction} ${event.ticker}`,
      );
    this.#checkPrice(event, task);
  }

  #checkPrice(event: LedgerEvent, { id, direction, limitPrice }: JudgedTask): void {
    if (limitPrice === null) return;
    const { price, kind } = event;
    const past =
      price === undefined ||
      (direction === 'buy' ? new Decimal(price).gt(limitPrice) : new Decimal(price).lt(limitPrice));
    if (past) this.#find(event, `${id}: ${kind} at ${price}, past its limit ${limitPrice}`);
  }

  #ownerOf({ requestId = '' }: LedgerEvent) {
    const owner = this.#owners.get(requestId);
    if (owner) this.#makeKeys(owner.leg, owner.number + AHEAD);
    return owner;
  }

  #makeKeys(leg: JudgedLeg, upTo: number): void {
    while (leg.keysTo < upTo) {
      leg.keysTo += 1;
      const of = { taskKey: leg.task.key, leg: 'near', number: leg.keysTo };
      this.#owners.set(clientOrderIdOf(of), { leg, number: leg.keysTo });
    }
  }

  #find({ seq, kind }: LedgerEvent, what: string): void {
    this.findings.push({ seq, what: `entry ${seq} (${kind}): ${what}` });
  }
}

interface JudgedOrder {
  readonly leg: JudgedLeg | undefined;
  readonly lots: number;
  working: number;
  filled: number;
  /** Roubles. */
  value: Decimal;
}

interface JudgedLeg {
  task: JudgedTask;
  readonly tally: Tally;
  readonly orders: JudgedOrder[];
  keysTo: number;
}

/** Filled and working lots of one leg, entry by entry. */
class Tally {
  filled = 0;
  working = 0;
  most = 0;
  mostAt = 0;

  add({ seq, kind, lots = 0 }: LedgerEvent): void {
    if (kind === 'accepted') this.working += lots;
    else if (kind === 'fill') {
      this.filled += lots;
      this.working -= lots;
    } else if (kind === 'cancelled') this.working -= lots;
    if (this.filled + this.working <= this.most) return;
    this.most = this.filled + this.working;
    this.mostAt = seq;
  }
}
