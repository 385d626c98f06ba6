import type { Decimal } from '../../domain/decimal.js';

const KOPECKS = 2;
/** What the contract can carry, and more than any price step needs. */
const PRICE_PLACES = 9;

/** Money as people count it: two places. Null where it is not known. */
export const moneyText = (money: Decimal | undefined): string | null => money?.toFixed(KOPECKS) ?? null;

/** The same with all that is told beyond kopecks: what is summed up is exact. */
export const exactMoney = (money: Decimal): string => money.toFixed(Math.max(KOPECKS, money.decimalPlaces()));

/** Percent, two places. */
export const percentText = moneyText;

/** A price as it is: no zero is added, nothing that an exchange quotes is lost. */
export const priceText = (price: Decimal | undefined): string | null =>
  price?.toDecimalPlaces(PRICE_PLACES).toFixed() ?? null;
