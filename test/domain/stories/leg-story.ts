import { Decimal } from '../../../domain/decimal.js';
import { executionOf } from '../../../domain/leg.js';
import { type LegView, nextLegAction } from '../../../domain/next-leg-action.js';
import type { Direction } from '../../../domain/order.js';
import type { LegAction } from '../../../domain/tend-order.js';
import { LegJudge, promise } from '../leg-judge.js';
import { ModelExchange, type ModelPost } from '../model-exchange.js';
import { Hands, LOT, type ModelWish, type Sight, TICK, type World } from './hands.js';
import type { Happening, Who } from './happenings.js';
import { ModelLog } from './model-log.js';

/** A leg in the hands of two who look, act, stand still and crash, over the model of the exchange and of the log. */
export class Story implements World {
  readonly log = new ModelLog();
  readonly exchange: ModelExchange;
  readonly #judge: LegJudge;
  readonly hands = new Map<Who, Hands>();
  readonly direction: Direction;
  readonly lot = LOT;
  sight: Sight;
  nowMs = 0;

  constructor(
    direction: Direction,
    readonly decide: (view: LegView) => LegAction = nextLegAction,
  ) {
    this.direction = direction;
    const limitPrice = new Decimal(direction === 'buy' ? '100.5' : '99.5');
    const wish: ModelWish = { version: 1, mode: 'run', targetLots: 10, limitPrice };
    this.sight = { wish, bid: new Decimal(100), tradable: true, halted: false };
    this.#judge = new LegJudge(direction, wish);
    this.exchange = new ModelExchange({
      instrumentUid: 'uid',
      direction,
      lot: this.lot,
      onChange: (order) => {
        for (const hands of this.hands.values()) hands.stream.push(order);
      },
      onPlaced: (post) => this.#judge.placed(post, this.exchange),
    });
    this.#takeOver('Ann');
  }

  happen(happens: Happening): void {
    const hands = 'who' in happens ? this.hands.get(happens.who) : undefined;
    switch (happens.what) {
      case 'step':
        if (!hands?.frozen) hands?.step(happens);
        break;
      case 'hear':
        if (!hands?.frozen) hands?.hear(happens.nth, happens.again);
        break;
      case 'see':
        if (hands && !hands.frozen) hands.sight = this.sight;
        break;
      case 'crash':
        this.hands.delete(happens.who);
        break;
      case 'take over':
        this.#takeOver(happens.who);
        break;
      case 'notice a lost claim':
        if (hands && hands.epoch !== this.log.epoch) hands.believesClaim = false;
        break;
      case 'claim runs out':
        this.log.epoch += 1;
        break;
      case 'freeze':
      case 'go on':
        if (hands) hands.frozen = happens.what === 'freeze';
        break;
      case 'fill':
        this.exchange.fill(happens.lots);
        break;
      case 'price':
        this.sight = { ...this.sight, bid: this.sight.bid.add(TICK.mul(happens.ticks)) };
        break;
      case 'status':
        this.sight = { ...this.sight, tradable: happens.tradable };
        break;
      case 'arrive':
        this.exchange.arrive(happens.nth);
        break;
      case 'hide':
      case 'appear':
        this.exchange.hidden = happens.what === 'hide';
        break;
      case 'halt':
      case 'unhalt':
        this.halt(happens.what === 'halt');
        break;
      case 'later':
        this.#pass(happens.ms);
        break;
      case 'target':
        this.wish({ targetLots: Math.max(1, this.sight.wish.targetLots + happens.by) });
        break;
      case 'limit': {
        const from = this.sight.wish.limitPrice ?? this.sight.bid;
        this.wish({ limitPrice: happens.ticks === null ? null : from.add(TICK.mul(happens.ticks)) });
        break;
      }
      default:
        this.wish({ mode: happens.what });
    }
    for (const each of this.hands.values()) {
      promise(
        executionOf(each.leg).lots <= this.exchange.filledLots,
        () => `${executionOf(each.leg).lots} lots are reported, ${this.exchange.filledLots} were executed`,
      );
    }
  }

  halt(halted: boolean): void {
    this.sight = { ...this.sight, halted };
    this.log.halted = halted;
    this.#judge.halted(halted, this.#onTheWay);
  }

  wish(change: Partial<ModelWish>): void {
    const wish = { ...this.sight.wish, ...change, version: this.sight.wish.version + 1 };
    this.sight = { ...this.sight, wish };
    this.log.wishVersion = wish.version;
    this.#judge.amended(wish, this.#onTheWay, this.exchange);
  }

  /** The target, or what was already past it when it was lowered. */
  get ceiling(): number {
    return this.#judge.ceiling;
  }

  /** Committed to the log and not sent yet, or sent and not there yet. */
  get #onTheWay(): ModelPost[] {
    const posting = [...this.hands.values()].flatMap((hands) => hands.posting);
    return [...posting, ...this.exchange.onTheWay];
  }

  /** A frozen process that goes on, or a slow one, is whoever had the name before. */
  #takeOver(who: Who): void {
    this.log.epoch += 1;
    this.hands.set(who, new Hands(this));
  }

  #pass(ms: number): void {
    this.nowMs += ms;
    this.exchange.nowMs = this.nowMs;
  }

  /** Nothing goes wrong any more: what was on its way has arrived, and somebody takes over for good. */
  untilSettled(mode: 'run' | 'stop', { halted = false } = {}): Hands {
    this.exchange.arriveAll();
    this.exchange.hidden = false;
    this.sight = { ...this.sight, tradable: true, bid: new Decimal(100) };
    this.wish({ mode, limitPrice: null });
    this.halt(halted);
    this.hands.clear();
    this.#takeOver('Bob');
    const last = this.hands.get('Bob') ?? new Hands(this);
    for (let turn = 0; turn < 1_200 && last.settled === undefined; turn += 1) {
      this.happen({ what: 'step', who: 'Bob', fate: 'answered', luck: 'done' });
      if (turn % 4 === 0 && mode === 'run') this.exchange.fill(3);
      this.happen({ what: 'hear', who: 'Bob', nth: 0, again: false });
      this.#pass(100);
    }
    return last;
  }
}
