import type { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { averagePriceOf, executionOf, type Leg } from '../domain/leg.js';
import type { LegFigures } from '../domain/spread/terms.js';

/** Both legs of a spread and what joins them. */
export interface SpreadLegs {
  readonly far: { readonly leg: Leg; readonly instrument: Instrument };
  readonly near: { readonly leg: Leg; readonly instrument: Instrument };
  /** Near securities per far contract. */
  readonly ratio: Decimal;
}

const securitiesOf = ({ leg, instrument }: SpreadLegs['far']): number =>
  executionOf(leg).lots * instrument.lot;

/** far executed × ratio − near executed, in near securities; below zero where more is hedged than was to be. */
export const unhedgedOf = ({ far, near, ratio }: SpreadLegs): Decimal =>
  ratio.mul(securitiesOf(far)).sub(securitiesOf(near));

/** (far average × far executed − near average × near executed) / far executed. */
export function averageSpreadOf({ far, near }: SpreadLegs): Decimal | undefined {
  const executed = securitiesOf(far);
  if (executed === 0) return undefined;
  return executionOf(far.leg).value.sub(executionOf(near.leg).value).div(executed);
}

export const commissionOf = ({ far, near }: SpreadLegs): Decimal =>
  executionOf(far.leg).commission.add(executionOf(near.leg).commission);

export const legFiguresOf = (side: SpreadLegs['far']): LegFigures => ({
  ticker: side.instrument.ticker,
  executed: securitiesOf(side),
  averagePrice: averagePriceOf(side.leg, side.instrument.lot)?.toFixed() ?? null,
  commission: executionOf(side.leg).commission.toFixed(),
});
