import { ENDED_ORDER_COUNTS_MS } from '../../../../domain/follow.js';
import { executionOf } from '../../../../domain/leg.js';
import { mayStillSend, nextFarAction } from '../../../../domain/spread/next-far-action.js';
import { nextHedgeAction } from '../../../../domain/spread/next-hedge-action.js';
import { remember } from '../../../../domain/spread/remember.js';
import { SPREAD_DEFAULTS } from '../../../../domain/spread/terms.js';
import { promise } from '../../leg-judge.js';
import { ModelExchange, type ModelPost } from '../../model-exchange.js';
import type { Who } from '../../stories/happenings.js';
import type { LegWorld } from '../../stories/leg-hands.js';
import { ModelLog } from '../../stories/model-log.js';
import { lotsWithin } from './model-market.js';
import { OwnOrders } from './own-orders.js';
import { SpreadHands } from './spread-hands.js';
import type { SpreadHappening } from './spread-happenings.js';
import { SpreadJudge } from './spread-judge.js';
import {
  type Decider,
  FAR,
  type LegName,
  NEAR,
  type SpreadModelWish,
  type SpreadPost,
  type SpreadSight,
  type SpreadWorld,
} from './spread-world.js';

export const DECIDER: Decider = { remember, far: nextFarAction, near: nextHedgeAction, mayStillSend };

export interface SpreadStoryTerms {
  readonly sell: boolean;
  /** Near securities per far contract; a near lot is ten. */
  readonly ratio: number;
}

/** A spread in the hands of two who look, act, stand still and crash, over models of the exchange and of the log. */
export class SpreadStory implements SpreadWorld {
  readonly sell: boolean;
  readonly ratio: number;
  readonly judge: SpreadJudge;
  readonly legs: Record<LegName, LegWorld & { readonly log: ModelLog }>;
  readonly hands = new Map<Who, SpreadHands>();
  sight: SpreadSight;
  nowMs = 0;
  /** When everybody last saw the near book, whatever else of what is true they see. */
  #bookToldAtMs = 0;
  readonly #own: OwnOrders;

  constructor(
    { sell, ratio }: SpreadStoryTerms,
    readonly decider: Decider = DECIDER,
  ) {
    this.sell = sell;
    this.ratio = ratio;
    this.#own = new OwnOrders(sell);
    const options = { ...SPREAD_DEFAULTS, payUpTicks: 0 };
    const wish: SpreadModelWish = {
      version: 1,
      mode: 'run',
      targetLots: 8,
      price: 0,
      options,
      hedge: null,
    };
    const market = { shape: 'steep', tradable: true } as const;
    this.sight = {
      wish,
      far: { ...market, bid: 100 * ratio },
      near: { ...market, bid: 1_000 },
      own: [],
      farMayRest: true,
      halted: false,
      amendedAtMs: Number.NEGATIVE_INFINITY,
    };
    this.judge = new SpreadJudge({ sell, ratio, targetLots: wish.targetLots });
    this.legs = { far: this.#legWorld('far'), near: this.#legWorld('near') };
    this.#takeOver('Ann');
  }

  #legWorld(name: LegName): LegWorld {
    const { lot, tick } = name === 'far' ? FAR : NEAR;
    const sells = (name === 'far') === this.sell;
    const exchange = new ModelExchange({
      instrumentUid: 'uid',
      direction: sells ? 'sell' : 'buy',
      lot,
      isOpen: () => this.sight[name].tradable,
      offered: ({ price }) => {
        const ticks = price.div(tick).toNumber();
        const side = sells ? 'bids' : 'asks';
        return lotsWithin(this.sight[name], side, name === 'near' ? this.#own.upTo(ticks) : ticks);
      },
      onChange: (order) => {
        for (const hands of this.hands.values()) hands[name].stream.push(order);
      },
      onPlaced: (post) => {
        if (name === 'far') this.judge.far.placed(post, exchange);
        else this.judge.hedged(this.exchanges);
      },
    });
    const now = () => this.nowMs;
    return {
      exchange,
      log: new ModelLog(),
      lot,
      get nowMs() {
        return now();
      },
    };
  }

  get exchanges(): Record<LegName, ModelExchange> {
    return { far: this.legs.far.exchange, near: this.legs.near.exchange };
  }

  decided(leg: LegName, post: SpreadPost): void {
    this.judge.decided(leg, post);
  }

  withdraw(key: string): boolean {
    if (!this.sight.near.tradable) return false;
    const order = this.#own.withdraw(key, this.nowMs);
    if (order) this.judge.withdrawn(order);
    this.#seeOwn();
    return true;
  }

  #seeOwn(): void {
    this.#own.crossed(this.sight.near);
    this.sight = { ...this.sight, own: this.#own.working };
  }

  sends(post: SpreadPost): void {
    this.judge.sends(post);
  }

  happen(happens: SpreadHappening): void {
    if ('who' in happens) this.#toSomebody(happens);
    else this.#toAll(happens);
    this.judge.hedged(this.exchanges);
    for (const each of this.hands.values()) {
      for (const leg of ['far', 'near'] as const) {
        const [reported, executed] = [executionOf(each[leg].leg).lots, this.exchanges[leg].filledLots];
        promise(
          reported <= executed,
          () => `${reported} ${leg} lots are reported, ${executed} were executed`,
        );
      }
    }
  }

  #toSomebody(happens: Extract<SpreadHappening, { who: Who }>): void {
    const hands = this.hands.get(happens.who);
    if (happens.what === 'take over') this.#takeOver(happens.who);
    else if (happens.what === 'crash') this.hands.delete(happens.who);
    else if (hands && happens.what === 'freeze') hands.frozen = true;
    else if (hands && happens.what === 'go on') hands.frozen = false;
    else if (hands && !hands.frozen) this.#toAwake(hands, happens);
  }

