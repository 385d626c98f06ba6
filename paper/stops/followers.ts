import type { Side } from '../matching/book.js';
import type { PaperStop } from './stop.js';
import { hasTurned, isFarther, turnTicks } from './triggers.js';

interface Follower {
  readonly stop: PaperStop;
  /** The price that triggers it. */
  turn: number;
}

/**
 * Activated trailing stops of one instrument and direction. Most prices change none of them: the bounds of what
 * would are kept, so that only a price beyond them looks at each.
 */
export class Followers {
  readonly #direction: Side;
  readonly #followers = new Map<PaperStop, Follower>();
  /** The extremum that is passed first, and the turn that is met first; `undefined` when they must be found anew. */
  #bounds: { extremum: number; turn: number } | undefined;
  /** The first to turn at the end; made when a price turns some of them. */
  #sorted: Follower[] | undefined;

  constructor(direction: Side) {
    this.#direction = direction;
  }

  get size(): number {
    return this.#followers.size;
  }

  add(stop: PaperStop): void {
    const { extremum, trailing } = stop;
    if (extremum === undefined || !trailing) return;
    const turn = turnTicks(this.#direction, extremum, trailing.indent);
    this.#followers.set(stop, { stop, turn });
    this.#sorted = undefined;
    if (!this.#bounds) return;
    const [least, most] = this.#direction === 'sell' ? [Math.min, Math.max] : [Math.max, Math.min];
    this.#bounds = { extremum: least(this.#bounds.extremum, extremum), turn: most(this.#bounds.turn, turn) };
  }

  remove(stop: PaperStop): void {
    if (!this.#followers.delete(stop)) return;
    this.#bounds = undefined;
    if (this.#sorted?.at(-1)?.stop === stop) this.#sorted.pop();
    else this.#sorted = undefined;
  }

  /** Whether the price is a new extremum for any of them. */
  wouldFollow(lastTicks: number): boolean {
    return this.size > 0 && isFarther(this.#direction, this.#found().extremum, lastTicks);
  }

  follow(lastTicks: number): void {
    if (!this.wouldFollow(lastTicks)) return;
    this.#bounds = undefined;
    this.#sorted = undefined;
    for (const follower of this.#followers.values()) {
      const { extremum, trailing } = follower.stop;
      if (extremum === undefined || !trailing || !isFarther(this.#direction, extremum, lastTicks)) continue;
      follower.stop.extremum = lastTicks;
      follower.turn = turnTicks(this.#direction, lastTicks, trailing.indent);
    }
  }

  /** The one that turned first at this price. */
  turned(lastTicks: number): PaperStop | undefined {
    if (this.size === 0) return undefined;
    if (!this.#sorted && !hasTurned(this.#direction, this.#found().turn, lastTicks)) return undefined;
    this.#sorted ??= this.#sort();
    const first = this.#sorted.at(-1);
    return first && hasTurned(this.#direction, first.turn, lastTicks) ? first.stop : undefined;
  }

  #sort(): Follower[] {
    const sign = this.#direction === 'sell' ? 1 : -1;
    return [...this.#followers.values()].sort(
      (a, b) => sign * (a.turn - b.turn) || b.stop.number - a.stop.number,
    );
  }

  #found(): { extremum: number; turn: number } {
    if (this.#bounds) return this.#bounds;
    const [least, most] = this.#direction === 'sell' ? [Math.min, Math.max] : [Math.max, Math.min];
    let bounds: { extremum: number; turn: number } | undefined;
    for (const { stop, turn } of this.#followers.values()) {
      const extremum = stop.extremum ?? turn;
      bounds ??= { extremum, turn };
      bounds.extremum = least(bounds.extremum, extremum);
      bounds.turn = most(bounds.turn, turn);
    }
    this.#bounds = bounds ?? { extremum: Number.NaN, turn: Number.NaN };
    return this.#bounds;
  }
}
