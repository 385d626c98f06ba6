import type { LedgerEvent } from '../state/events.js';
import type { JournalLine } from '../state/journal.js';

/** The newest entries are kept in memory, twice as many at most; the rest is read from the journal. */
const KEPT = 20_000;
/** Between two remembered places in the journal. */
const INDEX_STEP = 1_000;

/** The measuring instrument: what happened, numbered and timed. */
export class Ledger {
  #events: LedgerEvent[] = [];
  /** Where in the journal entry `index × INDEX_STEP + 1` is. */
  readonly #offsets: number[] = [];
  readonly #read: (offset: number) => Iterable<JournalLine>;

  constructor(read: (offset: number) => Iterable<JournalLine>) {
    this.#read = read;
  }

  add(event: LedgerEvent, offset: number): void {
    if ((event.seq - 1) % INDEX_STEP === 0) this.#offsets.push(offset);
    this.#events.push(event);
    if (this.#events.length > 2 * KEPT) this.#events = this.#events.slice(-KEPT);
  }

  /** Everything with a number greater than `seq`, oldest first. */
  since(seq: number): readonly LedgerEvent[] {
    const first = this.#events[0]?.seq ?? 1;
    if (seq + 1 >= first) return this.#events.slice(seq + 1 - first);
    return [...this.#older(seq, first), ...this.#events];
  }

  *#older(seq: number, before: number): Generator<LedgerEvent> {
    for (const { event } of this.#read(this.#offsets[Math.floor(seq / INDEX_STEP)] ?? 0)) {
      if (!('seq' in event) || event.seq <= seq) continue;
      if (event.seq >= before) return;
      yield event;
    }
  }
}
