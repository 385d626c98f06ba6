/** What the broker reckons of each position: averages, gains, worth. What is held and free `GetPositions` tells sooner. */
import type { MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import type {
  PortfolioResponse,
  PortfolioPosition as ToldPosition,
} from 'tinkoff-invest-api/dist/generated/operations.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Portfolio, PortfolioPosition } from '../domain/portfolio.js';
import { fromPoints, isMarkedAsPoints, type PriceScale, scaleOf } from './price-scale.js';
import { fromQuotation, optionalDecimal } from './quotation.js';

/** Roubles are told as a position too; they are no instrument that anybody lists. */
const ROUBLE_FIGI = 'RUB000UTSTOM';

/** What a portfolio is read with. */
export interface PortfolioFacts {
  /** By uid, of what the catalogue holds. */
  readonly instruments: ReadonlyMap<string, Instrument>;
  /** By uid, roubles per one. */
  readonly lastPrices: ReadonlyMap<string, Decimal>;
  /** ISO codes of currencies, in small letters, by uid and by FIGI. */
  readonly currencies: ReadonlyMap<string, string>;
}

/** In answers that are too old for uids there is a FIGI. */
export const idOfPosition = ({ instrumentUid, figi }: Pick<ToldPosition, 'instrumentUid' | 'figi'>): string =>
  instrumentUid || figi;

export const isForeignCurrency = ({ instrumentType, figi }: ToldPosition): boolean =>
  instrumentType === 'currency' && figi !== ROUBLE_FIGI;

export function portfolioFrom(
  { positions, totalAmountPortfolio }: Pick<PortfolioResponse, 'positions' | 'totalAmountPortfolio'>,
  facts: PortfolioFacts,
): Portfolio {
  return {
    worth: optionalDecimal(totalAmountPortfolio),
    roubles: optionalDecimal(positions.find(({ figi }) => figi === ROUBLE_FIGI)?.quantity),
    positions: positions
      .filter(({ figi }) => figi !== ROUBLE_FIGI)
      .map((position) => positionFrom(position, facts)),
  };
}

function positionFrom(told: ToldPosition, { instruments, lastPrices, currencies }: PortfolioFacts) {
  const instrumentUid = idOfPosition(told);
  const instrument = instruments.get(instrumentUid);
  const lastPrice = lastPrices.get(instrumentUid);
  const kind = kindOf(told);
  const read = priceReader(told, { kind, instrument, lastPrice });
  const priceCurrency = told.currentPrice?.currency || told.averagePositionPrice?.currency || 'rub';
  const position: PortfolioPosition = {
    instrumentUid,
    kind,
    amount: optionalDecimal(told.quantity) ?? new Decimal(0),
    currency: instrument?.currency ?? (isMarkedAsPoints({ currency: priceCurrency }) ? 'rub' : priceCurrency),
    isoCurrency: isForeignCurrency(told)
      ? (currencies.get(instrumentUid) ?? currencies.get(told.figi))
      : undefined,
    averagePrice:
      averageOf(told, instrument) ?? read(told.averagePositionPrice) ?? read(told.averagePositionPriceFifo),
    lastPrice: lastPrice ?? read(told.currentPrice),
    accruedInterest: kind === 'bond' ? optionalDecimal(told.currentNkd) : undefined,
    variationMargin: kind === 'future' ? optionalDecimal(told.varMargin) : undefined,
  };
  return { ...position, currency: position.currency.toUpperCase() };
}

/** The broker says `futures` where all others are in the singular. */
const kindOf = ({ instrumentType }: ToldPosition): string =>
  instrumentType === 'futures' ? 'future' : instrumentType;

/** Of a future in points, where the broker tells it so: exact, where roubles are rounded to kopecks. */
function averageOf(
  { averagePositionPricePt }: ToldPosition,
  instrument: Instrument | undefined,
): Decimal | undefined {
  const points = optionalDecimal(averagePositionPricePt);
  const scale: PriceScale = instrument?.future && scaleOf(instrument);
  return scale && points && !points.isZero() ? fromPoints(points, scale) : undefined;
}

interface Priced {
  readonly kind: string;
  readonly instrument: Instrument | undefined;
  readonly lastPrice: Decimal | undefined;
}

/**
 * Prices of a future were told in points under the name of roubles (EUR/USD at 1.0547 "rub", 2023), and the contract says
 * roubles. So the message decides: its current price is near the last price in one of both. Where nobody knows that
 * price, nothing is said. Zero means none.
 */
function priceReader(
  told: ToldPosition,
  { kind, instrument, lastPrice }: Priced,
): (price: MoneyValue | undefined) => Decimal | undefined {
  const scale = kind === 'future' && instrument ? scaleOf(instrument) : undefined;
  const current = optionalDecimal(told.currentPrice);
  const offIf = (price: Decimal) => (lastPrice ? price.sub(lastPrice).abs() : new Decimal(0));
  const areUnknown = kind === 'future' && (!scale || !current || !lastPrice);
  const arePoints = scale && current ? offIf(fromPoints(current, scale)).lt(offIf(current)) : false;
  return (price) => {
    const value = price && fromQuotation(price);
    if (!price || !value || value.isZero()) return undefined;
    if (isMarkedAsPoints(price)) return scale && fromPoints(value, scale);
    if (areUnknown) return undefined;
    return arePoints ? fromPoints(value, scale) : value;
  };
}
