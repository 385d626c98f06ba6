import { Decimal } from '../decimal.js';

export const KOPECK_PLACES = 2;

/** To the kopeck, half to even. */
export const toKopecks = (roubles: Decimal): Decimal => roubles.toDecimalPlaces(KOPECK_PLACES);

/**
 * Money in parts, to the kopeck, as the weights are to each other; together they are the whole, to its last digit. Each
 * boundary between two parts is rounded, not each part, so that what two parts get together does not depend on their being two.
 */
export function divided(whole: Decimal, weights: readonly Decimal[]): Decimal[] {
  const sum = weights.reduce((total, each) => total.add(each), new Decimal(0));
  let weight = new Decimal(0);
  let given = new Decimal(0);
  return weights.map((each, place) => {
    weight = weight.add(each);
    const isLast = place === weights.length - 1;
    const upTo = isLast || sum.isZero() ? (isLast ? whole : given) : toKopecks(whole.mul(weight).div(sum));
    const part = upTo.sub(given);
    given = upTo;
    return part;
  });
}
