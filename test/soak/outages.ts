/** The long outages, and what was ordered and executed while nothing else struck. */
import type { LedgerEvent } from '../support/paper-control.js';
import { nowUs } from '../support/terms-over-time.js';

interface Outage {
  readonly kind: string;
  readonly sinceUs: number;
  readonly quietUntilUs: number;
  isOver: boolean;
  accepted: number;
  filled: number;
}

export class Outages {
  readonly #all: Outage[] = [];
  #isNear = false;

  /** One comes, and what goes before it is to have settled. */
  near(): void {
    this.#isNear = true;
  }

  began(kind: string, quietMs: number): { over(): void } {
    const sinceUs = nowUs();
    const quietUntilUs = sinceUs + quietMs * 1_000;
    const outage: Outage = { kind, sinceUs, quietUntilUs, isOver: false, accepted: 0, filled: 0 };
    this.#all.push(outage);
    this.#isNear = false;
    return {
      over() {
        outage.isOver = true;
      },
    };
  }

  /** Then nobody halts: to go on after that takes Temporal, so it would hide what this is to show. */
  get isNow(): boolean {
    return this.#isNear || this.#all.some(({ isOver }) => !isOver);
  }

  note(events: readonly LedgerEvent[]): void {
    for (const { kind, atUs } of events)
      for (const outage of this.#all) {
        if (atUs < outage.sinceUs || atUs > outage.quietUntilUs) continue;
        if (kind === 'accepted') outage.accepted += 1;
        else if (kind === 'fill') outage.filled += 1;
      }
  }

  figures(): Record<string, { readonly accepted: number; readonly filled: number }> {
    return Object.fromEntries(this.#all.map(({ kind, accepted, filled }) => [kind, { accepted, filled }]));
  }

  /** Executors go on without Temporal. */
  wrong(): string[] {
    return this.#all
      .filter(({ kind, accepted }) => kind === 'temporal away' && accepted === 0)
      .map(() => 'nothing was ordered while Temporal alone was away');
  }
}
