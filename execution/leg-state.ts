import type { Instrument } from '../domain/instrument.js';
import { type Leg, told } from '../domain/leg.js';
import type { OrderSnapshot } from '../domain/order.js';
import type { TaskError, Wish } from '../domain/task.js';
import type { HeldClaim } from './claim-keeper.js';
import { clientOrderIdOf } from './client-order-id.js';
import type { LegDeed } from './leg-loop.js';
import type { LegIdentity, LegRecord } from './leg-record.js';

/** Try a call again this long after a passing error that names no time itself. */
export const RETRY_MS = 500;
/** So many orders in a row that the exchange took and then rejected end a task. */
const REJECTIONS_IN_A_ROW = 3;
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
  /** The last order was taken away only to be moved. */
  moving = false;
  /** Monotonic milliseconds. */
  readonly blockedUntilMs = { post: 0, cancel: 0, move: 0, ask: 0 };
  #leg: Leg;
  #rejections = 0;
  #refusals = 0;
  #key: { readonly number: number; readonly key: string } | undefined;

  constructor(
    leg: Leg,
    private readonly accountId: string,
    private readonly options: LegDeskOptions,
    private readonly record: LegRecord,
  ) {
    this.#leg = leg;
    this.mustAsk = leg.current !== undefined;
  }

  get leg(): Leg {
    return this.#leg;
  }

  update(next: Leg): void {
    const before = this.#leg;
    this.#leg = next;
    this.record.changed(before, next);
    this.options.onChange();
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
    const { instrument, direction } = this.options;
    const foreign =
      (snapshot.accountId !== undefined &&
        snapshot.accountId !== '' &&
        snapshot.accountId !== this.accountId) ||
      snapshot.instrumentUid !== instrument.uid ||
      snapshot.direction !== direction;
    if (foreign) {
      this.failure = { code: 'answer-mismatch', data: { brokerOrderId: snapshot.brokerOrderId } };
      this.options.onChange();
      return;
    }
    // A refusal of what was sent again says nothing once the first sending is seen.
    if (this.failure?.code === 'broker-refused') this.failure = undefined;
    const before = this.#leg;
    this.update(told(before, snapshot, { lot: instrument.lot, isAnswer }));
    if (!before.current || this.#leg.current) return;
    const isRejected = snapshot.status === 'rejected';
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
