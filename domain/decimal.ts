import { Decimal } from 'decimal.js';

// Sums of prices × quantities stay exact well beyond any position: 40 significant digits.
Decimal.set({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });

export { Decimal };

/** Rounds a price down to a whole multiple of the instrument's price step (the safe side of a purchase). */
export const roundDownToStep = (price: Decimal, step: Decimal): Decimal => price.div(step).floor().mul(step);

/** Rounds a price up to a whole multiple of the instrument's price step (the safe side of a sale). */
export const roundUpToStep = (price: Decimal, step: Decimal): Decimal => price.div(step).ceil().mul(step);
