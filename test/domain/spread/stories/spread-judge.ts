import { LegJudge, promise } from '../../leg-judge.js';
import type { ModelExchange, ModelPost } from '../../model-exchange.js';
import { LIMIT_TICKS, type ModelLevel, type ModelOwn, sideOf } from './model-market.js';
import { FAR, type LegName, NEAR, type Seen, type SpreadPost } from './spread-world.js';

/**
 * Knows both exchanges, what is wanted, and what was seen when an order was decided; it counts in whole ticks and lots
 * and asks the code it judges nothing.
 */
export class SpreadJudge {
  readonly far: LegJudge;
  readonly #sell: boolean;
  readonly #ratio: number;

  constructor({ sell, ratio, targetLots }: { sell: boolean; ratio: number; targetLots: number }) {
    this.#sell = sell;
    this.#ratio = ratio;
    this.far = new LegJudge(sell ? 'sell' : 'buy', { targetLots, limitPrice: null });
  }

  /** Near lots that are due for so many far ones. */
  due(farLots: number): number {
    return Math.floor((farLots * FAR.lot * this.#ratio) / NEAR.lot);
  }

  /** @throws when it was decided to send what nobody may want, whatever becomes of it. */
  decided(leg: LegName, post: SpreadPost): void {
    const { seen } = post;
    if (this.#onlyTakesItsKey(leg, post)) return;
    if (leg === 'near') {
      promise(seen.sight.near.tradable, () => `hedge ${post.key} is sent to a closed market`);
      const ticks = post.price.div(NEAR.tick).toNumber();
      promise(
        seen.ownTicks.every((own) => (this.#sell ? ticks < own : ticks > own)),
        () => `hedge ${post.key} at ${post.price} would meet an order of the account's own`,
      );
      return;
    }
    this.#isAllowed(post);
    promise(
      seen.farLots >= seen.filledBefore.far && seen.nearLots >= seen.filledBefore.near,
      () => `far order ${post.key} is sent before both legs were asked`,
    );
    this.#isHedgeable(post);
    this.#isPricedAsWanted(post);
  }

  /** @throws when a far order goes out that nobody may want at that moment, whatever was true when it was decided. */
  sends(post: SpreadPost): void {
    if (this.#onlyTakesItsKey('far', post)) return;
    this.#isAllowed(post);
    // With something owed, the two are charged together: what is owed was wanted at its own price.
    if (this.#owed(post.seen).securities === 0) this.#isPricedAsWanted(post);
  }

  #isAllowed(post: SpreadPost): void {
    const { seen } = post;
    const { far, near, farMayRest, wish, halted } = seen.sight;
    promise(seen.isHedgeKnown, () => `far order ${post.key} is sent while a hedge is in doubt`);
    promise(wish.hedge?.choice !== 'leave', () => `far order ${post.key} is sent though a hedge was let be`);
    promise(far.tradable && near.tradable, () => `far order ${post.key} is sent while a market is closed`);
    promise(farMayRest, () => `far order ${post.key} is sent outside the hours`);
    promise(wish.mode === 'run' && !halted, () => `far order ${post.key} is sent though nobody wants it`);
  }

  withdrawn({ placedBy, key }: ModelOwn): void {
    promise(placedBy === 'task', () => `${key} is withdrawn, which a person placed`);
  }

  hedged({ far, near }: Record<LegName, ModelExchange>): void {
    const due = this.due(far.filledLots);
    const { filledLots, workingLots } = near;
    promise(
      filledLots + workingLots <= due,
      () => `${filledLots} filled + ${workingLots} working near lots, but due are ${due}`,
    );
  }

  /** The answer to a doubt that nobody wants filled: one lot that cannot rest, at the exchange's limit. */
  #onlyTakesItsKey(leg: LegName, { lots, price, killUnfilled }: ModelPost): boolean {
    const { tick } = leg === 'far' ? FAR : NEAR;
    const sells = (leg === 'far') === this.#sell;
    const limit = tick.mul(sells ? LIMIT_TICKS.up : LIMIT_TICKS.down);
    return killUnfilled && lots === 1 && price.eq(limit);
  }

  #nearSide({ sight }: Seen): ModelLevel[] {
    return sideOf(sight.near, this.#sell ? 'asks' : 'bids');
  }

  /** Securities that were owed as far as was known, and whole lots of them as far lots. */
  #owed({ farLots, nearLots }: Seen): { securities: number; asFarLots: number } {
    const securities = Math.max(0, farLots * FAR.lot * this.#ratio - nearLots * NEAR.lot);
    const lots = Math.floor(securities / NEAR.lot);
    return { securities, asFarLots: Math.ceil((lots * NEAR.lot) / this.#ratio) };
  }

  #isHedgeable({ key, lots, seen }: SpreadPost): void {
    const { displayQuantity, maxUnhedged } = seen.sight.wish.options;
    const { securities, asFarLots } = this.#owed(seen);
    const most = Math.min(displayQuantity ?? 1_000, maxUnhedged ?? 1_000);
    promise(
      lots + asFarLots <= most,
      () => `far order ${key} for ${lots} lots while ${asFarLots} are unhedged, ${most} may be`,
    );
    const shown = (levels: ModelLevel[]) =>
      levels.reduce((sum, level) => sum + level.lots * NEAR.lot, 0) - securities;
    const side = this.#nearSide(seen);
    const needed = lots * this.#ratio;
    const isHalf = 2 * needed <= shown(side.slice(0, 5)) - securities;
    promise(
      isHalf || (lots === 1 && asFarLots === 0 && needed <= shown(side)),
      () => `far order ${key} for ${lots} lots is more than half of what the near side shows`,
    );
  }

  /** What the hedge costs by the book that was seen, behind what is owed already; without any reserve. */
  #isPricedAsWanted({ key, lots, price, seen }: SpreadPost): void {
    let skip = this.#owed(seen).securities;
    let left = lots * this.#ratio;
    let sum = 0;
    for (const level of this.#nearSide(seen)) {
      const behind = Math.max(0, level.lots * NEAR.lot - skip);
      skip = Math.max(0, skip - level.lots * NEAR.lot);
      const taken = Math.min(behind, left);
      left -= taken;
      sum += taken * level.ticks;
    }
    // One far tick is ten near ticks, and the sum is of all its lots: so it stays in whole numbers.
    const spread = price.toNumber() * 10 * lots - sum;
    const wanted = seen.sight.wish.price * 10 * lots;
    promise(
      left === 0 && (this.#sell ? spread >= wanted : spread <= wanted),
      () => `far order ${key} at ${price} brings ${spread / 10 / lots}, wanted is ${seen.sight.wish.price}`,
    );
  }
}
