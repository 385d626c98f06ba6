/** Instruments as the catalogue makes them, for tests of what works with them. */
import { BondsResponse, FuturesResponse } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromBond, fromFuture, type StepValues } from '../../broker/instrument-conversions.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';

export const share = (change: Partial<Instrument> = {}): Instrument => ({
  uid: 'uid',
  figi: 'figi',
  ticker: 'SBER',
  classCode: 'TQBR',
  isin: 'RU0009029540',
  name: 'Sber',
  exchange: 'MOEX',
  onMoex: true,
  kind: 'share',
  currency: 'RUB',
  lot: 10,
  priceStep: new Decimal('0.01'),
  apiTradable: true,
  buyAvailable: true,
  sellAvailable: true,
  shortEnabled: true,
  positionUid: 'position',
  ...change,
});

const quotation = (value: string) => {
  const decimal = new Decimal(value);
  const units = decimal.trunc().toNumber();
  return { units, nano: decimal.sub(units).mul(1e9).toNumber() };
};
const money = (value: string, currency = 'rub') => ({ currency, ...quotation(value) });
const tradable = {
  lot: 1,
  currency: 'rub',
  apiTradeAvailableFlag: true,
  buyAvailableFlag: true,
  sellAvailableFlag: true,
};

export interface BondFigures {
  readonly step?: string;
  readonly nominal?: string;
  readonly nominalCurrency?: string;
  readonly accruedInterest?: string;
  readonly stepValues?: StepValues;
}

/** A bond as the broker would list it: percent of the nominal. */
export function bond(figures: BondFigures = {}): Instrument {
  const { step = '0.01', nominal = '1000', nominalCurrency = 'rub', accruedInterest = '20.19' } = figures;
  const stepValues: StepValues = figures.stepValues ?? new Map();
  const raw = {
    ...tradable,
    uid: 'bond-uid',
    figi: 'bond-figi',
    ticker: 'SU26238RMFS4',
    classCode: 'TQOB',
    minPriceIncrement: quotation(step),
    nominal: money(nominal, nominalCurrency),
    aciValue: money(accruedInterest),
  };
  return only(
    BondsResponse.fromJSON({ instruments: [raw] }).instruments.flatMap((each) => fromBond(each, stepValues)),
  );
}

export interface FutureFigures {
  readonly uid?: string;
  readonly step?: string;
  readonly stepValue?: string;
  readonly margin?: string;
  readonly expiresAt?: Date;
  readonly stepValues?: StepValues;
}

/** A future as the broker would list it: points, each step of them worth so much. */
export function future(figures: FutureFigures = {}): Instrument {
  const {
    uid = 'future-uid',
    step = '1',
    stepValue = '1',
    margin = '9000',
    stepValues = new Map(),
  } = figures;
  const expiresAt = figures.expiresAt ?? new Date('2026-12-18T00:00:00.000Z');
  const raw = {
    ...tradable,
    uid,
    figi: 'future-figi',
    ticker: 'SRZ6',
    classCode: 'SPBFUT',
    minPriceIncrement: quotation(step),
    minPriceIncrementAmount: quotation(stepValue),
    initialMarginOnBuy: money(margin),
    initialMarginOnSell: money(margin),
    basicAsset: 'SBER',
    assetType: 'security',
    basicAssetSize: quotation('100'),
    basicAssetPositionUid: 'position',
    expirationDate: expiresAt.toISOString(),
    lastTradeDate: expiresAt.toISOString(),
  };
  const { instruments } = FuturesResponse.fromJSON({ instruments: [raw] });
  return only(instruments.flatMap((each) => fromFuture(each, stepValues)));
}

function only(instruments: readonly Instrument[]): Instrument {
  const [instrument] = instruments;
  if (!instrument) throw new Error('the figures make no instrument');
  return instrument;
}
