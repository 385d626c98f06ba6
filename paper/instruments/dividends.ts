import { roundToKopeck } from '../money.js';
import { madeUp } from './identity.js';
import { type PaperInstrument, roublesOf } from './instrument.js';

export interface PaperDividend {
  /** The last day to buy with the dividend, UTC midnight. */
  readonly lastBuyDate: Date;
  readonly recordDate: Date;
  readonly paymentDate: Date;
  readonly declaredDate: Date;
  /** 10^-9 roubles for one share. */
  readonly nano: bigint;
  /** Of the price it was declared at, in hundredths of a percent. */
  readonly yieldBasisPoints: number;
}

const DAY_MS = 86_400_000;
/** Record days of Russian companies lie between May and October. */
const FIRST_MONTH = 4;
const MONTHS = 6;

/**
 * What a share pays whose record day lies in [fromMs, toMs): once a year, on the same day, a part of the price between
 * 4 and 10 %, made up steadily. Shares that hardly trade pay nothing.
 */
export function dividendsBetween(instrument: PaperInstrument, fromMs: number, toMs: number): PaperDividend[] {
  if (instrument.details.kind !== 'share' || !instrument.liquid) return [];
  const yieldBasisPoints = 400 + madeUp(instrument, 600);
  const nano = roundToKopeck(
    (roublesOf(instrument, instrument.startTicks) * BigInt(yieldBasisPoints)) / 10_000n,
  );
  const years = [];
  for (let year = new Date(fromMs).getUTCFullYear(); year <= new Date(toMs).getUTCFullYear(); year += 1) {
    const recordMs = recordDay(instrument, year);
    if (recordMs >= fromMs && recordMs < toMs) years.push(recordMs);
  }
  return years.map((recordMs) => ({
    lastBuyDate: new Date(workday(recordMs - DAY_MS, -1)),
    recordDate: new Date(recordMs),
    paymentDate: new Date(workday(recordMs + 14 * DAY_MS, 1)),
    declaredDate: new Date(workday(recordMs - 40 * DAY_MS, -1)),
    nano,
    yieldBasisPoints,
  }));
}

function recordDay(instrument: PaperInstrument, year: number): number {
  const made = madeUp(instrument, MONTHS * 28);
  return workday(Date.UTC(year, FIRST_MONTH + Math.floor(made / 28), 1 + (made % 28)), 1);
}

/** The day itself, or the next one in `step`'s direction that is no weekend. */
function workday(atMs: number, step: 1 | -1): number {
  let day = atMs;
  while ([0, 6].includes(new Date(day).getUTCDay())) day += step * DAY_MS;
  return day;
}
