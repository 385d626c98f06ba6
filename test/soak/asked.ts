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
  /** Securities in a lot; of a spread, of its far leg. */
  readonly lot: number;
  readonly terms: Terms;
  /** Another limit price that they might want. */
  readonly newPrice: (random: Random) => string;
  /** The most lots that are asked for besides, at once. */
  readonly mostMore: number;
  /** A spread has a price always, and options. */
  readonly isSpread: boolean;
}

/** One task, from the moment it is asked for. */
export class AskedTask {
  readonly terms: TermsOverTime;
  /** What was answered last. */
  standing: Terms;
  /** An amendment of which nobody knows yet whether it was taken. */
  open: AskedTerms | undefined;
  isFinished = false;

  constructor(readonly first: AskedFirst) {
    this.terms = new TermsOverTime(first.terms);
    this.standing = first.terms;
  }

  get lot(): number {
    return this.first.lot;
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

  /** Where nobody answered, or in the chat, it is seen. */
  seen({ amount, limitPrice, finishedAt }: Pick<TaskJson, 'amount' | 'limitPrice' | 'finishedAt'>): void {
    this.isFinished = finishedAt !== null;
    if (this.open && isSame(this.open.terms, { targetLots: amount / this.lot, limitPrice }))
      this.answered('taken');
  }
}

export const isSame = (one: Terms, other: Terms): boolean =>
  one.targetLots === other.targetLots &&
  (one.limitPrice === null || other.limitPrice === null
    ? one.limitPrice === other.limitPrice
    : new Decimal(one.limitPrice).eq(other.limitPrice));

export class Asked {
  /** By the key that its task has of the request. */
  readonly byRequestKey = new Map<string, AskedTask>();
  readonly byId = new Map<string, AskedTask>();
  readonly halts = new HaltsOverTime();
  /** Asked for, and taken: these many tasks there must be, each once. */
  readonly taken = new Set<string>();
  /** What was refused for good: the soak asks for nothing that should be. */
  readonly refusals: string[] = [];
  /** What else people did, and how it was answered; the figures tell. */
  readonly counts = new Map<string, number>();

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
