/** A saved order is changed by a person before it is restored: checked like a new one. */
import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';
import type { StopExpiry, StopTerms } from '../stop-order.js';
import { atSameQuotation } from './placeable.js';

/** What of a saved order is to be another one; what is left out stays. Prices in roubles per one security. */
export interface StashEdit {
  readonly lots?: number;
  readonly stopPrice?: string;
  /** Of its child, where that is a limit order. */
  readonly price?: string;
  readonly expiry?: StopExpiry;
}

export type EditProblem =
  | { readonly code: 'stash-price-not-positive'; readonly field: PriceField; readonly least: string }
  | {
      readonly code: 'stash-price-step';
      readonly field: PriceField;
      readonly price: string;
      readonly step: string;
      readonly nearest: string;
    }
  /** Its child has no limit price: it is sent at the market, or its limit is made of its spread. */
  | { readonly code: 'stash-no-price' }
  | { readonly code: 'stash-expiry-past'; readonly at: string; readonly now: string };

type PriceField = 'stopPrice' | 'price';

export function editStop(
  terms: StopTerms,
  edit: StashEdit,
  { instrument, now }: { readonly instrument: Instrument; readonly now: Date },
): StopTerms | { readonly problem: EditProblem } {
  const { stopPrice, price, expiry } = edit;
  // What is given is in today's roubles, so all of it is.
  const before = atSameQuotation(terms, instrument);
  const { child } = before;
  if (price !== undefined && (child.type === 'market' || child.price === null))
    return { problem: { code: 'stash-no-price' } };
  for (const [field, given] of [
    ['stopPrice', stopPrice],
    ['price', price],
  ] as const) {
    const problem = given === undefined ? undefined : problemOfPrice(field, given, instrument);
    if (problem) return { problem };
  }
  if (expiry?.type === 'till-date' && new Date(expiry.at).getTime() <= now.getTime())
    return { problem: { code: 'stash-expiry-past', at: expiry.at, now: now.toISOString() } };
  return {
    ...before,
    lots: edit.lots ?? before.lots,
    stopPrice: stopPrice === undefined ? before.stopPrice : new Decimal(stopPrice).toFixed(),
    child: price === undefined ? child : { type: 'limit', price: new Decimal(price).toFixed() },
    expiry: expiry ?? before.expiry,
  };
}

/** Futures alone may be quoted at zero and below. */
function problemOfPrice(
  field: PriceField,
  text: string,
  { priceStep, kind }: Instrument,
): EditProblem | undefined {
  const price = new Decimal(text);
  const step = priceStep.toFixed();
  if (kind !== 'future' && price.lte(0)) return { code: 'stash-price-not-positive', field, least: step };
  const steps = price.div(priceStep);
  if (steps.isInteger() && steps.mul(priceStep).eq(price)) return undefined;
  const nearest = [steps.floor(), steps.ceil()]
    .map((count) => count.mul(priceStep))
    .filter((each) => kind === 'future' || each.gt(0))
    .map((each) => each.toFixed());
  return { code: 'stash-price-step', field, price: price.toFixed(), step, nearest: nearest.join(', ') };
}
