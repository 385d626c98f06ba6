/** What people asked for, and what they were answered, at which moments: all that the judge goes by. */
import { Decimal } from '../../domain/decimal.js';
import {
  type AskedTerms,
  HaltsOverTime,
  nowUs,
  type Terms,
  TermsOverTime,
} from '../support/terms-over-time.js';
import type { TaskJson } from './api-person.js';
import type { Random } from './random.js';

export interface AskedFirst {
  readonly sells: boolean;
  /** Of a spread, its far leg's. */
  readonly ticker: string;
  /** Spreads alone have one. */
  readonly nearTicker: string | null;
  /** Near securities per far contract, where a person said so. */
  readonly ratio: string | null;
  /** Securities in a lot; of a spread, of its far leg. */
  readonly lot: number;
  readonly terms: Terms;
  /** Another limit price that they might want. */
  readonly newPrice: (random: Random) => string;
  /** The most lots that are asked for besides, at once. */
  readonly mostMore: number;
}

export type Telling = 'pause' | 'resume' | 'cancel';

/** Something that a task was told to do, from the asking until an answer, or until nobody waited for one any more. */
export interface Told {
  readonly taskId: string;
  readonly action: Telling;
  readonly fromUs: number;
  readonly untilUs: number;
}

/** One task, from the moment it is asked for. */
export class AskedTask {
  readonly terms: TermsOverTime;
  /** When it was promised that it orders nothing: its pauses, and after it was stopped. */
  readonly rests = new HaltsOverTime();
  /** What was answered last. */
  standing: Terms;
  /** An amendment of which nobody knows yet whether it was taken. */
  open: AskedTerms | undefined;
  /** As it was last seen. */
  last: TaskJson | undefined;
  isBeingTold = false;
  /** Somebody asked, whatever the answer. */
  isStopAsked = false;
  /** Of one that nobody heard an answer to, nobody knows when it takes effect: what is paused later may go on by it. */
  #hasOpenResume = false;
  #isStopped = false;

  constructor(readonly first: AskedFirst) {
    this.terms = new TermsOverTime(first.terms);
    this.standing = first.terms;
  }

  get lot(): number {
    return this.first.lot;
  }

  get isSpread(): boolean {
    return this.first.nearTicker !== null;
  }

  get isFinished(): boolean {
    return typeof this.last?.finishedAt === 'string';
  }

  amend(terms: Terms): void {
    this.open = this.terms.ask(terms, nowUs());
  }

  answered(how: 'taken' | 'refused'): void {
    if (!this.open) return;
    if (how === 'refused') this.open.refused();
    else {
      this.open.taken(nowUs());
      this.standing = this.open.terms;
    }
    this.open = undefined;
  }

  /** @returns what to call with the answer, for which it waits */
  tell(action: Telling): (how: 'taken' | 'refused' | 'open') => void {
    this.isBeingTold = true;
    if (action === 'cancel') this.isStopAsked = true;
    if (action === 'resume' && !this.#isStopped) this.rests.endAsked(nowUs());
    return (how) => {
      this.isBeingTold = false;
      this.#isStopped ||= action === 'cancel' && how === 'taken';
      if (action === 'resume') this.#hasOpenResume ||= how === 'open';
      else if (how === 'taken' && !(action === 'pause' && this.#hasOpenResume)) this.rests.halted(nowUs());
    };
  }

  /** Where nobody answered, or in the chat, it is seen. */
  seen(task: TaskJson): void {
    this.last = task;
    if (this.open && isSame(this.open.terms, termsOf(task, this.lot))) this.answered('taken');
  }
}

const termsOf = ({ amount, limitPrice, spread }: TaskJson, lot: number): Terms => ({
  targetLots: amount / lot,
  limitPrice,
  until: spread?.options.until ?? null,
});

export const isSame = (one: Terms, other: Terms): boolean =>
  one.targetLots === other.targetLots &&
  isSamePrice(one.limitPrice, other.limitPrice) &&
  momentOf(one) === momentOf(other);

export const isSamePrice = (one: string | null, other: string | null): boolean =>
  one === null || other === null ? one === other : new Decimal(one).eq(other);

const momentOf = ({ until }: Terms): number | null => (until ? Date.parse(until) : null);

export class Asked {
  /** By the key that its task has of the request. */
  readonly byRequestKey = new Map<string, AskedTask>();
  readonly byId = new Map<string, AskedTask>();
  readonly halts = new HaltsOverTime();
  readonly told: Told[] = [];
  /** Asked for, and taken: these many tasks there must be, each once. */
  readonly taken = new Set<string>();
  /** What was refused for good: the soak asks for nothing that should be. */
  readonly refusals: string[] = [];
  /** What was answered with 500: whatever befalls, the API says what it is. */
  readonly failures: string[] = [];
  /** What else people did, and how it was answered; the figures tell. */
  readonly counts = new Map<string, number>();

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
