import type { Side } from '../matching/book.js';
import type { PaperStop } from './stop.js';
import { hasTurned, isFarther, turnTicks } from './triggers.js';

/**
 * Activated trailing stops of one instrument and direction. Most prices change none of them: the bounds of what
 * would are kept, so that only a price beyond them looks at each.
 */
export class Followers {
  readonly #direction: Side;
  readonly #turns = new Map<PaperStop, number>();
  /** The extremum that is passed first, and the turn that is met first; `undefined` when they must be found anew. */
  #bounds: { extremum: number; turn: number } | undefined;
  /** The first to turn at the end; made when a price turns some of them. */
  #sorted: PaperStop[] | undefined;

  constructor(direction: Side) {
    this.#direction = direction;
  }

  get size(): number {
    return this.#turns.size;
  }

  add(stop: PaperStop): void {
    if (stop.extremum === undefined || !stop.trailing) return;
    this.#turns.set(stop, turnTicks(this.#direction, stop.extremum, stop.trailing.indent));
    this.#bounds = undefined;
    this.#sorted = undefined;
  }

  remove(stop: PaperStop): void {
    if (!this.#turns.delete(stop)) return;
    this.#bounds = undefined;
    if (this.#sorted?.at(-1) === stop) this.#sorted.pop();
    else this.#sorted = undefined;
  }

  /** Whether the price is a new extremum for any of them. */
  wouldFollow(lastTicks: number): boolean {
    return this.size > 0 && isFarther(this.#direction, this.#found().extremum, lastTicks);
  }

  follow(lastTicks: number): void {
    if (!this.wouldFollow(lastTicks)) return;
    for (const stop of this.#turns.keys()) {
      if (!isFarther(this.#direction, stop.extremum ?? lastTicks, lastTicks)) continue;
      stop.extremum = lastTicks;
      this.add(stop);
    }
  }

  /** The one that turned first at this price. */
  turned(lastTicks: number): PaperStop | undefined {
    if (this.size === 0) return undefined;
    if (!this.#sorted && !hasTurned(this.#direction, this.#found().turn, lastTicks)) return undefined;
    this.#sorted ??= this.#sort();
    const first = this.#sorted.at(-1);
    return first && hasTurned(this.#direction, this.#turnOf(first), lastTicks) ? first : undefined;
  }

  #sort(): PaperStop[] {
    const later = (a: PaperStop, b: PaperStop): number =>
      this.#sign * (this.#turnOf(a) - this.#turnOf(b)) || b.number - a.number;
    return [...this.#turns.keys()].sort(later);
  }

  #turnOf(stop: PaperStop): number {
    return this.#turns.get(stop) ?? Number.NaN;
  }

  get #sign(): 1 | -1 {
    return this.#direction === 'sell' ? 1 : -1;
  }

  #found(): { extremum: number; turn: number } {
    if (this.#bounds) return this.#bounds;
    const sign = this.#sign;
    let extremum = Number.POSITIVE_INFINITY;
    let turn = Number.NEGATIVE_INFINITY;
    for (const [stop, at] of this.#turns) {
      extremum = Math.min(extremum, sign * (stop.extremum ?? 0));
      turn = Math.max(turn, sign * at);
    }
    this.#bounds = { extremum: sign * extremum, turn: sign * turn };
    return this.#bounds;
  }
}