  #toAwake(hands: SpreadHands, happens: Extract<SpreadHappening, { who: Who }>): void {
    if (happens.what === 'step') hands[happens.leg].step(happens);
    if (happens.what === 'work') this.#work(hands, happens);
    if (happens.what === 'hear') hands[happens.leg].hear(happens.nth, happens.again);
    if (happens.what === 'write') hands.near.writeDown(happens.count);
    if (happens.what === 'see') hands.sight = this.sight;
    if (happens.what === 'notice a lost claim' && hands.far.epoch !== this.legs.far.log.epoch)
      hands.believesClaim = false;
  }

  #work(hands: SpreadHands, { leg, steps, sees }: Extract<SpreadHappening, { what: 'work' }>): void {
    if (sees) hands.sight = this.sight;
    for (let n = 0; n < steps; n += 1) {
      hands.far.hear(0, false);
      hands[leg].step({ fate: 'answered', luck: 'done' });
    }
  }

  #toAll(happens: Exclude<SpreadHappening, { who: Who }>): void {
    const { wish } = this.sight;
    switch (happens.what) {
      case 'fill':
        this.exchanges.far.fill(happens.lots);
        break;
      case 'price':
        this.#see(happens.leg, { bid: this.sight[happens.leg].bid + happens.ticks });
        break;
      case 'shape':
        this.#see(happens.leg, { shape: happens.shape });
        break;
      case 'status':
        this.#see(happens.leg, { tradable: happens.tradable });
        break;
      case 'hours':
        this.sight = { ...this.sight, farMayRest: happens.farMayRest };
        break;
      case 'arrive':
        this.exchanges[happens.leg].arrive(happens.nth);
        break;
      case 'hide':
      case 'appear':
        this.exchanges[happens.leg].hidden = happens.what === 'hide';
        break;
      case 'claim runs out':
        this.#claimIsAnothers();
        break;
      case 'halt':
      case 'unhalt':
        this.halt(happens.what === 'halt');
        break;
      case 'later':
        this.#pass(happens.ms);
        break;
      case 'target':
        this.wish({ targetLots: Math.max(1, wish.targetLots + happens.by) });
        break;
      case 'wanted':
        this.#amend({ price: wish.price + happens.by });
        break;
      case 'options':
        this.#amend({ options: { ...wish.options, ...happens.options } });
        break;
      case 'own order':
        this.#own.placeBehind(this.sight.near, happens);
        this.#seeOwn();
        break;
      case 'own order ends':
        this.#own.end(happens.nth);
        this.#seeOwn();
        break;
      case 'answer':
        this.wish({ hedge: { number: (wish.hedge?.number ?? 0) + 1, choice: happens.choice } });
        break;
      default:
        this.wish({ mode: happens.what });
    }
  }

  #see(leg: LegName, change: Partial<SpreadSight['far']>): void {
    this.sight = { ...this.sight, [leg]: { ...this.sight[leg], ...change } };
    this.#seeOwn();
  }

  halt(halted: boolean): void {
    this.sight = { ...this.sight, halted };
    this.legs.far.log.halted = halted;
    this.judge.far.halted(halted, this.#farOnTheWay);
  }

  wish(change: Partial<SpreadModelWish>): void {
    const wish = { ...this.sight.wish, ...change, version: this.sight.wish.version + 1 };
    this.sight = { ...this.sight, wish };
    this.legs.far.log.wishVersion = wish.version;
    const { targetLots } = wish;
    this.judge.far.amended({ targetLots, limitPrice: null }, this.#farOnTheWay, this.exchanges.far);
  }

  #amend(change: Partial<SpreadModelWish>): void {
    this.wish(change);
    this.sight = { ...this.sight, amendedAtMs: this.nowMs };
  }

  /** Committed to the log and not sent yet, or sent and not there yet. */
  get #farOnTheWay(): ModelPost[] {
    const posting = [...this.hands.values()].flatMap(({ far }) => far.posting);
    return [...posting, ...this.exchanges.far.onTheWay];
  }

  #claimIsAnothers(): void {
    for (const { log } of Object.values(this.legs)) log.epoch += 1;
  }

  #takeOver(who: Who): void {
    this.#claimIsAnothers();
    this.hands.set(who, new SpreadHands(this));
  }

  #pass(ms: number): void {
    this.nowMs += ms;
    for (const exchange of Object.values(this.exchanges)) exchange.nowMs = this.nowMs;
    this.#own.pass(this.nowMs);
    this.#seeOwn();
    // An order that ends changes its book, which is told within this time; what was in the book counts for no longer.
    if (this.nowMs < this.#bookToldAtMs + ENDED_ORDER_COUNTS_MS) return;
    this.#bookToldAtMs = this.nowMs;
    const { near, own } = this.sight;
    for (const hands of this.hands.values()) hands.sight = { ...hands.sight, near, own };
  }
}
