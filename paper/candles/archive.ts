import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar } from './bar.js';

type Line = readonly [
  ticker: string,
  startMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  lastAtMs: number,
];

const DAY_MS = 86_400_000;
/** Minutes are kept for two days, a file each; hours for four months, a file a month. */
const KINDS = {
  minutes: { nameLength: 'YYYY-MM-DD'.length, keptMs: DAY_MS },
  hours: { nameLength: 'YYYY-MM'.length, keptMs: 93 * DAY_MS },
} as const;

export type ArchivedKind = keyof typeof KINDS;

/**
 * Finished bars on disk, so that a restart does not empty the charts: a line each, appended when the next one begins.
 * They are no part of the state: what is lost with a killed process is the minute that was being formed.
 */
export class BarArchive {
  readonly #folder: string;

  constructor(dataDir: string, nowMs: number) {
    this.#folder = join(dataDir, 'paper', 'bars');
    mkdirSync(this.#folder, { recursive: true });
    for (const kind of Object.keys(KINDS) as ArchivedKind[]) {
      const oldest = this.#fileOf(kind, nowMs - KINDS[kind].keptMs);
      for (const file of this.#files(kind)) if (file < oldest) rmSync(join(this.#folder, file));
    }
  }

  add(kind: ArchivedKind, ticker: string, bar: Bar): void {
    const { startMs, open, high, low, close, volume, lastAtMs } = bar;
    const line: Line = [ticker, startMs, open, high, low, close, volume, lastAtMs];
    appendFileSync(join(this.#folder, this.#fileOf(kind, startMs)), `${JSON.stringify(line)}\n`);
  }

  /**
   * By ticker and start, oldest first. Of two bars of one start the later holds the earlier: it was formed on after a
   * restart. A line that a killed process did not finish is passed over.
   */
  read(kind: ArchivedKind): ReadonlyMap<string, ReadonlyMap<number, Bar>> {
    const bars = new Map<string, Map<number, Bar>>();
    for (const file of this.#files(kind)) {
      for (const text of readFileSync(join(this.#folder, file), 'utf8').split('\n')) {
        if (!text.startsWith('[') || !text.endsWith(']')) continue;
        const [ticker, startMs, open, high, low, close, volume, lastAtMs] = JSON.parse(text) as Line;
        const ofTicker = bars.get(ticker) ?? new Map<number, Bar>();
        bars.set(ticker, ofTicker.set(startMs, { startMs, open, high, low, close, volume, lastAtMs }));
      }
    }
    return bars;
  }

  #files(kind: ArchivedKind): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((file) => file.startsWith(`${kind}-`))
      .sort();
  }

  #fileOf(kind: ArchivedKind, atMs: number): string {
    return `${kind}-${new Date(atMs).toISOString().slice(0, KINDS[kind].nameLength)}.jsonl`;
  }
}
