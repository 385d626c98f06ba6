import type { Decimal } from '../decimal.js';
import { executedLotsOf, type Leg } from '../leg.js';

/**
 * The ratio by which is hedged: the wanted one only while nothing of the far leg is executed or can be, else the one of
 * before. A fill is known here before it is written where an amendment looks for it, and what was hedged by one ratio
 * would be too much or too little by another.
 *
 * @param before the one in force so far; undefined when an executor begins
 */
export const ratioInForce = (
  before: Decimal | undefined,
  { wanted, far }: { readonly wanted: Decimal; readonly far: Leg },
): Decimal =>
  before === undefined || (executedLotsOf(far) === 0 && far.current === undefined) ? wanted : before;
