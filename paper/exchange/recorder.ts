import type { Ledger } from '../ledger/ledger.js';
import type { LedgerEntry, StateEvent } from '../state/events.js';
import type { Journal } from '../state/journal.js';
import type { ExchangeState } from '../state/state.js';

/** The one way for anything to happen: numbered, timed, applied to the state and appended to the journal. */
export class Recorder {
  readonly #state: ExchangeState;
  readonly #ledger: Ledger;
  readonly #journal: Journal;

  constructor({ state, ledger, journal }: { state: ExchangeState; ledger: Ledger; journal: Journal }) {
    this.#state = state;
    this.#ledger = ledger;
    this.#journal = journal;
  }

  record(entry: LedgerEntry): void {
    const event = { seq: this.#state.nextSeq, atUs: this.nowUs(), ...entry };
    this.#state.apply(event);
    this.#ledger.add(event, this.#journal.append(event));
  }

  /** Microseconds since 1970. After a restart the clock may have been set back; the ledger never goes back. */
  nowUs(): number {
    const now = Math.round((performance.timeOrigin + performance.now()) * 1000);
    return Math.max(now, this.#state.lastAtUs);
  }

  keep(event: StateEvent): void {
    this.#state.apply(event);
    this.#journal.append(event);
  }

  /** Everything recorded so far is on disk when this returns. */
  commit(): void {
    this.#journal.flush();
  }
}
