import { Decimal } from '../../../domain/decimal.js';
import {
  appeared,
  asked,
  cancelRefused,
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
import type { OrderSnapshot } from '../../../domain/order.js';
import type { ClearWay } from '../../../domain/spread/next-hedge-action.js';
import type { LegAction } from '../../../domain/tend-order.js';
import type { ModelExchange, ModelPost } from '../model-exchange.js';
import type { Fate, Luck } from './happenings.js';
import type { ModelLog } from './model-log.js';

/** What the hands of one leg touch. */
export interface LegWorld {
  readonly exchange: ModelExchange;
  readonly log: ModelLog;
  readonly lot: number;
  readonly nowMs: number;
}

/** What is to be done now, and under which wish that was decided. */
export interface Decision {
  readonly action: LegAction | ClearWay;
  readonly wishVersion: number;
}

type Next = (happens: { fate: Fate; luck: Luck }) => void;
type Post = Extract<LegAction, { kind: 'post' }>;

/**
 * Carries out what is decided about one leg, a step at a time: to the log, to the exchange, back from it, to the log
 * again. It may crash or stand still between any two of them, and hears only what it is told.
 */
export abstract class LegHands {
  leg: Leg;
  mustAsk: boolean;
  /** What it believes; the log has the last word. */
  believesClaim = true;
  /** Messages of the stream that it has not heard. */
  readonly stream: OrderSnapshot[] = [];
  readonly epoch: number;
  readonly #world: LegWorld;
  #next: Next[] = [];
  #posting: ModelPost | undefined;

  constructor(world: LegWorld) {
    this.#world = world;
    this.epoch = world.log.epoch;
    this.leg = world.log.leg(world.nowMs);
    this.mustAsk = this.leg.current !== undefined;
  }

  protected abstract decide(): Decision;

  /** What is sent for a decision; a story may note more on it. */
  protected postOf({ number, lots, price, timeInForce }: Post): ModelPost {
    return { key: String(number), lots, price, killUnfilled: timeInForce === 'fill-and-kill' };
  }

  /** The last look before it goes out. */
  protected mayStillSend(_action: Post): boolean {
    return true;
  }

  /** Withdraws what other tasks placed; @returns nothing is heard of it before the next step */
  protected clear(_action: ClearWay, _luck: Luck): void {}

  protected nextStep(step: () => void): void {
    this.#next.unshift(step);
  }

  /** What it committed to the log and may still send. */
  get posting(): readonly ModelPost[] {
    return this.#posting ? [this.#posting] : [];
  }

  step(happens: { fate: Fate; luck: Luck }): void {
    const next = this.#next.shift();
    if (next) next(happens);
    else this.#act(this.decide());
  }

  hear(nth: number, again: boolean): void {
    const at = nth % Math.max(1, this.stream.length);
    const [message] = again ? this.stream.slice(at, at + 1) : this.stream.splice(at, 1);
    if (message) this.#hear(message, false);
  }

  #hear(snapshot: OrderSnapshot, isAnswer: boolean): void {
    const { lot, nowMs } = this.#world;
    if (snapshot.clientOrderId !== String(this.leg.nextNumber)) return;
    if (!this.leg.current) {
      const { lotsRequested: lots, price = new Decimal(0) } = snapshot;
      this.mustAsk = true;
      this.leg = appeared(this.leg, { lots, price, nowMs });
      this.adopted({ key: snapshot.clientOrderId, lots, price, killUnfilled: true });
    }
    this.#learn(told(this.leg, snapshot, { lot, isAnswer }));
  }

  /** Of an order that nobody here sent. */
  protected adopted(_order: ModelPost): void {
    // It is in the log.
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
    if (is?.phase === 'doubtful') this.write(() => log.recordOutcome(is, 'sent', { epoch }));
    else if (is?.phase === 'working') this.write(() => log.recordOutcome(is, 'working', { epoch }));
    else if (was && !is && isFinal) this.write(() => log.recordOutcome(was, 'final', { epoch, executed }));
    else if (was && !is) this.write(() => log.recordOutcome(was, 'refused', { epoch }));
  }

  /** Writes to the log as one of the next steps. */
  protected write(entry: () => void): void {
    this.#next.push(entry);
  }

  #act({ action, wishVersion }: Decision): void {
    if (action.kind === 'post') this.post(action, wishVersion);
    else if (action.kind === 'cancel') this.#next.push(({ luck }) => this.#cancel(action.order.number, luck));
    else if (action.kind === 'ask') this.#next.push(({ luck }) => this.#ask(action.order.number, luck));
    else if (action.kind === 'clear') this.#next.push(({ luck }) => this.clear(action, luck));
  }

  /** The log first: an order that it does not take is not sent. */
  protected post(action: Post, wishVersion: number): void {
    const post = this.postOf(action);
    this.#next.push(() => {
      const intent = { ...post, number: action.number, wishVersion, epoch: this.epoch };
      const written = this.#world.log.recordIntent(intent);
      if (written) this.#posting = post;
      this.#next.unshift(({ fate }) => {
        this.#posting = undefined;
        if (written && this.believesClaim && this.mayStillSend(action)) this.send(action, post, fate);
        else this.mustAsk = true;
      });
    });
  }

  /** The exchange first, the log beside it. */
  protected postAtOnce(action: Post): void {
    const post = this.postOf(action);
    this.#next.push(({ fate }) => {
      this.writeHedge(post, action.number);
      this.send(action, post, fate);
    });
  }

  protected writeHedge(post: ModelPost, number: number): void {
    const intent = { ...post, number, wishVersion: 0, epoch: this.epoch };
    this.write(() => void this.#world.log.recordHedge(intent));
  }

  protected send(action: Post, post: ModelPost, fate: Fate): void {
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
    const { exchange } = this.#world;
    const isRefused = luck === 'done' && !exchange.isOpen;
    if (luck !== 'lost') exchange.cancel(String(number));
    this.#next.unshift(() => {
      const { nowMs } = this.#world;
      const sent = cancelSent(this.leg, nowMs);
      this.#learn(isRefused ? asked(cancelRefused(sent), nowMs) : sent);
    });
  }

  #ask(number: number, luck: Luck): void {
    const found = luck === 'done' ? this.#world.exchange.find(String(number)) : undefined;
    const askedAtMs = this.#world.nowMs;
    this.#next.unshift(() => {
      const { nowMs } = this.#world;
      if (found) {
        this.mustAsk = false;
        this.#learn(asked(this.leg, nowMs));
        this.#hear(found, true);
      } else this.#learn(luck === 'done' ? notFound(this.leg, askedAtMs) : asked(this.leg, nowMs));
    });
  }
}
