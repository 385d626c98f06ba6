import type { Exchange } from '../exchange/exchange.js';
import type { MarketTrade } from '../exchange/floor.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { ArchivedKind, BarArchive } from './archive.js';
import { type Bar, barOfTrade, joined } from './bar.js';
import type { Interval } from './intervals.js';
import { TradeRing } from './trade-ring.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How many bars of each length are remembered for an instrument: a day, a quarter, six years. */
const KEPT = { minutes: 1_440, hours: 2_208, days: 2_200 } as const;
const LENGTHS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS } as const;
const NAMES = ['minutes', 'hours', 'days'] as const;

const TRADES_KEPT_MS = HOUR_MS;
const MOST_TRADES = 5_000;

interface TapeOfOne {
  readonly ticker: string;
  readonly minutes: Bar[];
  readonly hours: Bar[];
  readonly days: Bar[];
  readonly trades: TradeRing;
}

/**
 * What has been traded since the exchange opened: bars of three lengths, which come back from the archive, and the
 * trades of the last hour, which do not.
 */
export class Tape {
  readonly #records = new Map<string, TapeOfOne>();
  readonly #archive: BarArchive;

  constructor({ exchange, archive }: { exchange: Exchange; archive: BarArchive }) {
    this.#archive = archive;
    const hours = archive.read('hours');
    for (const [ticker, minutes] of archive.read('minutes')) {
      const instrument = exchange.catalogue.byTicker(ticker);
      if (instrument) this.#bringBack(instrument, { hours: hours.get(ticker) ?? new Map(), minutes });
    }
    for (const [ticker, bars] of hours) {
      const instrument = exchange.catalogue.byTicker(ticker);
      if (instrument && !this.#records.has(instrument.uid))
        this.#bringBack(instrument, { hours: bars, minutes: new Map() });
    }
    exchange.trades.subscribe((trade) => this.#add(trade));
  }

  /** The minutes that are being formed would be lost otherwise; if they go on, the parts are joined. */
  close(): void {
    for (const { ticker, minutes } of this.#records.values()) {
      const last = minutes.at(-1);
      if (last) this.#archive.add('minutes', ticker, last);
    }
  }

  bars({ uid }: PaperInstrument, { madeFrom }: Interval): readonly Bar[] {
    return this.#records.get(uid)?.[madeFrom] ?? [];
  }

  /** Of the last hour, oldest first, the newest 5,000 at most. */
  trades({ uid }: PaperInstrument, nowMs: number): readonly MarketTrade[] {
    return this.#records.get(uid)?.trades.since(nowMs - TRADES_KEPT_MS) ?? [];
  }

  #recordOf(instrument: PaperInstrument): TapeOfOne {
    const found = this.#records.get(instrument.uid);
    if (found) return found;
    const trades = new TradeRing(instrument, MOST_TRADES);
    const record = { ticker: instrument.ticker, minutes: [], hours: [], days: [], trades };
    this.#records.set(instrument.uid, record);
    return record;
  }

  #add(trade: MarketTrade): void {
    const record = this.#recordOf(trade.instrument);
    for (const name of NAMES) {
      const finished = addTo(record[name], { bar: barOfTrade(startOf(trade.atMs, name), trade), name });
      if (finished && name !== 'days') this.#archive.add(name, record.ticker, finished);
    }
    record.trades.add(trade);
  }

  /** Hours are whole; minutes add those that no finished hour holds yet. */
  #bringBack(
    instrument: PaperInstrument,
    { hours, minutes }: Readonly<Record<ArchivedKind, ReadonlyMap<number, Bar>>>,
  ): void {
    const record = this.#recordOf(instrument);
    for (const bar of hours.values()) {
      addTo(record.hours, { bar, name: 'hours' });
      addTo(record.days, { bar: { ...bar, startMs: startOf(bar.startMs, 'days') }, name: 'days' });
    }
    for (const bar of minutes.values()) {
      addTo(record.minutes, { bar, name: 'minutes' });
      if (hours.has(startOf(bar.startMs, 'hours'))) continue;
      for (const name of ['hours', 'days'] as const)
        addTo(record[name], { bar: { ...bar, startMs: startOf(bar.startMs, name) }, name });
    }
  }
}

const startOf = (atMs: number, name: (typeof NAMES)[number]): number =>
  Math.floor(atMs / LENGTHS[name]) * LENGTHS[name];

/** @returns the bar that the new one has finished. */
function addTo(bars: Bar[], { bar, name }: { bar: Bar; name: (typeof NAMES)[number] }): Bar | undefined {
  const last = bars.at(-1);
  // A clock that was set back must not bring the bars out of order.
  if (last && last.startMs >= bar.startMs) {
    bars[bars.length - 1] = joined(last, bar);
    return undefined;
  }
  bars.push(bar);
  if (bars.length > KEPT[name]) bars.shift();
  return last;
}
