import type { OrderStateHub } from '../broker/broker.js';
import { clientOrderIdOf } from '../database/index.js';
import type { Instrument } from '../domain/instrument.js';
import { type SettledOrder, subtract, toldLate } from '../domain/late-fill.js';
import { appeared, type Leg, type LegOrder, told } from '../domain/leg.js';
import { type OrderSnapshot, OrderStatus } from '../domain/order.js';
import type { Settings } from '../domain/settings.js';
import type { TaskError, Wish } from '../domain/task.js';
import type { HeldClaim } from './claim-keeper.js';
import type { LoggedLeg } from './leg-from-log.js';
import type { LegDeed } from './leg-loop.js';
import type { LegIdentity, LegRecord } from './leg-record.js';

/** Try a call again this long after a passing error that names no time itself. */
export const RETRY_MS = 500;
/** So many orders in a row that the exchange took and then rejected end a task. */
const REJECTIONS_IN_A_ROW = 3;
/** So many settled orders of a leg are kept in mind, the last ones: late news is of these. */
const SETTLED_KEPT = 100;
/** A hedge that is refused is tried ever more seldom, at last so. */
const LAST_REFUSED_RETRY_MS = 30_000;

export interface LegDeskOptions extends LegIdentity {
  readonly claim: HeldClaim;
  readonly instrument: Instrument;
  /** Something of the leg is another than it was. */
  readonly onChange: () => void;
  readonly wish: () => Wish;
  /** As far as is known here: no halt, the claim ours and kept. The order log has the last word before an order goes out. */
  readonly mayOpen: () => boolean;
  readonly halted: () => boolean;
  /** Another object after each change; undefined until they are known. @default never known */
  readonly settings?: () => Settings | undefined;
  /** The database refuses an entry of the task's log for good: only hedges are sent any more. @default never */
  readonly isLogRefused?: () => boolean;
  /** An order was not sent: the wish may be newer than we know, or orders are halted. */
  readonly onRefusedIntent: () => void;
  /** What the market shows still asks for this order; asked until it goes out. @default always */
  readonly isStillRight?: (post: Extract<LegDeed, { kind: 'post' }>) => boolean;
  /** Its orders only make a position neutral: sent without delay or leave, written down beside. @default false */
  readonly isHedge?: boolean;
  /** A person agreed that its orders may leave the position short or leveraged. @default false */
  readonly margin?: boolean;
}

/** What is known of a leg, in memory for the next decision, and when what may be tried again. */
export class LegState {
  /** Set when the task cannot go on; it counts once nothing is unsettled any more. */
  failure: TaskError | undefined;
  /** A hedge was refused, and is tried again all the same. */
  refusal: TaskError | undefined;
  /** Something stood still or may have been missed: the working order's state is asked before anything else. */
  mustAsk: boolean;
  /** The order that was filled after its end was read, of several the last one. */
  filledLate: number | undefined;
  /** The last order was taken away only to be moved. */
  moving = false;
  /** When the last order was sent, by the wall clock: whether that was on a past day counts, also after a sleep. */
  lastSentAtMs: number;
  /** Monotonic milliseconds. */
  readonly blockedUntilMs = { post: 0, cancel: 0, move: 0, ask: 0 };
  #leg: Leg;
  /** The last number that was freed after a doubt. */
  #freed: number | undefined;
  /** By key, the last ones last. */
  readonly #settled: Map<string, SettledOrder>;
  #rejections = 0;
  #refusals = 0;
  #key: { readonly number: number; readonly key: string } | undefined;

  constructor(
    { leg, lastSentAt, freed, settled }: LoggedLeg,
    private readonly hub: Pick<OrderStateHub, 'byClientOrderId'>,
    private readonly accountId: string,
    private readonly options: LegDeskOptions,
    private readonly record: LegRecord,
  ) {
    this.#leg = leg;
    this.lastSentAtMs = lastSentAt?.getTime() ?? 0;
    this.#freed = freed;
    this.#settled = new Map(settled.slice(-SETTLED_KEPT));
    this.mustAsk = leg.current !== undefined;
  }

  get leg(): Leg {
    return this.#leg;
  }

  update(next: Leg): void {
    const before = this.#leg;
    this.#leg = next;
    if (next.current?.phase === 'sent' && before.current?.phase !== 'sent') this.lastSentAtMs = Date.now();
    this.record.changed(before, next);
    if (before.current && !next.current) {
      if (next.nextNumber > before.current.number) this.#keepSettled(before.current, before, next);
      else if (before.current.doubted) this.#freed = before.current.number;
      this.hearOfNext();
    }
    this.options.onChange();
  }

  #keepSettled({ number, price }: LegOrder, before: Leg, { settled }: Leg): void {
    const executed = subtract(settled, before.settled);
    this.#settled.set(this.keyOf(number), { number, price, executed });
    const [oldest] = this.#settled.keys();
    if (oldest !== undefined && this.#settled.size > SETTLED_KEPT) this.#settled.delete(oldest);
  }

