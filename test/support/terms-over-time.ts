/** What was asked for, over time, as those know it who asked. Times in microseconds since 1970, as in the ledger. */

export interface Terms {
  readonly targetLots: number;
  /** Per security. */
  readonly limitPrice: string | null;
  /** When it stops by itself, ISO 8601; spreads alone have it. */
  readonly until?: string | null;
}

/** An amendment: between the asking and the answer nobody can say which terms count. */
export interface AskedTerms {
  readonly terms: Terms;
  /** It was answered, or seen to be so: from now on only these count. */
  taken(atUs: number): void;
  /** It was answered that nothing was changed: these never count. */
  refused(): void;
}

export const nowUs = (): number => Math.round((performance.timeOrigin + performance.now()) * 1_000);

/** Of one task. Another amendment is asked for only when the one before is not open any more. */
export class TermsOverTime {
  readonly #first: Terms;
  readonly #asked: { terms: Terms; askedUs: number; takenUs: number | undefined }[] = [];

  constructor(first: Terms) {
    this.#first = first;
  }

  ask(terms: Terms, atUs: number): AskedTerms {
    const asked = { terms, askedUs: atUs, takenUs: undefined as number | undefined };
    this.#asked.push(asked);
    return {
      terms,
      taken: (answeredUs) => {
        asked.takenUs ??= answeredUs;
      },
      refused: () => void this.#asked.splice(this.#asked.indexOf(asked), 1),
    };
  }

  /** All terms that may have counted at some moment between these two, both included. */
  possible(fromUs: number, toUs: number): Terms[] {
    const standing = this.#asked.findLastIndex(({ takenUs }) => takenUs !== undefined && takenUs <= fromUs);
    const later = this.#asked.slice(standing + 1).filter(({ askedUs }) => askedUs <= toUs);
    return [this.#asked[standing] ?? { terms: this.#first }, ...later].map(({ terms }) => terms);
  }

  /** The most that it has ever been, or may have been. */
  get mostLots(): number {
    return Math.max(this.#first.targetLots, ...this.#asked.map(({ terms }) => terms.targetLots));
  }
}

/**
 * The times for which it was promised that nothing is ordered, of all tasks or of one: from the answer to a halt, or a
 * pause, until its end is asked for; from the answer to a stop for ever.
 */
export class HaltsOverTime {
  readonly #halts: { readonly sinceUs: number; untilUs: number }[] = [];

  halted(answeredUs: number): void {
    this.#halts.push({ sinceUs: answeredUs, untilUs: Number.POSITIVE_INFINITY });
  }

  endAsked(atUs: number): void {
    const last = this.#halts.at(-1);
    if (last) last.untilUs = Math.min(last.untilUs, atUs);
  }

  /** Whether one and the same halt lasted from the one moment to the other. */
  lasted(fromUs: number, toUs: number): boolean {
    return this.#halts.some(({ sinceUs, untilUs }) => sinceUs <= fromUs && toUs < untilUs);
  }
}
