import type { StopSnapshot, StopTerms } from '../../../../domain/stop-order.js';
import { promise } from '../../../domain/leg-judge.js';
import { toldOf } from '../../../domain/stop-snapshots.js';

export type StopFate =
  | 'answered'
  /** It is placed, and the answer is lost. */
  | 'answer-lost'
  /** It is on its way until the story lets it arrive. */
  | 'late'
  /** It is placed, and no list holds it for a while; answered 30057, or not at all. */
  | 'unseen'
  | 'unseen-duplicate'
  | 'never-arrives'
  | 'refused'
  | 'closed'
  | 'limit-used-up';

export type StopAnswer = string | 'unknown' | 'duplicate' | 'refused' | 'closed' | 'limit-used-up';

interface ModelStop {
  readonly id: string;
  /** Null of a stranger's. */
  readonly key: string | null;
  readonly terms: StopTerms;
  readonly createdAtMs: number;
  readonly listedFromMs: number;
}

interface OnItsWay {
  readonly key: string;
  readonly terms: StopTerms;
  readonly sentAtMs: number;
}

/** What is not there by then never comes: less than the three minutes in which it may. */
const MOST_LATE_MS = 170_000;

export const sameStop = (one: StopTerms, other: StopTerms): boolean => one.stopPrice === other.stopPrice;

/** An exchange of stop orders that may forget the keys it was sent. What is told apart by price alone is enough here. */
export class ModelStopExchange {
  readonly stops: ModelStop[] = [];
  readonly #underWay: OnItsWay[] = [];
  #count = 0;
  nowMs = 0;

  /**
   * @param honoured whether a repeat under a used key is the first one again, or a second one
   * @param mostLateMs only to see that the judge finds what comes later
   */
  constructor(
    readonly honoured: boolean,
    readonly onPlaced: (terms: StopTerms) => void,
    readonly mostLateMs = MOST_LATE_MS,
  ) {}

  post(key: string, terms: StopTerms, fate: StopFate): StopAnswer {
    const known = this.honoured ? this.stops.find((stop) => stop.key === key) : undefined;
    if (fate === 'limit-used-up' || fate === 'closed') return fate;
    if (known) return fate === 'answered' ? known.id : fate === 'refused' ? 'duplicate' : 'unknown';
    switch (fate) {
      case 'refused':
        return fate;
      case 'never-arrives':
        return 'unknown';
      case 'late':
        this.#underWay.push({ key, terms, sentAtMs: this.nowMs });
        return 'unknown';
      case 'answer-lost':
        this.#place(key, terms);
        return 'unknown';
      case 'unseen':
      case 'unseen-duplicate':
        this.#place(key, terms, this.mostLateMs);
        return fate === 'unseen' ? 'unknown' : 'duplicate';
      default:
        return this.#place(key, terms);
    }
  }

  /** Another program places the same. */
  placeStrange(terms: StopTerms): void {
    this.#place(null, terms);
  }

  #place(key: string | null, terms: StopTerms, unseenMs = 0): string {
    this.#count += 1;
    const id = `stop-${this.#count}`;
    const { nowMs: createdAtMs } = this;
    this.stops.push({ id, key, terms, createdAtMs, listedFromMs: createdAtMs + unseenMs });
    if (key !== null) this.onPlaced(terms);
    return id;
  }

  arrive(nth: number): void {
    const [late] = this.#underWay.splice(nth % Math.max(1, this.#underWay.length), 1);
    if (!late || this.nowMs - late.sentAtMs > this.mostLateMs) return;
    if (this.honoured && this.stops.some(({ key }) => key === late.key)) return;
    this.#place(late.key, late.terms);
  }

  arriveAll(arrive: () => void): void {
    while (this.#underWay.length > 0) arrive();
  }

  list(from: Date): StopSnapshot[] {
    return this.stops
      .filter(({ createdAtMs, listedFromMs }) => createdAtMs >= from.getTime() && listedFromMs <= this.nowMs)
      .map(({ id, terms, createdAtMs }) =>
        toldOf(terms, { stopOrderId: id, createdAt: new Date(createdAtMs) }),
      );
  }

  isOurs(id: string | null): boolean {
    return this.stops.some((stop) => stop.id === id && stop.key !== null);
  }

  /** So many of this content: ours, or strangers'. */
  count(terms: StopTerms, whose: 'ours' | 'strange'): number {
    const isOurs = whose === 'ours';
    return this.stops.filter((stop) => sameStop(stop.terms, terms) && (stop.key !== null) === isOurs).length;
  }

  judgeIds(ids: readonly string[]): void {
    for (const id of ids)
      promise(
        this.stops.some((stop) => stop.id === id),
        () => `the log knows ${id}, which is not there`,
      );
    promise(new Set(ids).size === ids.length, () => `one is known as two: ${ids.join(', ')}`);
  }
}
