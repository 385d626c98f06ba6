/** The newest entries are kept in memory, twice as many at most; the rest is read from the journal. */
const KEPT = 2_500;

/** Where older entries come from. */
export interface OlderEntries {
  /** The number of the oldest entry that is kept. */
  readonly firstSeq: number;
  /** Lines of the entries with numbers between the two, oldest first. */
  entries(between: { after: number; before: number }): Iterable<readonly string[]>;
}

/** The measuring instrument: what happened, numbered and timed. Entries are held as the JSON they are told in. */
export class Ledger {
  readonly #older: OlderEntries;
  #lines: string[] = [];
  /** The number of the first of `#lines`. */
  #firstSeq = 1;

  constructor(older: OlderEntries) {
    this.#older = older;
  }

  /** The number of the oldest entry that can still be told. */
  get firstSeq(): number {
    return this.#older.firstSeq;
  }

  /** Entries come with numbers that rise by one. */
  add(seq: number, line: string): void {
    if (this.#lines.length === 0) this.#firstSeq = seq;
    this.#lines.push(line);
    if (this.#lines.length <= 2 * KEPT) return;
    this.#firstSeq += KEPT;
    this.#lines = this.#lines.slice(-KEPT - 1);
  }

  /**
   * Everything with a number greater than `seq` that has happened by now, oldest first, as JSON. What is in memory
   * comes in one piece; older entries are read while the pieces are asked for.
   */
  since(seq: number): Iterable<readonly string[]> {
    const lines = this.#lines;
    const first = this.#firstSeq;
    if (lines.length > 0 && seq + 1 >= first) return [lines.slice(seq + 1 - first)];
    return this.#all({
      after: seq,
      lines: lines.slice(),
      before: lines.length > 0 ? first : Number.POSITIVE_INFINITY,
    });
  }

  *#all({ after, lines, before }: { after: number; lines: readonly string[]; before: number }) {
    yield* this.#older.entries({ after, before });
    yield lines;
  }
}
