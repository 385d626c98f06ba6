import type { MarketTrade } from '../exchange/floor.js';
import type { PaperInstrument } from '../instruments/instrument.js';

const FIRST_CAPACITY = 64;

interface Columns {
  readonly atMs: Float64Array;
  readonly ticks: Int32Array;
  readonly lots: Int32Array;
  readonly isBuy: Uint8Array;
}

const columnsOf = (capacity: number): Columns => ({
  atMs: new Float64Array(capacity),
  ticks: new Int32Array(capacity),
  lots: new Int32Array(capacity),
  isBuy: new Uint8Array(capacity),
});

/** The newest trades of one instrument, in 17 bytes each: a lively market makes hundreds of them a second. */
export class TradeRing {
  readonly #instrument: PaperInstrument;
  readonly #most: number;
  #columns: Columns;
  /** Where the oldest one stands. */
  #first = 0;
  #size = 0;

  constructor(instrument: PaperInstrument, most: number) {
    this.#instrument = instrument;
    this.#most = most;
    this.#columns = columnsOf(Math.min(FIRST_CAPACITY, most));
  }

  add({ atMs, ticks, lots, side }: Omit<MarketTrade, 'instrument'>): void {
    if (this.#size === this.#columns.atMs.length && this.#size < this.#most) this.#grow();
    const capacity = this.#columns.atMs.length;
    if (this.#size === capacity) this.#first = (this.#first + 1) % capacity;
    else this.#size += 1;
    const place = (this.#first + this.#size - 1) % capacity;
    this.#columns.atMs[place] = atMs;
    this.#columns.ticks[place] = ticks;
    this.#columns.lots[place] = lots;
    this.#columns.isBuy[place] = side === 'buy' ? 1 : 0;
  }

  /** Those later than `afterMs`, oldest first. */
  since(afterMs: number): MarketTrade[] {
    return Array.from({ length: this.#size }, (_, index) => this.#at(index)).filter(
      ({ atMs }) => atMs > afterMs,
    );
  }

  #at(index: number): MarketTrade {
    const { atMs, ticks, lots, isBuy } = this.#columns;
    const place = (this.#first + index) % atMs.length;
    return {
      instrument: this.#instrument,
      side: isBuy[place] === 1 ? 'buy' : 'sell',
      ticks: ticks[place] ?? 0,
      lots: lots[place] ?? 0,
      atMs: atMs[place] ?? 0,
    };
  }

  #grow(): void {
    const trades = this.since(Number.NEGATIVE_INFINITY);
    this.#columns = columnsOf(Math.min(2 * this.#size, this.#most));
    this.#first = 0;
    this.#size = 0;
    for (const trade of trades) this.add(trade);
  }
}