  /** What was told of the leg's orders before anybody here asked, or looked. */
  hearOfPast(): void {
    for (const key of [...this.#settled.keys()]) {
      const known = this.hub.byClientOrderId(key);
      if (known) this.#hearLate(key, known);
    }
    if (!this.#leg.current) this.hearOfNext();
  }

  private hearOfNext(): void {
    const known = this.hub.byClientOrderId(this.keyOf(this.#leg.nextNumber));
    if (known) this.hear(known);
  }

  /** News of any order of the account: of the leg's own one, of one that nobody here sent, or late of a settled one. */
  hear(snapshot: OrderSnapshot): void {
    const { clientOrderId: key } = snapshot;
    if (key === this.keyOf(this.#leg.nextNumber)) {
      if (!this.#leg.current) this.#adopt(snapshot);
      if (this.#leg.current) this.believe(snapshot, false);
    } else if (key !== undefined) this.#hearLate(key, snapshot);
  }

  /**
   * The next number's order is there already: it was taken for refused, or another executor sent it, who had no time to
   * write it down. That the exchange rejected it is what was known; and an order that opens something and was never in
   * doubt here is of whoever has the claim by now, as is that of a freed number where the claim is not ours.
   */
  #adopt({ clientOrderId = '', lotsRequested, lotsExecuted, price, status }: OrderSnapshot): void {
    const { instrument, direction, leg, isHedge, claim } = this.options;
    const isOurs = isHedge || (this.#freed === this.#leg.nextNumber && claim.isValid());
    if (!isOurs || (status === OrderStatus.rejected && lotsExecuted === 0)) return;
    const lots = Math.max(1, lotsRequested);
    const order = { number: this.#leg.nextNumber, lots, price: price ?? instrument.priceStep };
    this.mustAsk = true;
    this.update(appeared(this.#leg, { ...order, nowMs: performance.now() }));
    if (!isHedge) return;
    const { accountId } = this;
    const whose = { leg, clientOrderId, accountId, instrumentUid: instrument.uid, direction };
    this.record.hedge({ ...whose, ...order, timeInForce: 'fill-and-kill' });
  }

  /** It counts whoever settled the order: what is wanted is measured by what was executed. */
  #hearLate(key: string, snapshot: OrderSnapshot): void {
    const order = this.#settled.get(key);
    const late = order && toldLate(this.#leg, order, { snapshot, lot: this.options.instrument.lot });
    if (!late || this.#isForeign(snapshot)) return;
    this.#settled.set(key, late.order);
    this.#leg = late.leg;
    this.filledLate = Math.max(late.order.number, this.filledLate ?? 0);
    this.record.late(late.order, late.more);
    this.options.onChange();
  }

  #isForeign({ accountId, instrumentUid, direction }: OrderSnapshot): boolean {
    const isOtherAccount = accountId !== undefined && accountId !== '' && accountId !== this.accountId;
    return (
      isOtherAccount || instrumentUid !== this.options.instrument.uid || direction !== this.options.direction
    );
  }

  /** Kept, because every order of the account that anybody hears of is compared with it. */
  keyOf(number: number): string {
    if (this.#key?.number !== number) {
      const { taskKey, leg } = this.options;
      this.#key = { number, key: clientOrderIdOf({ taskKey, leg, number }) };
    }
    return this.#key.key;
  }

  /** The answer's account, instrument and direction must be what was asked for; anything else stops the task. */
  believe(snapshot: OrderSnapshot, isAnswer: boolean): void {
    if (this.#isForeign(snapshot)) {
      this.failure = { code: 'answer-mismatch', data: { brokerOrderId: snapshot.brokerOrderId } };
      this.options.onChange();
      return;
    }
    // A refusal of what was sent again says nothing once the first sending is seen.
    if (this.failure?.code === 'broker-refused') this.failure = undefined;
    const before = this.#leg;
    const after = told(before, snapshot, { lot: this.options.instrument.lot, isAnswer });
    this.update(after);
    if (!before.current || after.current) return;
    const isRejected = snapshot.status === OrderStatus.rejected;
    this.#rejections = isRejected ? this.#rejections + 1 : 0;
    if (this.#rejections >= REJECTIONS_IN_A_ROW) this.refused({ code: 'order-rejected', data: {} });
    else if (!isRejected) this.accepted();
  }

  accepted(): void {
    this.refusal = undefined;
    this.#refusals = 0;
  }

  /** What no repeat mends ends a task; a hedge is tried again all the same, ever more seldom. */
  refused(error: TaskError): void {
    if (!this.options.isHedge) {
      this.failure = error;
      return;
    }
    this.refusal = error;
    const pauseMs = Math.min(RETRY_MS * 2 ** Math.min(this.#refusals, 8), LAST_REFUSED_RETRY_MS);
    this.#refusals += 1;
    this.blockedUntilMs.post = performance.now() + pauseMs;
  }
}
