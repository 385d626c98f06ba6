import type { LedgerEvent } from '../state/events.js';

/** The measuring instrument: what happened, numbered and timed. */
export class Ledger {
  readonly #events: LedgerEvent[] = [];

  add(event: LedgerEvent): void {
    this.#events.push(event);
  }

  /** Everything with a number greater than `seq`, oldest first. */
  since(seq: number): readonly LedgerEvent[] {
    const first = this.#events[0]?.seq ?? 1;
    return this.#events.slice(Math.max(0, seq + 1 - first));
  }
}
