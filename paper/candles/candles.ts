import type { PaperInstrument } from '../instruments/instrument.js';
import { type Bar, gather } from './bar.js';
import { type HistoryTerms, historyBars } from './history.js';
import type { Interval } from './intervals.js';
import type { Tape } from './tape.js';

const MINUTE_MS = 60_000;

/** Candles of every length: made up before the exchange first opened, of real trades since. */
export class Candles {
  readonly #tape: Tape;
  readonly #terms: () => HistoryTerms;

  constructor({ tape, terms }: { tape: Tape; terms: () => HistoryTerms }) {
    this.#tape = tape;
    this.#terms = terms;
  }

  /** Those that begin in [fromMs, toMs), oldest first. */
  between(
    instrument: PaperInstrument,
    { interval, fromMs, toMs }: { interval: Interval; fromMs: number; toMs: number },
  ): Bar[] {
    const stepMs = interval.lengthMs % (5 * MINUTE_MS) === 0 ? 5 * MINUTE_MS : MINUTE_MS;
    const made = historyBars(instrument, this.#terms(), { fromMs, toMs: toMs + interval.lengthMs, stepMs });
    const traded = this.#tape.bars(instrument, interval);
    return gather(chain(made, traded), interval).filter(({ startMs }) => startMs >= fromMs && startMs < toMs);
  }
}

function* chain(...parts: Iterable<Bar>[]): Generator<Bar> {
  for (const part of parts) yield* part;
}
