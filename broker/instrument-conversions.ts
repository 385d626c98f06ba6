import type { MoneyValue, Quotation } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type Bond,
  type Etf,
  type Future,
  RealExchange,
  type Share,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { Decimal } from '../domain/decimal.js';
import type { FuturesMargin, FutureTerms, Instrument } from '../domain/instrument.js';
import { DAY_MS, moscowTime } from '../domain/moscow.js';
import { type QuotedInPoints, stepOfBond } from './price-scale.js';
import { fromQuotation } from './quotation.js';

/**
 * What a step of the price of a bond or future is worth now, by instrument uid: the newest figure the broker told. Apart
 * from the instruments, so that one that is held for days tells the same as one that was read just now.
 */
export type StepValues = Map<string, Decimal>;

/** What all kinds tell alike. */
export type Common = Pick<
  Share,
  | 'uid'
  | 'figi'
  | 'ticker'
  | 'classCode'
  | 'name'
  | 'exchange'
  | 'realExchange'
  | 'currency'
  | 'lot'
  | 'apiTradeAvailableFlag'
  | 'buyAvailableFlag'
  | 'sellAvailableFlag'
  | 'shortEnabledFlag'
  | 'positionUid'
>;

/** Derivatives of the Moscow Exchange: the broker was seen to tell other real exchanges of them. */
const DERIVATIVES_BOARD = 'SPBFUT';

export const common = (raw: Common & { readonly isin?: string }) => ({
  uid: raw.uid,
  figi: raw.figi,
  ticker: raw.ticker,
  classCode: raw.classCode,
  isin: raw.isin ?? '',
  name: raw.name,
  exchange: raw.exchange,
  onMoex: raw.realExchange === RealExchange.REAL_EXCHANGE_MOEX || raw.classCode === DERIVATIVES_BOARD,
  currency: raw.currency.toUpperCase(),
  lot: raw.lot,
  apiTradable: raw.apiTradeAvailableFlag,
  buyAvailable: raw.buyAvailableFlag,
  sellAvailable: raw.sellAvailableFlag,
  shortEnabled: raw.shortEnabledFlag,
  positionUid: raw.positionUid,
});

/** Undefined where the broker tells none, which it also says as zero. */
export const aboveZero = (value: Quotation | MoneyValue | undefined): Decimal | undefined => {
  const decimal = value && fromQuotation(value);
  return decimal?.gt(0) ? decimal : undefined;
};

// What has no lot or no price step cannot be ordered, nor said in roubles: it is left out.

export const fromShare = (share: Share): Instrument[] => quotedInCurrency(share, 'share');
export const fromEtf = (etf: Etf): Instrument[] => quotedInCurrency(etf, 'etf');

function quotedInCurrency(raw: Share | Etf, kind: 'share' | 'etf'): Instrument[] {
  const priceStep = aboveZero(raw.minPriceIncrement);
  return priceStep && raw.lot > 0 ? [{ ...common(raw), kind, priceStep }] : [];
}

/**
 * Percent of the nominal, in the nominal's currency: a bond with a nominal in dollars that settles in roubles has a
 * price in dollars here, and the rate of the day is not ours to guess.
 * @param stepValues takes the step's value of this reading; the instrument tells the one that is there when it is asked
 */
export function fromBond(bond: Bond, stepValues: StepValues): Instrument[] {
  const [pointStep, nominal] = [aboveZero(bond.minPriceIncrement), aboveZero(bond.nominal)];
  if (!pointStep || !nominal || bond.lot <= 0) return [];
  const { uid } = bond;
  const stepValue = stepOfBond(pointStep, nominal);
  tellStepValue(stepValues, uid, stepValue);
  const quoted: QuotedInPoints = {
    ...common(bond),
    currency: (bond.nominal?.currency || bond.currency).toUpperCase(),
    kind: 'bond',
    get priceStep() {
      return stepValues.get(uid) ?? stepValue;
    },
    pointStep,
    bond: { nominal, accruedInterest: aboveZero(bond.aciValue) ?? new Decimal(0) },
  };
  return [quoted];
}

export function fromFuture(future: Future, stepValues: StepValues): Instrument[] {
  const pointStep = aboveZero(future.minPriceIncrement);
  const { uid } = future;
  const stepValue = aboveZero(future.minPriceIncrementAmount);
  const terms = futureTermsOf(future);
  if (!pointStep || !stepValue || future.lot <= 0 || !terms) return [];
  tellStepValue(stepValues, uid, stepValue);
  const quoted: QuotedInPoints = {
    ...common(future),
    kind: 'future',
    get priceStep() {
      return stepValues.get(uid) ?? stepValue;
    },
    pointStep,
    future: terms,
  };
  return [quoted];
}

/** Undefined where the broker does not tell when it ends. */
export function futureTermsOf(future: Future): FutureTerms | undefined {
  const { expirationDate: expiresAt, lastTradeDate } = future;
  if (!expiresAt || !lastTradeDate) return undefined;
  const deliverable = /physical/i.test(future.futuresType);
  return {
    basicAsset: future.basicAsset,
    assetType: future.assetType.replace(/^TYPE_/i, '').toLowerCase(),
    basicAssetPositionUid: future.basicAssetPositionUid,
    basicAssetSize: aboveZero(future.basicAssetSize) ?? new Decimal(1),
    expiresAt,
    lastTradeAt: lastTradingMoment(lastTradeDate, deliverable),
    deliverable,
    perpetual: lastTradeDate.getUTCFullYear() >= PERPETUAL_YEAR,
    margin: marginOf(future),
  };
}

/** The exchange has perpetual futures end with the century. */
const PERPETUAL_YEAR = 2099;

/**
 * The broker tells a day, as midnight UTC. Contracts end during its trading, at 19:00 or 14:00 in Moscow, and nothing
 * tells which: those with delivery are taken to end at 19:00, as stock futures do, the others at the earlier hour.
 */
function lastTradingMoment(told: Date, deliverable: boolean): Date {
  const isDay = told.getTime() % DAY_MS === 0;
  return isDay ? new Date(moscowTime(told.getTime(), deliverable ? 19 : 14, 0)) : told;
}

/** The same figure stays the same object: by that others see that nothing changed. */
export function tellStepValue(stepValues: StepValues, uid: string, stepValue: Decimal): void {
  if (!stepValues.get(uid)?.eq(stepValue)) stepValues.set(uid, stepValue);
}

export const marginOf = (raw: Pick<Future, 'initialMarginOnBuy' | 'initialMarginOnSell'>): FuturesMargin => ({
  toBuy: aboveZero(raw.initialMarginOnBuy),
  toSell: aboveZero(raw.initialMarginOnSell),
});

/** From `GetFuturesMargin`; undefined where it is not told. */
export const stepValueOf = (raw: Pick<Future, 'minPriceIncrementAmount'>): Decimal | undefined =>
  aboveZero(raw.minPriceIncrementAmount);
