/** What a stop order that waits at the broker is placed with again: what the broker tells, and what only our log knows. */
import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';
import type { Distance, StopChild, StopExpiry, StopSnapshot, StopTerms } from '../stop-order.js';

/**
 * What the broker does not tell and nobody kept. None may do what nobody asked for:
 * - `margin`: taken for «not agreed to». The child of one that was may be refused when it triggers; the other way a
 *   position could become short or leveraged that nobody agreed to.
 * - `expiry`: it ends when the broker says; where that says nothing, when it is cancelled.
 * - `price-unit`: in what the exchange quotes in: then it waits for the same quotation, whatever a point is worth by then.
 * - `child`: a limit where a price was told, else the market.
 * - `extremum`: the best price since a trailing one was activated cannot be sent: it begins to follow anew, so it
 *   triggers at a worse price than it would have, where the best one is past.
 */
export const ASSUMPTIONS = ['margin', 'expiry', 'price-unit', 'child', 'extremum'] as const;
export type Assumption = (typeof ASSUMPTIONS)[number];

/** Why one could not be placed again as it was: a kind that we do not know, an unknown instrument, a limit without price. */
export type NotPlaceable = 'unknown-kind' | 'unknown-instrument' | 'unknown-price';

export type Placeable =
  | { readonly terms: StopTerms; readonly assumed: readonly Assumption[] }
  | { readonly problem: NotPlaceable };

/**
 * @param instrument undefined where the catalogue does not hold it (any more)
 * @param logged what we placed it with; undefined for one that is not ours
 */
export function placeable(
  told: StopSnapshot,
  { instrument, logged }: { instrument: Instrument | undefined; logged: StopTerms | undefined },
): Placeable {
  if (!instrument) return { problem: 'unknown-instrument' };
  const { kind } = told;
  if (!kind) return { problem: 'unknown-kind' };
  const child = childOf(told);
  if (!child) return { problem: 'unknown-price' };
  const trailing = told.trailing && { indent: told.trailing.indent, spread: told.trailing.spread };
  const assumed: Assumption[] = [
    ...(logged ? [] : (['margin', 'expiry'] as const)),
    // A share has but one.
    ...(!logged && isQuotedInPoints(instrument) ? (['price-unit'] as const) : []),
    ...(told.childType === undefined && !logged ? (['child'] as const) : []),
    ...(told.trailing?.isActivated ? (['extremum'] as const) : []),
  ];
  const terms: StopTerms = {
    instrumentUid: told.instrumentUid,
    ticker: instrument.ticker,
    direction: told.direction,
    lots: told.lots,
    kind,
    stopPrice: told.stopPrice.toFixed(),
    child,
    ...(trailing && { trailing }),
    expiry: expiryOf(told, logged),
    margin: logged?.margin ?? false,
    priceUnit: logged?.priceUnit ?? (isQuotedInPoints(instrument) ? 'points' : 'roubles'),
    ...(told.priceStep && { priceStep: told.priceStep.toFixed() }),
  };
  return { terms, assumed };
}

const isQuotedInPoints = ({ kind }: Pick<Instrument, 'kind'>): boolean =>
  kind === 'bond' || kind === 'future';

function childOf({ kind, childType, price, trailing }: StopSnapshot): StopChild | undefined {
  const type = childType ?? (price || trailing ? 'limit' : 'market');
  if (type === 'market') return { type };
  // Its limit is made of its spread when it triggers.
  if (trailing && kind === 'take-profit') return { type, price: null };
  return price && { type, price: price.toFixed() };
}

/** What the broker says has the last word on when; our log, on whether it ends by a date at all. */
function expiryOf({ expiresAt }: StopSnapshot, logged: StopTerms | undefined): StopExpiry {
  if (logged?.expiry.type === 'till-cancel' || !expiresAt) return logged?.expiry ?? { type: 'till-cancel' };
  return { type: 'till-date', at: expiresAt.toISOString() };
}

/**
 * The same quotation in the roubles of today: of futures linked to a currency a step is worth another sum during the day,
 * of bonds with the nominal. A price that is on no step stays, for the broker to judge.
 */
export function atSameQuotation(
  terms: StopTerms,
  { priceStep: is }: Pick<Instrument, 'priceStep'>,
): StopTerms {
  if (terms.priceStep === undefined || is.eq(terms.priceStep)) return terms;
  const moved = (text: string): string => {
    const steps = new Decimal(text).div(terms.priceStep ?? is);
    return steps.isInteger() ? steps.mul(is).toFixed() : text;
  };
  const distance = ({ type, value }: Distance): Distance => ({
    type,
    value: type === 'absolute' ? moved(value) : value,
  });
  const { child, trailing } = terms;
  return {
    ...terms,
    stopPrice: moved(terms.stopPrice),
    child:
      child.type === 'limit' && child.price !== null ? { type: 'limit', price: moved(child.price) } : child,
    ...(trailing && { trailing: { indent: distance(trailing.indent), spread: distance(trailing.spread) } }),
    priceStep: is.toFixed(),
  };
}
