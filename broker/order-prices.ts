import type { MoneyValue } from 'tinkoff-invest-api/dist/generated/common.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { fromPoints, isMarkedAsPoints, isOnGrid, ontoGrid, type PriceScale, scaleOf } from './price-scale.js';
import { fromQuotation } from './quotation.js';

/** What a message about an order tells of its price. */
export interface ToldPrices {
  /** Undefined while the catalogue cannot be read: then prices are taken as they are told. */
  readonly instrument: Instrument | undefined;
  /** The limit price of one security. */
  readonly price: MoneyValue | undefined;
  /** The same for all lots; in the currency always, for bonds in some messages with the accrued interest. */
  readonly whole: MoneyValue | undefined;
  readonly lots: number;
}

export interface OrderPrices {
  /**
   * The limit price, on the exchange's grid. Undefined also where roubles are not on it: then a step is worth something
   * else by now, and only who sent the order knows its price in ours.
   */
  readonly limit: Decimal | undefined;
  /** `limit` is missing for that reason. */
  readonly isOffGrid: boolean;
  /** The price of a trade: on the grid, or as it is told where that was another one then. */
  fill(told: MoneyValue | undefined): Decimal | undefined;
  /** An average lies between the steps of the grid. */
  average(told: MoneyValue | undefined): Decimal | undefined;
}

/**
 * Reads the prices of one message in roubles. Which of them are points depends on the message and the kind, by the
 * broker's table of returned value types: the limit price, the average and the stages of a bond's `OrderState` are
 * points, those of a future roubles, all of an answer to a post roubles; `price_type` of the question is honoured
 * by some calls only. So the message itself decides: by its mark, else by its own total, which is in the currency.
 */
export function pricesOfOrder(told: ToldPrices): OrderPrices {
  const scale = told.instrument && scaleOf(told.instrument);
  const inPoints = scale !== undefined && areInPoints(told, scale);
  const read = (value: MoneyValue | undefined, put: (price: Decimal) => Decimal) => {
    const decimal = value && fromQuotation(value);
    // Zero means «none» in the contract's answers.
    return !decimal || decimal.isZero() ? undefined : put(decimal);
  };
  const toRoubles = (price: Decimal) => (inPoints ? fromPoints(price, scale) : price);
  const fill = (value: MoneyValue | undefined) =>
    read(value, inPoints ? toRoubles : (price) => ontoGrid(price, scale));
  const limit = fill(told.price);
  const isOffGrid = limit !== undefined && !isOnGrid(limit, scale);
  return {
    limit: isOffGrid ? undefined : limit,
    isOffGrid,
    fill,
    average: (value) => read(value, toRoubles),
  };
}

function areInPoints(
  { instrument, price, whole, lots }: ToldPrices,
  scale: NonNullable<PriceScale>,
): boolean {
  if (!price || !instrument) return false;
  if (isMarkedAsPoints(price)) return true;
  const [told, total] = [fromQuotation(price), whole ? fromQuotation(whole) : new Decimal(0)];
  if (told.isZero() || total.isZero() || lots === 0) return false;
  const offIfIts = (each: Decimal) =>
    each
      .mul(lots * instrument.lot)
      .sub(total)
      .abs();
  return offIfIts(fromPoints(told, scale)).lt(offIfIts(told));
}
