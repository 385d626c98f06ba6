import { Decimal } from '../../../../domain/decimal.js';
import { executionOf } from '../../../../domain/leg.js';
import type { SpreadOptions, SpreadWish } from '../../../../domain/spread/terms.js';
import type { SpreadLegView, SpreadMemory, SpreadView } from '../../../../domain/spread/view.js';
import type { LegAction } from '../../../../domain/tend-order.js';
import type { ModelPost } from '../../model-exchange.js';
import type { Fate } from '../../stories/happenings.js';
import { type Decision, LegHands, type LegWorld } from '../../stories/leg-hands.js';
import { bookOf, type ModelMarket } from './model-market.js';

export const FAR = { lot: 1, tick: new Decimal(1) };
export const NEAR = { lot: 10, tick: new Decimal('0.1') };
export type LegName = 'far' | 'near';

export interface SpreadModelWish {
  readonly version: number;
  readonly mode: 'run' | 'pause' | 'stop';
  readonly targetLots: number;
  /** Far ticks. */
  readonly price: number;
  readonly options: SpreadOptions;
  readonly hedge: SpreadWish['hedge'];
}

/** What anybody may see of the world; a decider that is behind sees how it was. */
export interface SpreadSight {
  readonly wish: SpreadModelWish;
  readonly far: ModelMarket;
  readonly near: ModelMarket;
  readonly farMayRest: boolean;
  readonly halted: boolean;
  readonly amendedAtMs: number;
}

/** How an order was decided: what was seen, and what was known to be executed. */
export interface Seen {
  readonly sight: SpreadSight;
  readonly farLots: number;
  readonly nearLots: number;
  /** Lots of each leg that were filled when the process began that decided it. */
  readonly filledBefore: Readonly<Record<LegName, number>>;
  /** What became of the hedge before is known, or it is on its way. */
  readonly isHedgeKnown: boolean;
}

export interface SpreadPost extends ModelPost {
  readonly seen: Seen;
}

type FarPost = Extract<LegAction, { kind: 'post' }>;

export interface Decider {
  remember(view: SpreadView): SpreadMemory;
  far(view: SpreadView): LegAction;
  near(view: SpreadView): LegAction;
  mayStillSend(view: SpreadView, order: FarPost): boolean;
}

export interface SpreadWorld {
  readonly sell: boolean;
  readonly ratio: number;
  readonly decider: Decider;
  readonly sight: SpreadSight;
  readonly nowMs: number;
  readonly legs: Readonly<Record<LegName, LegWorld>>;
  /** An order was decided; it is judged before it is even sent. */
  decided(leg: LegName, post: SpreadPost): void;
  /** A far order goes out, by what is seen at that moment. */
  sends(post: SpreadPost): void;
}

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
  readonly #filledBefore: Readonly<Record<LegName, number>>;

  constructor(world: SpreadWorld) {
    this.#world = world;
    this.sight = world.sight;
    this.far = new FarHands(this, world.legs.far);
    this.near = new NearHands(this, world.legs.near);
    const { far, near } = world.legs;
    this.#filledBefore = { far: far.exchange.filledLots, near: near.exchange.filledLots };
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
    return {
      leg,
      mustAsk,
      market: {
        tradable: market.tradable,
        book: bookOf(market, tick),
        priceStep: tick,
        lot,
        mayBeNegative: name === 'far',
        commissionRate: new Decimal(0),
        ownOrders: [],
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
      isHedgeKnown: phase === undefined || phase === 'sent' || (!mustAsk && /working|ending/.test(phase)),
    };
  }
}
