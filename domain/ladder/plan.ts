/** A ladder: stop orders at distances from the last price, in one instrument or hundreds. Pure. */
import { Decimal, roundDownToStep, roundUpToStep } from '../decimal.js';
import { type Instrument, paidFor } from '../instrument.js';
import type { Direction } from '../order.js';
import type { StopTerms } from '../stop-order.js';
import type { PlannedStop } from '../stop-task.js';
import type { TaskError } from '../task.js';
import { whyUntradable } from '../tradable.js';
import type { LadderTerms } from './terms.js';

/** What is known of one instrument in the moment of planning. Prices are in roubles per one security. */
export interface LadderFacts {
  readonly ticker: string;
  /** Undefined when the broker does not list it any more. */
  readonly instrument: Instrument | undefined;
  readonly lastPrice: Decimal | undefined;
  /** The highest price of a buy and the lowest of a sell today; undefined where nobody knows: the broker judges then. */
  readonly limitUp?: Decimal | undefined;
  readonly limitDown?: Decimal | undefined;
  /** Securities or contracts that can be sold without a short position; of sales alone. @default 0 */
  readonly held?: number;
  /** As many, so a person agreed, may become short beyond that. @default as many as it takes */
  readonly mayShort?: number;
}

/** An order of the ladder that is not placed, or all of an instrument. */
export interface SkippedStop {
  readonly ticker: string;
  readonly instrumentUid: string | null;
  /** Null when it is every level. */
  readonly level: string | null;
  readonly reason: TaskError;
}

export interface LadderPlan {
  /** The nearest levels of all instruments first: they trigger first. */
  readonly stops: readonly StopTerms[];
  readonly skipped: readonly SkippedStop[];
}

/**
 * What may still become short where so much may be short in all: what an earlier round of a ladder sold counts.
 * @param position negative for a short one
 */
export const leftToShort = (most: number, position: number): number =>
  Math.max(0, most - Math.max(0, -position));

/** A plan as a task keeps it: what is to be placed, then what is skipped. */
export const plannedStops = ({ stops, skipped }: LadderPlan, direction: Direction): PlannedStop[] => [
  ...stops.map((terms) => ({ terms })),
  ...skipped.map(({ reason, ...terms }) => ({ terms: { ...terms, direction }, skipped: reason })),
];

interface Rung {
  readonly level: string;
  readonly stop?: StopTerms;
  readonly reason?: TaskError;
}

/**
 * Makes the stop orders of a ladder. Each is take-profit, of the whole lots whose worth at its level is the sum or less:
 * price × securities, of a bond with the accrued interest that a buyer pays, of a future the value of the contract.
 * @param now when its lifetime begins
 */
export function planLadder(terms: LadderTerms, instruments: readonly LadderFacts[], now: Date): LadderPlan {
  const levels = [...terms.levels].sort((a, b) => new Decimal(a).cmp(b));
  const planned = instruments.map((facts) => ({ facts, ...planOf({ ...terms, levels }, facts, now) }));
  const stops = levels.flatMap((_, index) => planned.flatMap(({ rungs }) => rungs[index]?.stop ?? []));
  const skipped = planned.flatMap(({ facts, reason, rungs }): SkippedStop[] => {
    const of = { ticker: facts.ticker, instrumentUid: facts.instrument?.uid ?? null };
    if (reason) return [{ ...of, level: null, reason }];
    return rungs.flatMap((each) => (each.reason ? [{ ...of, level: each.level, reason: each.reason }] : []));
  });
  return { stops, skipped };
}

function planOf(
  terms: LadderTerms,
  facts: LadderFacts,
  now: Date,
): { readonly rungs: readonly Rung[]; readonly reason?: TaskError } {
  const { instrument, lastPrice, ticker } = facts;
  const { direction, lifetimeMinutes } = terms;
  if (!instrument) return { rungs: [], reason: { code: 'not-listed', data: { ticker } } };
  const [obstacle] = whyUntradable(instrument, direction);
  if (obstacle) return { rungs: [], reason: obstacle };
  if (instrument.future && instrument.future.lastTradeAt.getTime() <= now.getTime())
    return { rungs: [], reason: { code: 'contract-ended', data: { ticker } } };
  // A percentage of a price below zero, which futures may have, is nothing that people mean.
  if (!lastPrice?.gt(0)) return { rungs: [], reason: { code: 'no-last-price', data: { ticker } } };

  const expiresAt = new Date(now.getTime() + lifetimeMinutes * MINUTE_MS).toISOString();
  const rungOf = rungsOf({ terms, facts, instrument, expiresAt });
  return {
    rungs: terms.levels.map((level) => rungOf(level, levelPrice({ lastPrice, level }, terms, instrument))),
  };
}

