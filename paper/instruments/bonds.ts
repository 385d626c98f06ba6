import { Bond } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromQuotation, NANO, roundToKopeck } from '../money.js';
import { madeUp } from './identity.js';
import type { Coupon, InstrumentDetails, PaperInstrument } from './instrument.js';
import { recordedLines } from './recorded.js';
import { idsOf, recordedFacts, recordedMargin } from './recorded-facts.js';

const YEAR_MS = 365 * 86_400_000;
const DAY_MS = 86_400_000;

/** All recorded bonds of the Moscow Exchange. What has matured since is listed, and traded no more. */
export const loadBonds = (): PaperInstrument[] =>
  recordedLines('bonds.jsonl').map((line) => {
    const recorded = Bond.fromJSON(line);
    const { currency, nominal, minPriceIncrement } = recorded;
    const inRoubles = currency === 'rub' && nominal?.currency === 'rub';
    return inRoubles && minPriceIncrement
      ? traded(recorded, { nominal, minPriceIncrement })
      : listedOnly(recorded);
  });

/** Prices are percent of the nominal. What the record does not tell, the coupon's rate, is made up steadily. */
function traded(
  recorded: Bond,
  { nominal, minPriceIncrement }: Required<Pick<Bond, 'nominal' | 'minPriceIncrement'>>,
): PaperInstrument {
  const facts = recordedFacts(recorded);
  const nominalNano = fromQuotation(nominal);
  const stepNano = fromQuotation(minPriceIncrement);
  const perYear = recorded.couponQuantityPerYear;
  const yearlyPercent = BigInt(7 + madeUp(facts, 9));
  const liquid = recorded.classCode === 'TQOB';
  return {
    ...facts,
    stepNano,
    tickValueNano: (stepNano * nominalNano) / (100n * NANO),
    margin: recordedMargin(recorded),
    startTicks: Number((BigInt(92 + madeUp(facts, 14)) * NANO) / stepNano),
    levelLots: 20 + madeUp(facts, 180),
    liquid,
    details: {
      kind: 'bond',
      coupon: {
        perYear,
        nano: perYear === 0 ? 0n : roundToKopeck((nominalNano * yearlyPercent) / 100n / BigInt(perYear)),
      },
      message: { ...recorded, ...idsOf(facts), initialNominal: nominal, liquidityFlag: liquid },
    },
  };
}

/** Accounts hold roubles alone, and a price without a step is none: nothing is made up about these, coupons neither. */
function listedOnly(recorded: Bond): PaperInstrument {
  const facts = recordedFacts(recorded);
  const { minPriceIncrement, nominal } = recorded;
  const stepNano = minPriceIncrement ? fromQuotation(minPriceIncrement) : 1n;
  return {
    ...facts,
    stepNano,
    tickValueNano: stepNano,
    margin: recordedMargin(recorded),
    startTicks: 0,
    levelLots: 0,
    liquid: false,
    listedOnly: true,
    details: {
      kind: 'bond',
      coupon: { perYear: 0, nano: 0n },
      message: {
        ...recorded,
        ...idsOf(facts),
        initialNominal: nominal,
        apiTradeAvailableFlag: false,
        buyAvailableFlag: false,
        sellAvailableFlag: false,
      },
    },
  };
}

/** The coupon's days that have passed, its whole length, and when it is paid; `undefined` without coupons or after the end. */
export function couponPeriod(
  { perYear }: Coupon,
  maturityMs: number,
  nowMs: number,
): { startMs: number; endMs: number } | undefined {
  if (perYear === 0 || nowMs >= maturityMs) return undefined;
  const lengthMs = Math.round(YEAR_MS / perYear / DAY_MS) * DAY_MS;
  const left = Math.floor((maturityMs - nowMs - 1) / lengthMs);
  const endMs = maturityMs - left * lengthMs;
  return { startMs: endMs - lengthMs, endMs };
}

/** The days, as UTC midnight, when coupons are paid, after `afterMs` up to `toMs`; the last is that of the maturity. */
export function couponDays(
  { coupon, message: { maturityDate } }: InstrumentDetails & { kind: 'bond' },
  afterMs: number,
  toMs: number,
): number[] {
  const days: number[] = [];
  const maturityMs = maturityDate?.getTime() ?? 0;
  for (let atMs = afterMs; ; ) {
    const endMs = couponPeriod(coupon, maturityMs, atMs)?.endMs;
    if (endMs === undefined || endMs > toMs) return days;
    days.push(endMs);
    atMs = endMs;
  }
}

/** 10^-9 roubles for one bond; whole days (UTC), to the kopeck, as the exchange counts. 0 for everything but bonds. */
export function accruedInterest({ details }: PaperInstrument, nowMs: number): bigint {
  if (details.kind !== 'bond' || !details.message.maturityDate) return 0n;
  const period = couponPeriod(details.coupon, details.message.maturityDate.getTime(), nowMs);
  if (!period) return 0n;
  const passed = Math.floor((nowMs - period.startMs) / DAY_MS);
  const length = Math.round((period.endMs - period.startMs) / DAY_MS);
  return roundToKopeck((details.coupon.nano * BigInt(passed)) / BigInt(length));
}
