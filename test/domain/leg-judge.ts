import type { Decimal } from '../../domain/decimal.js';
import { breaksLimit } from '../../domain/follow.js';
import type { Direction } from '../../domain/order.js';
import type { ModelExchange, ModelPost } from './model-exchange.js';

export interface Wanted {
  readonly targetLots: number;
  readonly limitPrice: Decimal | null;
}

/** Thrown where a promise is broken; the story tells how it came to that. */
export class BrokenPromiseError extends Error {
  constructor(promise: string) {
    super(promise);
    this.name = 'BrokenPromiseError';
  }
}

export const promise = (kept: boolean, words: () => string): void => {
  if (!kept) throw new BrokenPromiseError(words());
};

/** The same order, or less of it. */
const isOf = (committed: readonly ModelPost[], post: ModelPost): boolean =>
  committed.some(({ key, lots, price }) => key === post.key && lots >= post.lots && price.eq(post.price));

/**
 * Knows the exchange and what is wanted, nothing else. Filled + working lots rise only when an order is placed, so that
 * is when it judges: they do not exceed the target, nor does a price the limit, *of that moment*. Nobody can call back
 * what was committed to the log, or sent, before the target was lowered or the limit tightened: such an order, for no
 * more lots and at its own price, is what was wanted then. So, with a lowered target:
 * filled + working ≤ max(target now, what was filled, working or on its way when it was lowered).
 */
export class LegJudge {
  readonly #direction: Direction;
  #wanted: Wanted;
  readonly #committed: ModelPost[] = [];
  /** While orders are halted, what was on its way when they were; else undefined. */
  #beforeHalt: readonly ModelPost[] | undefined;
  /** The most that filled + working lots may come to. */
  ceiling: number;

  constructor(direction: Direction, wanted: Wanted) {
    this.#direction = direction;
    this.#wanted = wanted;
    this.ceiling = wanted.targetLots;
  }

  /** @param onTheWay what was committed or sent under the wish before, and may still arrive */
  amended(wanted: Wanted, onTheWay: readonly ModelPost[], exchange: ModelExchange): void {
    const appearing = new Map<string, number>();
    for (const { key, lots } of onTheWay) {
      if (!exchange.orders.has(key)) appearing.set(key, Math.max(lots, appearing.get(key) ?? 0));
    }
    const exposed = [...appearing.values()].reduce(
      (sum, lots) => sum + lots,
      exchange.filledLots + exchange.workingLots,
    );
    this.#wanted = wanted;
    this.ceiling = Math.max(wanted.targetLots, exposed);
    this.#committed.push(...onTheWay);
  }

  /** @param onTheWay what was committed or sent before, and may still arrive */
  halted(isHalted: boolean, onTheWay: readonly ModelPost[]): void {
    this.#beforeHalt = isHalted ? [...(this.#beforeHalt ?? []), ...onTheWay] : undefined;
  }

  placed(post: ModelPost, { filledLots, workingLots, orders }: ModelExchange): void {
    const { targetLots, limitPrice } = this.#wanted;
    const excused = isOf(this.#committed, post);
    promise(
      this.#beforeHalt === undefined || isOf(this.#beforeHalt, post),
      () => `order ${post.key} is placed while orders are halted`,
    );
    const lots = filledLots + workingLots;
    promise(
      // One that is killed at once, unfilled, adds nothing: so a doubt ends where no more is wanted.
      orders.get(post.key)?.open === false || lots <= (excused ? this.ceiling : targetLots),
      () => `${filledLots} filled + ${workingLots} working lots, but the target is ${targetLots}`,
    );
    promise(
      excused || !breaksLimit(this.#direction, post.price, limitPrice),
      () => `an order at ${post.price} is past the limit of ${limitPrice}`,
    );
  }
}