const MINUTE_MS = 60_000;

/** Rounded so that the order waits no nearer than asked, and never triggers at once. */
function levelPrice(
  { lastPrice, level }: { lastPrice: Decimal; level: string },
  { direction }: LadderTerms,
  { priceStep }: Instrument,
): Decimal {
  const part = new Decimal(level).div(100);
  if (direction === 'buy') {
    const price = roundDownToStep(lastPrice.mul(new Decimal(1).sub(part)), priceStep);
    return price.lt(lastPrice) ? price : price.sub(priceStep);
  }
  const price = roundUpToStep(lastPrice.mul(part.add(1)), priceStep);
  return price.gt(lastPrice) ? price : price.add(priceStep);
}

interface RungsOf {
  readonly terms: LadderTerms;
  readonly facts: LadderFacts;
  readonly instrument: Instrument;
  readonly expiresAt: string;
}

/** What is held is sold by the nearest orders; what comes after them would be short. */
function rungsOf({ terms, facts, instrument, expiresAt }: RungsOf) {
  const { direction, child } = terms;
  const { ticker, uid, lot, kind } = instrument;
  let coverLeft = Math.floor((facts.held ?? 0) / lot);
  let shortLeft = Math.floor((facts.mayShort ?? Number.POSITIVE_INFINITY) / lot);

  return (level: string, price: Decimal): Rung => {
    const isSale = direction === 'sell';
    const reason = whyNotAt(price, { terms, facts, instrument });
    if (reason) return { level, reason };
    const wanted = new Decimal(terms.sum).div(paidFor(instrument, price).mul(lot)).floor().toNumber();
    const lots = isSale ? Math.min(wanted, coverLeft + shortLeft) : wanted;
    if (lots === 0) return { level, reason: { code: 'short-not-agreed', data: { ticker } } };
    const short = isSale ? Math.max(0, lots - coverLeft) : 0;
    if (short > 0 && !instrument.shortEnabled) {
      const free = String(coverLeft * lot);
      return {
        level,
        reason: { code: 'short-unavailable', data: { ticker, short: String(short * lot), free } },
      };
    }
    if (isSale) coverLeft = Math.max(0, coverLeft - lots);
    shortLeft -= short;
    const stopPrice = price.toFixed();
    const stop: StopTerms = {
      instrumentUid: uid,
      ticker,
      direction,
      lots,
      kind: 'take-profit',
      stopPrice,
      child: child === 'limit' ? { type: 'limit', price: stopPrice } : { type: 'market' },
      expiry: { type: 'till-date', at: expiresAt },
      margin: short > 0,
      ...(kind === 'bond' || kind === 'future'
        ? { priceUnit: 'points', priceStep: instrument.priceStep.toFixed() }
        : { priceUnit: 'roubles' }),
    };
    return { level, stop };
  };
}

/** Why no order can wait at that price. */
function whyNotAt(
  price: Decimal,
  { terms, facts, instrument }: Omit<RungsOf, 'expiresAt'>,
): TaskError | undefined {
  const { ticker, lot, priceStep } = instrument;
  if (!price.gt(0)) return { code: 'price-below-step', data: { ticker, step: priceStep.toFixed() } };
  const limit = terms.direction === 'buy' ? facts.limitUp : facts.limitDown;
  const isOutside = limit && (terms.direction === 'buy' ? price.gt(limit) : price.lt(limit));
  if (limit && isOutside)
    return { code: 'price-outside-limit', data: { ticker, price: price.toFixed(), limit: limit.toFixed() } };
  const lotPrice = paidFor(instrument, price).mul(lot);
  if (lotPrice.gt(terms.sum))
    return { code: 'sum-below-lot', data: { ticker, sum: terms.sum, lotPrice: lotPrice.toFixed() } };
  return undefined;
}
