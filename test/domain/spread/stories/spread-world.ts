import { Decimal } from '../../../../domain/decimal.js';
import type { HedgeAction } from '../../../../domain/spread/next-hedge-action.js';
import type { SpreadOptions, SpreadWish } from '../../../../domain/spread/terms.js';
import type { SpreadMemory, SpreadView } from '../../../../domain/spread/view.js';
import type { LegAction } from '../../../../domain/tend-order.js';
import type { ModelPost } from '../../model-exchange.js';
import type { LegWorld } from '../../stories/leg-hands.js';
import type { ModelMarket, ModelOwn } from './model-market.js';

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
  /** Orders of the account where the hedge is traded, none of this spread's. */
  readonly own: readonly ModelOwn[];
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
  /** Near ticks at which orders of the account were seen to work where the hedge is traded. */
  readonly ownTicks: readonly number[];
}

export interface SpreadPost extends ModelPost {
  readonly seen: Seen;
}

export type FarPost = Extract<LegAction, { kind: 'post' }>;

export interface Decider {
  remember(view: SpreadView): SpreadMemory;
  far(view: SpreadView): LegAction;
  near(view: SpreadView): HedgeAction;
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
  /** An order of another task's is withdrawn. @returns false when the market is closed for that too */
  withdraw(key: string): boolean;
  /** A far order goes out, by what is seen at that moment. */
  sends(post: SpreadPost): void;
}
