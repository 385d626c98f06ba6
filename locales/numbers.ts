import { Decimal } from 'decimal.js';

const NO_BREAK_SPACE = '\u00a0';
/** Enough of an average for any price step of the exchange, and kopecks where that would cut them. */
const AVERAGE_DIGITS = 7;
const KOPECK_PLACES = 2;

/** A decimal string as it is, with its thousands apart; what is no plain number stays untouched. */
export function grouped(number: string): string {
  const [, sign, whole, fraction] = /^(-?)(\d+)(\.\d+)?$/.exec(number) ?? [];
  if (whole === undefined) return number;
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, NO_BREAK_SPACE);
  return `${sign}${apart}${fraction ?? ''}`;
}

export const roubles = (number: string): string => `${grouped(number)}${NO_BREAK_SPACE}₽`;

/** A gain or a loss: what is above zero has its sign too. */
export const signedRoubles = (number: string): string =>
  /^0*[.]?0*[1-9]/.test(number) ? `+${roubles(number)}` : roubles(number);

/** An average has as many digits as a division gives; nobody reads more than the price step needs. */
export function roundedAverage(number: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(number)) return number;
  const value = new Decimal(number);
  const wholeDigits = Math.max(value.trunc().abs().toFixed().length, 1);
  const places = value.abs().lt(1) ? undefined : Math.max(AVERAGE_DIGITS - wholeDigits, KOPECK_PLACES);
  const rounded =
    places === undefined ? value.toSignificantDigits(AVERAGE_DIGITS) : value.toDecimalPlaces(places);
  return rounded.toFixed();
}
