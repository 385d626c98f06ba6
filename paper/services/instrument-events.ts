/** What instruments pay and hold back: dividends, coupons, accrued interest, margin of futures. */
import {
  type AccruedInterest,
  type Coupon,
  CouponType,
  type Dividend,
  type InstrumentsServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { accruedInterest, couponPeriod } from '../instruments/bonds.js';
import { dividendsBetween, type PaperDividend } from '../instruments/dividends.js';
import type { InstrumentDetails, PaperInstrument } from '../instruments/instrument.js';
import { divideRounded, fromQuotation, NANO, toMoney, toQuotation } from '../money.js';
import { instrumentOf } from './lookups.js';
import { wholePeriod } from './periods.js';

const DAY_MS = 86_400_000;

export const createInstrumentEvents = (exchange: Exchange) =>
  ({
    async getDividends(request) {
      const instrument = instrumentOf(exchange, request);
      const { kind } = instrument.details;
      if (kind !== 'share' && kind !== 'etf') throw new ContractError(Refusal.onlyForSharesAndFunds);
      const { fromMs, toMs } = wholePeriod(request);
      // The contract's period holds both its ends.
      const dividends = dividendsBetween(instrument, fromMs, toMs + 1);
      return { dividends: dividends.map((each) => toDividend(instrument, each)) };
    },

    async getBondCoupons(request) {
      const instrument = instrumentOf(exchange, request);
      const bond = bondOf(instrument);
      const { fromMs, toMs } = wholePeriod(request);
      return { events: couponsBetween(instrument, bond, { fromMs, toMs }) };
    },

    async getAccruedInterests(request) {
      const instrument = instrumentOf(exchange, request);
      const bond = bondOf(instrument);
      const { fromMs, toMs } = wholePeriod(request);
      if (instrument.listedOnly) return { accruedInterests: [] };
      return { accruedInterests: interestsBetween(instrument, bond, { fromMs, toMs }) };
    },

    async getFuturesMargin(request) {
      const { margin, stepNano, tickValueNano } = instrumentOf(exchange, request);
      if (margin.kind !== 'per-contract') throw new ContractError(Refusal.onlyForFutures);
      return {
        initialMarginOnBuy: toMoney(margin.buyNano),
        initialMarginOnSell: toMoney(margin.sellNano),
        minPriceIncrement: toQuotation(stepNano),
        minPriceIncrementAmount: toQuotation(tickValueNano),
      };
    },
  }) satisfies Partial<InstrumentsServiceImplementation<PaperContext>>;

type BondDetails = InstrumentDetails & { readonly kind: 'bond' };

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function bondOf({ details }: PaperInstrument): BondDetails {
  if (details.kind !== 'bond') throw new ContractError(Refusal.onlyForBonds);
  return details;
}

function toDividend({ currency }: PaperInstrument, dividend: PaperDividend): Dividend {
  const { nano, yieldBasisPoints, paymentDate, declaredDate, lastBuyDate, recordDate } = dividend;
  return {
    dividendNet: toMoney(nano, currency),
    paymentDate,
    declaredDate,
    lastBuyDate,
    dividendType: 'Regular Cash',
    recordDate,
    regularity: 'Annual',
    closePrice: toMoney(divideRounded(nano * 10_000n, BigInt(yieldBasisPoints)), currency),
    // In percent.
    yieldValue: toQuotation((BigInt(yieldBasisPoints) * NANO) / 100n),
    createdAt: declaredDate,
  };
}

/** Numbered from the placement, by the day they are paid, oldest first. */
function couponsBetween(
  { figi }: PaperInstrument,
  { coupon, message: { maturityDate, placementDate } }: BondDetails,
  { fromMs, toMs }: Span,
): Coupon[] {
  const maturityMs = maturityDate?.getTime() ?? 0;
  const placedMs = placementDate?.getTime() ?? 0;
  const coupons: Coupon[] = [];
  const last = couponPeriod(coupon, maturityMs, maturityMs - 1);
  const lengthMs = last ? last.endMs - last.startMs : 0;
  const count = lengthMs === 0 ? 0 : Math.ceil((maturityMs - placedMs) / lengthMs);
  for (let number = 1; number <= count; number += 1) {
    const endMs = maturityMs - (count - number) * lengthMs;
    if (endMs < fromMs || endMs > toMs) continue;
    coupons.push({
      figi,
      couponDate: new Date(endMs),
      couponNumber: number,
      fixDate: new Date(endMs - DAY_MS),
      payOneBond: toMoney(coupon.nano),
      couponType: CouponType.COUPON_TYPE_CONSTANT,
      couponStartDate: new Date(endMs - lengthMs),
      couponEndDate: new Date(endMs),
      couponPeriod: Math.round(lengthMs / DAY_MS),
    });
  }
  return coupons;
}

/** One for every day (UTC) of the period while the bond lives. */
function interestsBetween(
  instrument: PaperInstrument,
  { message: { maturityDate, placementDate, nominal } }: BondDetails,
  { fromMs, toMs }: Span,
): AccruedInterest[] {
  const nominalNano = nominal ? fromQuotation(nominal) : NANO;
  const firstMs = Math.max(fromMs, placementDate?.getTime() ?? 0);
  const lastMs = Math.min(toMs, maturityDate?.getTime() ?? 0);
  const interests: AccruedInterest[] = [];
  for (let day = Math.ceil(firstMs / DAY_MS) * DAY_MS; day <= lastMs; day += DAY_MS) {
    const nano = accruedInterest(instrument, day);
    interests.push({
      date: new Date(day),
      value: toQuotation(nano),
      valuePercent: toQuotation(divideRounded(nano * 100n * NANO, nominalNano)),
      nominal: toQuotation(nominalNano),
    });
  }
  return interests;
}
