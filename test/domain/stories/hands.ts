import { Decimal } from '../../../domain/decimal.js';
import type { LegView } from '../../../domain/next-leg-action.js';
import type { Direction } from '../../../domain/order.js';
import type { LegAction } from '../../../domain/tend-order.js';
import type { Wanted } from '../leg-judge.js';
import { type Decision, LegHands, type LegWorld } from './leg-hands.js';

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

export interface World extends LegWorld {
  readonly direction: Direction;
  readonly sight: Sight;
  readonly decide: (view: LegView) => LegAction;
}

/** One who decides about one leg, sees only what it is told, and carries it out. */
export class Hands extends LegHands {
  frozen = false;
  settled: string | undefined;
  sight: Sight;
  readonly #world: World;

  constructor(world: World) {
    super(world);
    this.#world = world;
    this.sight = world.sight;
  }

  protected override decide(): Decision {
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
    return { action, wishVersion: wish.version };
  }
}
