import { Decimal } from '../../../../domain/decimal.js';
import type { OwnOrder } from '../../../../domain/follow.js';
import { executionOf } from '../../../../domain/leg.js';
import type { ClearWay } from '../../../../domain/spread/next-hedge-action.js';
import type { SpreadLegView, SpreadMemory, SpreadView } from '../../../../domain/spread/view.js';
import type { LegAction } from '../../../../domain/tend-order.js';
import type { ModelPost } from '../../model-exchange.js';
import type { Fate, Luck } from '../../stories/happenings.js';
import { type Decision, LegHands, type LegWorld } from '../../stories/leg-hands.js';
import { bookWith } from './model-market.js';
import { SeenOwnOrders } from './own-orders.js';
import {
  FAR,
  type FarPost,
  type LegName,
  NEAR,
  type Seen,
  type SpreadPost,
  type SpreadSight,
  type SpreadWorld,
} from './spread-world.js';

class FarHands extends LegHands {
  readonly #owner: SpreadHands;

  constructor(owner: SpreadHands, world: LegWorld) {
    super(world);
    this.#owner = owner;
  }

  protected override decide(): Decision {
    return this.#owner.decide('far');
  }

  protected override postOf(action: FarPost): ModelPost {
    return this.#owner.noted('far', super.postOf(action));
  }

  protected override mayStillSend(action: FarPost): boolean {
    return this.#owner.mayStillSend(action);
  }

  protected override send(action: FarPost, post: ModelPost, fate: Fate): void {
    this.#owner.sends(post);
    super.send(action, post, fate);
  }
}

/** Sends a hedge at once; its entries in the log follow when they can. */
class NearHands extends LegHands {
  readonly #owner: SpreadHands;
  #entries: (() => void)[] | undefined;

  constructor(owner: SpreadHands, world: LegWorld) {
    super(world);
    this.#owner = owner;
  }

  protected override decide(): Decision {
    return this.#owner.decide('near');
  }

  protected override postOf(action: Extract<LegAction, { kind: 'post' }>): ModelPost {
    return this.#owner.noted('near', super.postOf(action));
  }

  protected override post(action: Extract<LegAction, { kind: 'post' }>): void {
    this.postAtOnce(action);
  }

  protected override adopted(order: ModelPost): void {
    this.writeHedge(order, Number(order.key));
  }

  protected override write(entry: () => void): void {
    this.#entries = [...(this.#entries ?? []), entry];
  }

  protected override clear({ orders }: ClearWay, luck: Luck): void {
    for (const { clientOrderId = '' } of orders) {
      this.#owner.leaves(clientOrderId);
      const isDone = luck !== 'lost' && this.#owner.withdraw(clientOrderId);
      if (luck === 'done') this.nextStep(() => this.#owner.told(clientOrderId, isDone));
    }
  }

  /** What was not written when the process crashes is lost. */
  writeDown(count: number): void {
    for (const entry of this.#entries?.splice(0, count) ?? []) entry();
  }
}

/** A process with both legs of a spread in its hands. */
export class SpreadHands {
  readonly far: FarHands;
  readonly near: NearHands;
  readonly #world: SpreadWorld;
  frozen = false;
  sight: SpreadSight;
  memory: SpreadMemory = {};
  readonly #ownOrders = new SeenOwnOrders();
  readonly #filledBefore: Readonly<Record<LegName, number>>;

  constructor(world: SpreadWorld) {
    this.#world = world;
    this.sight = world.sight;
    this.far = new FarHands(this, world.legs.far);
    this.near = new NearHands(this, world.legs.near);
    const { far, near } = world.legs;
    this.#filledBefore = { far: far.exchange.filledLots, near: near.exchange.filledLots };
  }

  withdraw(key: string): boolean {
    return this.#world.withdraw(key);
  }

  /** A cancel is under way. */
  leaves(key: string): void {
    this.#ownOrders.leaves(key, this.#world.nowMs);
  }

  /** It was answered. */
  told(key: string, isGone: boolean): void {
    this.#ownOrders.told(key, isGone, this.#atLook());
  }

  #own(): OwnOrder[] {
    return this.#ownOrders.seen(this.sight.own, this.#atLook());
  }

  #atLook() {
    const { sell, nowMs } = this.#world;
    return { sell, nowMs, nextNumber: this.near.leg.nextNumber };
  }

  set believesClaim(believes: boolean) {
    this.far.believesClaim = believes;
  }

  view(): SpreadView {
    const { wish, farMayRest, halted, amendedAtMs } = this.sight;
    const { sell, ratio, nowMs } = this.#world;
    return {
      sell,
      wish: { ...wish, price: FAR.tick.mul(wish.price), ratio: new Decimal(ratio) },
      far: this.#legView('far', FAR),
      near: this.#legView('near', NEAR),
      hours: { farMayRest },
      isTimeOver: false,
      mayOpen: this.far.believesClaim,
      isClaimed: this.far.believesClaim,
      halted,
      amendedAtMs,
      moveAllowedAtMs: 0,
      nowMs,
      memory: this.memory,
    };
  }

  #legView(name: LegName, { lot, tick }: typeof FAR): SpreadLegView {
    const { leg, mustAsk } = this[name];
    const market = this.sight[name];
    const { sell } = this.#world;
    return {
      leg,
      mustAsk,
      market: {
        tradable: market.tradable,
        book: bookWith(market, tick, {
          own: name === 'near' ? this.sight.own : [],
          side: sell ? 'asks' : 'bids',
        }),
        priceStep: tick,
        lot,
        mayBeNegative: name === 'far',
        commissionRate: new Decimal(0),
        ownOrders: name === 'near' ? this.#own() : [],
      },
    };
  }

  decide(leg: LegName): Decision {
    const { decider } = this.#world;
    this.memory = decider.remember(this.view());
    return { action: decider[leg](this.view()), wishVersion: this.sight.wish.version };
  }

  mayStillSend(action: FarPost): boolean {
    return this.#world.decider.mayStillSend(this.view(), action);
  }

  noted(leg: LegName, post: ModelPost): SpreadPost {
    const noted = { ...post, seen: this.#seen() };
    this.#world.decided(leg, noted);
    return noted;
  }

  sends(post: ModelPost): void {
    this.#world.sends({ ...post, seen: this.#seen() });
  }

  #seen(): Seen {
    const { leg, mustAsk } = this.near;
    const phase = leg.current?.phase;
    return {
      sight: this.sight,
      farLots: executionOf(this.far.leg).lots,
      nearLots: executionOf(leg).lots,
      filledBefore: this.#filledBefore,
      ownTicks: this.#own()
        .filter(({ endedAtMs }) => endedAtMs === undefined)
        .map(({ price }) => price.div(NEAR.tick).toNumber()),
      isHedgeKnown: phase === undefined || phase === 'sent' || (!mustAsk && /working|ending/.test(phase)),
    };
  }
}
