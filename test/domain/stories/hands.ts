import { Decimal } from '../../../domain/decimal.js';
import {
  asked,
  cancelSent,
  doubted,
  existsUnseen,
  type Leg,
  notFound,
  notSent,
  refused,
  sending,
  told,
} from '../../../domain/leg.js';
import type { LegAction, LegView } from '../../../domain/next-leg-action.js';
import type { Direction, OrderSnapshot } from '../../../domain/order.js';
import type { Wanted } from '../leg-judge.js';
import type { ModelExchange, ModelPost } from '../model-exchange.js';
import type { Fate, Luck } from './happenings.js';
import type { ModelLog } from './model-log.js';

export const LOT = 10;
export const TICK = new Decimal('0.1');

export interface ModelWish extends Wanted {
  readonly version: number;
  readonly mode: 'run' | 'pause' | 'stop';
}

/** What anybody may see of the world; a decider that is behind sees how it was. */
export interface Sight {
  readonly wish: ModelWish;
  readonly bid: Decimal;
  readonly tradable: boolean;
  readonly halted: boolean;
}

export interface World {
  readonly exchange: ModelExchange;
  readonly log: ModelLog;
  readonly direction: Direction;
  nowMs: number;
  sight: Sight;
  readonly decide: (view: LegView) => LegAction;
}

type Next = (happens: { fate: Fate; luck: Luck }) => void;

/**
 * One who decides, and carries out a step at a time: to the log, to the exchange, back from it, to the log again.
 * It may crash or stand still between any two of them, and sees and hears only what it is told.
 */
export class Hands {
  leg: Leg;
  mustAsk: boolean;
  /** What it believes; the log has the last word. */
  believesClaim = true;
  frozen = false;
  settled: string | undefined;
  sight: Sight;
  /** Messages of the stream that it has not heard. */
  readonly stream: OrderSnapshot[] = [];
  readonly #world: World;
  readonly epoch: number;
  #next: Next[] = [];
  #posting: ModelPost | undefined;

  constructor(world: World) {
    this.#world = world;
    this.epoch = world.log.epoch;
    this.leg = world.log.leg(world.nowMs);
    this.mustAsk = this.leg.current !== undefined;
    this.sight = world.sight;
  }

  /** What it committed to the log and may still send. */
  get posting(): readonly ModelPost[] {
    return this.#posting ? [this.#posting] : [];
  }

  step(happens: { fate: Fate; luck: Luck }): void {
    const next = this.#next.shift();
    if (next) next(happens);
    else this.#decide();
  }

  hear(nth: number, again: boolean): void {
    const at = nth % Math.max(1, this.stream.length);
    const [message] = again ? this.stream.slice(at, at + 1) : this.stream.splice(at, 1);
    if (message) this.#hear(message, false);
  }

  #hear(snapshot: OrderSnapshot, isAnswer: boolean): void {
    if (snapshot.clientOrderId === String(this.leg.current?.number))
      this.#learn(told(this.leg, snapshot, { lot: LOT, isAnswer }));
  }

  /** What it knows it writes to the log, a step later. */
  #learn(next: Leg): void {
    const [was, is] = [this.leg.current, next.current];
    const { epoch } = this;
    const { log } = this.#world;
    const executed = {
      lots: next.settled.lots - this.leg.settled.lots,
      value: next.settled.value.sub(this.leg.settled.value),
      commission: next.settled.commission.sub(this.leg.settled.commission),
    };
    const isFinal = next.nextNumber > this.leg.nextNumber;
    this.leg = next;
    if (is?.phase === 'doubtful') this.#next.push(() => log.recordOutcome(is, 'sent', { epoch }));
    else if (is?.phase === 'working') this.#next.push(() => log.recordOutcome(is, 'working', { epoch }));
    else if (was && !is && isFinal)
      this.#next.push(() => log.recordOutcome(was, 'final', { epoch, executed }));
    else if (was && !is) this.#next.push(() => log.recordOutcome(was, 'refused', { epoch }));
  }

  #decide(): void {
    const { direction, nowMs } = this.#world;
    const { wish, bid, tradable, halted } = this.sight;
    const action = this.#world.decide({
      direction,
      wish,
      leg: this.leg,
      market: {
        tradable,
        book: {
          instrumentUid: 'uid',
          bids: [{ price: bid, lots: 1_000 }],
          asks: [{ price: bid.add(TICK), lots: 1_000 }],
          limitDown: new Decimal(50),
          limitUp: new Decimal(150),
        },
        priceStep: TICK,
        lot: LOT,
        ownOrders: [],
      },
      mayOpen: this.believesClaim,
      halted,
      mustAsk: this.mustAsk,
      moveAllowedAtMs: 0,
      nowMs,
    });
    this.settled = action.kind === 'settle' ? action.reason : undefined;
    if (action.kind === 'post') this.#next.push(() => this.#commit(action, wish.version));
    else if (action.kind === 'cancel') this.#next.push(({ luck }) => this.#cancel(action.order.number, luck));
    else if (action.kind === 'ask') this.#next.push(({ luck }) => this.#ask(action.order.number, luck));
  }

  #commit(action: Extract<LegAction, { kind: 'post' }>, wishVersion: number): void {
    const { number, lots, price } = action;
    const killUnfilled = action.timeInForce === 'fill-and-kill';
    const post = { key: String(number), lots, price, killUnfilled };
    const written = this.#world.log.recordIntent({ ...post, number, wishVersion, epoch: this.epoch });
    if (written) this.#posting = post;
    this.#next.unshift(({ fate }) => {
      this.#posting = undefined;
      if (written && this.believesClaim) this.#send(action, post, fate);
      else this.mustAsk = true;
    });
  }

  #send(action: Extract<LegAction, { kind: 'post' }>, post: ModelPost, fate: Fate): void {
    const { exchange, nowMs } = this.#world;
    this.#learn(sending(this.leg, { ...action, nowMs }));
    const answer = fate === 'limit-used-up' ? fate : exchange.post(post, fate);
    this.#next.unshift(() => {
      const { nowMs: atMs } = this.#world;
      if (answer === 'limit-used-up') this.#learn(notSent(this.leg));
      else if (answer === 'unknown') this.#learn(doubted(this.leg, atMs));
      else if (answer === 'duplicate') this.#learn(existsUnseen(this.leg, atMs));
      else if (answer === 'refused') this.#learn(refused(this.leg));
      else this.#hear(answer, false);
    });
  }

  #cancel(number: number, luck: Luck): void {
    if (luck !== 'lost') this.#world.exchange.cancel(String(number));
    this.#next.unshift(() => this.#learn(cancelSent(this.leg, this.#world.nowMs)));
  }

  #ask(number: number, luck: Luck): void {
    const found = luck === 'done' ? this.#world.exchange.find(String(number)) : undefined;
    this.#next.unshift(() => {
      const { nowMs } = this.#world;
      if (found) {
        this.mustAsk = false;
        this.#learn(asked(this.leg, nowMs));
        this.#hear(found, true);
      } else this.#learn(luck === 'done' ? notFound(this.leg, nowMs) : asked(this.leg, nowMs));
    });
  }
}
