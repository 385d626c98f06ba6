import type { Clock } from '../clock.js';
import type { Exchange } from '../exchange/exchange.js';
import { endsAtMs } from '../instruments/instrument.js';
import { clearDay } from '../settlement/clearing.js';
import { settleEnded } from '../settlement/endings.js';
import { lastClearing } from './moscow.js';
import { nextMoment, type PaperHours } from './sessions.js';

/**
 * Makes happen what the time of day says: statuses, auctions, clearings, ends of instruments. What was due while the
 * exchange was down or the machine slept is done at once, in that order, the clearings of several days as one: the
 * last coupon of a bond that has ended meanwhile is its holder's. When a quarter ends, a new one is listed.
 */
export class Calendar {
  readonly #exchange: Exchange;
  readonly #clock: Clock;
  readonly #hours: PaperHours;
  #stop: () => void = () => undefined;

  constructor({ exchange, clock, hours }: { exchange: Exchange; clock: Clock; hours: PaperHours }) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#hours = hours;
  }

  start(): void {
    const nowMs = this.#clock.now();
    const { catalogue, state } = this.#exchange;
    this.#exchange.turn(catalogue.all, () => state.timetable.advance(nowMs));
    const clearingMs = lastClearing(nowMs);
    if (state.clearedAtMs < clearingMs) clearDay(this.#exchange, clearingMs);
    settleEnded(this.#exchange, nowMs);
    catalogue.grow(nowMs);
    const ends = catalogue.all.flatMap((each) => endsAtMs(each) ?? []).filter((end) => end > nowMs);
    const next = Math.min(nextMoment(nowMs, this.#hours), ...ends);
    this.#stop = this.#clock.at(next, () => this.start());
  }

  stop(): void {
    this.#stop();
  }
}
