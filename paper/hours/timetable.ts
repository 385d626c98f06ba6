import { endsAtMs, type PaperInstrument } from '../instruments/instrument.js';
import { EXCHANGE_NAMES, type PaperHours, phaseAt } from './sessions.js';

/** What hours and ends say about instruments, as of the last time it was told how late it is. */
export class Timetable {
  readonly #hours: PaperHours;
  #nowMs = 0;
  readonly #statuses = new Map<string, string>();

  constructor(hours: PaperHours, nowMs: number) {
    this.#hours = hours;
    this.advance(nowMs);
  }

  /** Statuses change here and nowhere else, so that whoever changes them can let auctions meet in the same moment. */
  advance(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const exchange of EXCHANGE_NAMES)
      this.#statuses.set(exchange, phaseAt(exchange, nowMs, this.#hours).status);
  }

  statusOf(instrument: PaperInstrument): string {
    const byHours = this.#statuses.get(instrument.details.message.exchange) ?? 'NORMAL_TRADING';
    return instrument.listedOnly || this.hasEnded(instrument) ? 'NOT_AVAILABLE_FOR_TRADING' : byHours;
  }

  hasEnded(instrument: PaperInstrument): boolean {
    return (endsAtMs(instrument) ?? Number.POSITIVE_INFINITY) <= this.#nowMs;
  }
}
