import { Bond } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromQuotation, NANO, roundToKopeck } from '../money.js';
import { identityOf, madeUp } from './identity.js';
import type { Coupon, InstrumentDetails, PaperInstrument } from './instrument.js';
import { recordedLines } from './recorded.js';

const YEAR_MS = 365 * 86_400_000;
const DAY_MS = 86_400_000;

/**
 * The recorded rouble bonds of the Moscow Exchange, those that have matured since included: they are listed, and not
 * traded. Prices are percent of the nominal. What the record does not tell, the coupon's rate, is made up steadily.
 */
export const loadBonds = (): PaperInstrument[] =>
  recordedLines('bonds.jsonl').map((line) => toInstrument(Bond.fromJSON(line)));

function toInstrument(recorded: Bond): PaperInstrument {
  const { figi, isin, ticker, classCode, name, currency, lot, nominal, minPriceIncrement } = recorded;
  const identity = identityOf(figi);
  if (!nominal || !minPriceIncrement) throw new Error(`the record of bond ${ticker} has no nominal or step`);
  const nominalNano = fromQuotation(nominal);
  const stepNano = fromQuotation(minPriceIncrement);
  const perYear = recorded.couponQuantityPerYear;
  const yearlyPercent = BigInt(7 + madeUp(identity, 9));
  const coupon: Coupon = {
    perYear,
    nano: perYear === 0 ? 0n : roundToKopeck((nominalNano * yearlyPercent) / 100n / BigInt(perYear)),
  };
  return {
    ...identity,
    figi,
    isin,
    ticker,
    classCode,
    name,
    currency,
    lot,
    stepNano,
    tickValueNano: (stepNano * nominalNano) / (100n * NANO),
    margin: {
      kind: 'rate',
      longNano: recorded.dlong ? fromQuotation(recorded.dlong) : NANO,
      shortNano: recorded.dshort ? fromQuotation(recorded.dshort) : NANO,
    },
    startTicks: Number((BigInt(92 + madeUp(identity, 14)) * NANO) / stepNano),
    levelLots: 20 + madeUp(identity, 180),
    liquid: recorded.classCode === 'TQOB',
    details: {
      kind: 'bond',
      coupon,
      message: { ...recorded, ...identity, initialNominal: nominal, liquidityFlag: classCode === 'TQOB' },
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
