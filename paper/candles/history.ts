/**
 * What was traded before the exchange first opened, made up: a pure function of the seed, the instrument and the
 * moment, which ends at the price that the exchange began with. Between points of five minutes prices go straight, so
 * that candles of every length add up to each other.
 */

import { moscowDay } from '../hours/moscow.js';
import { type PaperHours, phasesOf } from '../hours/sessions.js';
import type { Catalogue } from '../instruments/catalogue.js';
import { endsAtMs, type PaperInstrument } from '../instruments/instrument.js';
import { followingOf } from '../market/leaders.js';
import { hash, mixed } from '../market/random.js';
import type { Bar } from './bar.js';

const MINUTE_MS = 60_000;
const POINT_MS = 5 * MINUTE_MS;
const DAY_MS = 86_400_000;
/** How far back it goes from the opening. */
export const HISTORY_MS = 366 * DAY_MS;

/** Swings of different lengths (ms) and sizes (parts of a million of the price) that are added up. */
const SWINGS = [
  [64 * DAY_MS, 60_000],
  [16 * DAY_MS, 30_000],
  [4 * DAY_MS, 15_000],
  [DAY_MS, 8_000],
  [DAY_MS / 4, 4_000],
  [DAY_MS / 16, 2_000],
  [4 * POINT_MS, 900],
  [POINT_MS, 400],
] as const;

export interface HistoryTerms {
  readonly seed: string;
  readonly catalogue: Catalogue;
  readonly hours: PaperHours;
  /** When the exchange first opened. */
  readonly openedAtMs: number;
}

/** Bars of `stepMs` (one or five minutes) in [fromMs, toMs), while the exchange was not open yet. */
export function* historyBars(
  instrument: PaperInstrument,
  terms: HistoryTerms,
  { fromMs, toMs, stepMs }: { fromMs: number; toMs: number; stepMs: number },
): Generator<Bar> {
  if (instrument.listedOnly) return;
  const { hours, openedAtMs, seed } = terms;
  const first = Math.max(fromMs, openedAtMs - HISTORY_MS);
  const end = Math.min(toMs, openedAtMs, endsAtMs(instrument) ?? toMs);
  const priceAt = pricesOf(instrument, terms);
  let last: { readonly atMs: number; readonly price: number } | undefined;
  const start = hash(`${seed} ${instrument.uid} lots`, 5);
  for (let day = moscowDay(first); day <= moscowDay(end); day += DAY_MS) {
    for (const phase of phasesOf(instrument.details.message.exchange, day, hours)) {
      if (phase.status !== 'NORMAL_TRADING') continue;
      const to = Math.min(end, phase.toMs);
      for (
        let at = Math.max(phase.fromMs, Math.ceil(first / stepMs) * stepMs);
        at + stepMs <= to;
        at += stepMs
      ) {
        const open = last?.atMs === at ? last.price : priceAt(at);
        const close = priceAt(at + stepMs);
        last = { atMs: at + stepMs, price: close };
        let volume = 0;
        for (let minute = at; minute < at + stepMs; minute += MINUTE_MS)
          volume += 1 + (mixed(start, minute / MINUTE_MS) % (2 * instrument.levelLots));
        yield {
          startMs: at,
          open,
          high: Math.max(open, close),
          low: Math.min(open, close),
          close,
          volume,
          lastAtMs: at + stepMs - 1,
        };
      }
    }
  }
}

/** Ticks at a moment. Followers stood at their fair price, by the day's terms. */
function pricesOf(
  instrument: PaperInstrument,
  { seed, catalogue, openedAtMs }: HistoryTerms,
): (atMs: number) => number {
  const following = followingOf(catalogue, instrument, openedAtMs);
  const { uid, startTicks } = following?.leader ?? instrument;
  const swing = swingOf(`${seed} ${uid}`);
  const atOpening = swing(openedAtMs);
  const ownPoint = (pointMs: number): number =>
    Math.max(1, (startTicks * (1_000_000 + swing(pointMs) - atOpening)) / 1_000_000);
  const lines = new Map<number, readonly [offset: number, slope: number]>();
  const follow = (ticks: number, atMs: number): number => {
    if (!following) return ticks;
    const day = Math.floor(atMs / DAY_MS);
    const line = lines.get(day) ?? lineOf(following.fairTicks, day * DAY_MS + DAY_MS / 2);
    lines.set(day, line);
    return line[0] + line[1] * ticks;
  };
  return (atMs) => {
    const before = Math.floor(atMs / POINT_MS) * POINT_MS;
    const part = (atMs - before) / POINT_MS;
    const left = ownPoint(before);
    const own = part === 0 ? left : left + (ownPoint(before + POINT_MS) - left) * part;
    return Math.max(1, Math.round(follow(own, atMs)));
  };
}

/** A fair price grows evenly with its leader's: two of them tell all. */
function lineOf(
  fairTicks: (leaderTicks: number, nowMs: number) => number,
  atMs: number,
): readonly [offset: number, slope: number] {
  const far = 1_000_000;
  const offset = fairTicks(0, atMs);
  return [offset, (fairTicks(far, atMs) - offset) / far];
}

function swingOf(name: string): (atMs: number) => number {
  const { floor } = Math;
  const swings = SWINGS.map(([lengthMs, size], index) => ({ lengthMs, size, start: hash(name, 11 + index) }));
  return (atMs) => {
    let sum = 0;
    for (const { lengthMs, size, start } of swings) {
      const index = floor(atMs / lengthMs);
      const part = (atMs - index * lengthMs) / lengthMs;
      const left = mixed(start, index) / 2 ** 31 - 1;
      sum += size * (left + (mixed(start, index + 1) / 2 ** 31 - 1 - left) * part);
    }
    return sum;
  };
}
