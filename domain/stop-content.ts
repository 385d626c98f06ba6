/**
 * Whether a stop order that the broker tells of is what was wanted, field by field. The margin flag, the unit of the
 * prices and the key are not told, so they are not compared.
 */
import { Decimal } from './decimal.js';
import type { Distance, StopSnapshot, StopTerms } from './stop-order.js';

export type StopField =
  | 'instrument'
  | 'direction'
  | 'lots'
  | 'kind'
  | 'stop-price'
  | 'child'
  | 'price'
  | 'trailing'
  | 'expiry';

export interface StopDifference {
  readonly field: StopField;
  /** As text: a decimal string, an ISO date, a word of the field's type; `none` where there is nothing. */
  readonly wanted: string;
  readonly told: string;
}

export const NONE = 'none';

/** The broker tells roubles with two decimals at least, and a price may have more. */
const ROUNDED_BY = new Decimal('0.005');
const KOPECK = new Decimal('0.01');
const EXACT = new Decimal(0);
const SECOND_MS = 1_000;

/** What differs for certain. A difference that the broker's answer is too coarse to show is none. */
export function differences(terms: StopTerms, told: StopSnapshot): StopDifference[] {
  const fields: readonly (readonly [StopField, string, string, boolean?])[] = [
    ['instrument', terms.instrumentUid, told.instrumentUid],
    ['direction', terms.direction, told.direction],
    ['lots', String(terms.lots), String(told.lots)],
    ['kind', terms.kind, told.kind ?? NONE],
    ['stop-price', ...priceOf(terms, terms.stopPrice, { told, price: told.stopPrice })],
    ['child', terms.child.type, childOf(told)],
    ['price', ...limitOf(terms, told)],
    ['trailing', ...trailingOf(terms, told)],
    ['expiry', ...expiryOf(terms, told)],
  ];
  return fields
    .filter(([, wanted, found, isSame = wanted === found]) => !isSame)
    .map(([field, wanted, found]) => ({ field, wanted, told: found }));
}

export const sameContent = (terms: StopTerms, told: StopSnapshot): boolean =>
  differences(terms, told).length === 0;

/** Two that nothing in the broker's answers tells apart but their ids and times. */
export function areTwins(one: StopSnapshot, other: StopSnapshot): boolean {
  const fields = (stop: StopSnapshot) => [
    stop.instrumentUid,
    stop.direction,
    stop.lots,
    stop.kind,
    stop.stopPrice.toFixed(),
    childOf(stop),
    stop.trailing ? written(stop.trailing) : stop.price?.toFixed(),
    stop.expiresAt?.getTime(),
  ];
  return JSON.stringify(fields(one)) === JSON.stringify(fields(other));
}

type Compared = readonly [wanted: string, told: string, isSame: boolean];

/** Where the broker does not say it, a price tells of a limit; that of a trailing one is made when it triggers. */
const childOf = ({ childType, price, trailing }: StopSnapshot): 'market' | 'limit' =>
  childType ?? (price || trailing ? 'limit' : 'market');

function limitOf(terms: StopTerms, told: StopSnapshot): Compared {
  const { child, trailing } = terms;
  // The limit of a trailing one is made when it triggers; a market order has none that would mean anything.
  if (trailing || child.type === 'market' || childOf(told) === 'market') return [NONE, NONE, true];
  if (child.price === null || !told.price)
    return [child.price ?? NONE, told.price?.toFixed() ?? NONE, child.price === null && !told.price];
  return priceOf(terms, child.price, { told, price: told.price });
}

interface ToldPrice {
  readonly told: StopSnapshot;
  readonly price: Decimal;
}

function priceOf(terms: StopTerms, wanted: string, { told, price }: ToldPrice): Compared {
  return [wanted, price.toFixed(), isSamePrice(terms, new Decimal(wanted), { told, price })];
}

/**
 * A price is so many steps. When a step is worth something else by now, it is not known whether the broker tells the
 * roubles of then or of today: either is the same price.
 */
function isSamePrice(
  { priceStep }: Pick<StopTerms, 'priceStep'>,
  wanted: Decimal,
  { told, price }: ToldPrice,
): boolean {
  const within = coarsenessOf(told);
  const isAt = (roubles: Decimal, tolerance: Decimal) => roubles.sub(price).abs().lte(tolerance);
  if (priceStep === undefined || !told.priceStep || told.priceStep.eq(priceStep)) return isAt(wanted, within);
  return isAt(wanted.div(priceStep).mul(told.priceStep), within) || isAt(wanted, ROUNDED_BY);
}

/** Rounded roubles that cannot be put back onto the grid: there is none, or it is finer than the rounding. */
const coarsenessOf = ({ priceStep, isOffGrid }: StopSnapshot): Decimal =>
  isOffGrid || priceStep?.lt(KOPECK) ? ROUNDED_BY : EXACT;

function trailingOf(terms: StopTerms, told: StopSnapshot): Compared {
  const [wanted, found] = [terms.trailing, told.trailing];
  const isSame =
    wanted && found
      ? isSameDistance(terms, wanted.indent, { told, distance: found.indent }) &&
        isSameDistance(terms, wanted.spread, { told, distance: found.spread })
      : !wanted && !found;
  return [wanted ? written(wanted) : NONE, found ? written(found) : NONE, isSame];
}

const written = ({ indent, spread }: { indent: Distance; spread: Distance }): string =>
  [indent, spread].map(({ type, value }) => `${value}${type === 'relative' ? '%' : ''}`).join(' / ');

function isSameDistance(
  terms: StopTerms,
  wanted: Distance,
  { told, distance }: { told: StopSnapshot; distance: Distance },
): boolean {
  if (wanted.type !== distance.type) return false;
  if (wanted.type === 'relative') return new Decimal(wanted.value).eq(distance.value);
  return isSamePrice(terms, new Decimal(wanted.value), { told, price: new Decimal(distance.value) });
}

/** A date that is told in whole seconds is one to the second. */
function expiryOf({ expiry }: StopTerms, { expiresAt }: StopSnapshot): Compared {
  const told = expiresAt?.toISOString() ?? NONE;
  if (expiry.type === 'till-cancel') return [NONE, told, !expiresAt];
  const wantedMs = Date.parse(expiry.at);
  const toldMs = expiresAt?.getTime();
  const precisionMs = toldMs === undefined || toldMs % SECOND_MS !== 0 ? 1 : SECOND_MS;
  return [expiry.at, told, toldMs !== undefined && Math.abs(wantedMs - toldMs) < precisionMs];
}
