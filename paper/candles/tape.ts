import type { Exchange } from '../exchange/exchange.js';
import type { MarketTrade } from '../exchange/floor.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import { type Bar, barOfTrade, joined } from './bar.js';
import type { Interval } from './intervals.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How many bars of each length are remembered for an instrument: a day, a quarter, six years. */
const KEPT = { minutes: 1_440, hours: 2_208, days: 2_200 } as const;
const LENGTHS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS } as const;
const NAMES = ['minutes', 'hours', 'days'] as const;

const TRADES_KEPT_MS = HOUR_MS;
const MOST_TRADES = 5_000;

interface Record {
  readonly minutes: Bar[];
  readonly hours: Bar[];
  readonly days: Bar[];
  trades: MarketTrade[];
}

/** What has been traded since the process started: bars of three lengths and the trades of the last hour, in memory. */
export class Tape {
  readonly #records = new Map<string, Record>();

  constructor(exchange: Exchange) {
    exchange.trades.subscribe((trade) => this.#add(trade));
  }

  bars({ uid }: PaperInstrument, { madeFrom }: Interval): readonly Bar[] {
    return this.#records.get(uid)?.[madeFrom] ?? [];
  }

  /** Of the last hour, oldest first, the newest 5,000 at most. */
  trades({ uid }: PaperInstrument, nowMs: number): readonly MarketTrade[] {
    return (this.#records.get(uid)?.trades ?? []).filter(({ atMs }) => atMs > nowMs - TRADES_KEPT_MS);
  }

  #add(trade: MarketTrade): void {
    const { uid } = trade.instrument;
    const record = this.#records.get(uid) ?? { minutes: [], hours: [], days: [], trades: [] };
    this.#records.set(uid, record);
    for (const name of NAMES) addTo(record[name], { trade, length: LENGTHS[name], most: KEPT[name] });
    record.trades.push(trade);
    if (record.trades.length > 2 * MOST_TRADES || (record.trades[0]?.atMs ?? 0) < trade.atMs - 2 * HOUR_MS)
      record.trades = record.trades.slice(-MOST_TRADES).filter(({ atMs }) => atMs > trade.atMs - HOUR_MS);
  }
}

function addTo(
  bars: Bar[],
  { trade, length, most }: { trade: MarketTrade; length: number; most: number },
): void {
  const bar = barOfTrade(Math.floor(trade.atMs / length) * length, trade);
  const last = bars.at(-1);
  // A clock that was set back must not bring the bars out of order.
  if (last && last.startMs >= bar.startMs) bars[bars.length - 1] = joined(last, bar);
  else bars.push(bar);
  if (bars.length > most) bars.shift();
}
