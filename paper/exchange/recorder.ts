import { type Clock, systemClock } from '../clock.js';
import type { Ledger } from '../ledger/ledger.js';
import type { LedgerEntry, StateEvent } from '../state/events.js';
import type { Journal } from '../state/journal.js';
import { takeSnapshot } from '../state/snapshot.js';
import type { ExchangeState } from '../state/state.js';
import type { Store } from '../state/store.js';

/** The one way for anything to happen: numbered, timed, applied to the state and appended to the journal. */
export class Recorder {
  readonly #state: ExchangeState;
  readonly #ledger: Ledger;
  readonly #journal: Journal;

  readonly #clock: Clock;

  constructor({ state, ledger, journal, clock = systemClock }: Store & { clock?: Clock }) {
    this.#clock = clock;
    this.#state = state;
    this.#ledger = ledger;
    this.#journal = journal;
  }

  record(entry: LedgerEntry): void {
    const event = { seq: this.#state.nextSeq, atUs: this.nowUs(), ...entry };
    this.#state.apply(event);
    const line = JSON.stringify(event);
    this.#ledger.add(event.seq, line);
    this.#journal.append(line);
  }

  /** Microseconds since 1970. After a restart the clock may have been set back; the ledger never goes back. */
  nowUs(): number {
    return Math.max(this.#clock.nowUs(), this.#state.lastAtUs);
  }

  keep(event: StateEvent): void {
    this.#state.apply(event);
    this.#journal.append(JSON.stringify(event));
  }

  /** Everything recorded so far is on disk when this returns. */
  commit(): void {
    this.#journal.flush();
    if (this.#journal.isFull) this.#rotate();
  }

  /** What was done is on disk already: that no new segment can be begun must not undo it. */
  #rotate(): void {
    try {
      this.#journal.rotate(takeSnapshot(this.#state));
    } catch (error) {
      process.emitWarning(`the paper exchange's journal goes on in its old segment: ${String(error)}`);
    }
  }
}
