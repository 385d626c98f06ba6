/** Which two instruments make a spread, and what stands for what: facts of the catalogue, without money or market. */
import type { Broker } from '../../broker/broker.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { assetOf, isOneAsset, ratioOfContracts } from '../../domain/spread/assets.js';
import { RATIO_PLACES } from '../../domain/spread/bounds.js';
import type { SpreadOptions } from '../../domain/spread/terms.js';
import { amountInLots } from '../order-size.js';
import { findInstrument } from '../search/find-instrument.js';
import { RatioNotFittingError, SpreadPairError } from './errors.js';

/** What a person wants: a row of the queue, or the words of one. */
export interface WantedSpread {
  readonly farTicker: string;
  readonly nearTicker: string;
  readonly sell: boolean;
  /** Far contracts. */
  readonly amount: number;
  /** Roubles per far contract; zero and below are prices too. */
  readonly price: string | number;
  /** Near securities per far contract; absent or null is that of the contracts. */
  readonly ratio?: string | number | null | undefined;
  readonly options?: Partial<SpreadOptions> | undefined;
}

export interface SpreadPair {
  readonly far: Instrument;
  readonly near: Instrument;
  readonly ratio: Decimal;
}

type Catalogue = Pick<Broker, 'instruments'>;

/**
 * Two legs that make a spread of whole lots.
 * @throws UnknownTickerError, SpreadPairError, RatioNotFittingError, NotPositiveError, AmountNotLotsError
 */
export async function checkSpreadPair(
  wanted: WantedSpread,
  { broker }: { readonly broker: Catalogue },
): Promise<SpreadPair> {
  const legs = await legsOf(wanted, broker);
  return { ...legs, ratio: fittingRatio(wanted, legs) };
}

/** @throws RatioNotFittingError, NotPositiveError, AmountNotLotsError */
export function fittingRatio(
  wanted: Pick<WantedSpread, 'amount' | 'ratio'>,
  legs: Pick<SpreadPair, 'far' | 'near'>,
): Decimal {
  return ratioOf({ ...legs, amount: amountInLots(wanted.amount, legs.far), ratio: wanted.ratio });
}

/** @throws UnknownTickerError, SpreadPairError with the pair that would make sense */
export async function legsOf(
  { farTicker, nearTicker, ratio }: Pick<WantedSpread, 'farTicker' | 'nearTicker' | 'ratio'>,
  broker: Catalogue,
): Promise<{ far: Instrument; near: Instrument }> {
  const [far, near] = await Promise.all([
    findInstrument(broker, farTicker),
    findInstrument(broker, nearTicker),
  ]);
  const problem = problemOf({ far, near, isRatioGiven: ratio !== undefined && ratio !== null });
  if (!problem) return { far, near };
  const sensible = problem === 'legs-exchanged' ? [near, far] : await sensiblePair({ far, near }, broker);
  throw new SpreadPairError(problem, {
    farTicker: far.ticker,
    nearTicker: near.ticker,
    suggestedFar: sensible?.[0]?.ticker ?? null,
    suggestedNear: sensible?.[1]?.ticker ?? null,
  });
}

/** What a near leg may be: the price of a bond moves with its interest, so it hedges nothing. */
const NEAR_KINDS: ReadonlySet<Instrument['kind']> = new Set(['share', 'etf', 'future']);

/** Why two legs make no spread; undefined where they do. */
export function problemOf({
  far,
  near,
  isRatioGiven,
}: {
  far: Instrument;
  near: Instrument;
  isRatioGiven: boolean;
}): SpreadPairError['code'] | undefined {
  if (far.uid === near.uid) return 'legs-equal';
  if (far.future?.perpetual || near.future?.perpetual) return 'leg-perpetual';
  const isSameAsset = isOneAsset(far, near);
  if (!far.future) return isSameAsset && near.future ? 'legs-exchanged' : 'far-no-future';
  const endsLaterMs = near.future
    ? far.future.expiresAt.getTime() - near.future.expiresAt.getTime()
    : Number.POSITIVE_INFINITY;
  if (endsLaterMs < 0 && (isSameAsset || isRatioGiven)) return 'legs-exchanged';
  if (!NEAR_KINDS.has(near.kind)) return 'legs-unrelated';
  return isRatioGiven || (isSameAsset && endsLaterMs > 0) ? undefined : 'legs-unrelated';
}

/** The far leg, or the next future on what was named for it, with the share it is written on, or the next future before it. */
async function sensiblePair(
  { far: wantedFar, near: wantedNear }: { far: Instrument; near: Instrument },
  { instruments }: Catalogue,
): Promise<readonly [Instrument, Instrument] | undefined> {
  const now = new Date();
  for (const leg of [wantedFar, wantedNear]) {
    const asset = assetOf(leg);
    if (asset === '') continue;
    const family = (await instruments.ofAsset(asset)).filter((each) => !each.future?.perpetual);
    const ahead = family.filter(({ future }) => future && future.lastTradeAt > now);
    const far = leg.future && !leg.future.perpetual ? leg : ahead[0];
    if (!far) continue;
    const share = family.find((each) => !each.future && each.apiTradable && NEAR_KINDS.has(each.kind));
    const near =
      share ?? ahead.find(({ future }) => future && far.future && future.expiresAt < far.future.expiresAt);
    if (near) return [far, near];
  }
  return undefined;
}

interface WantedRatio extends Pick<SpreadPair, 'far' | 'near'> {
  /** Far contracts. */
  readonly amount: number;
  readonly ratio?: string | number | null | undefined;
}

/**
 * Near securities per far contract. It fits when the hedge of the whole amount is a whole number of near lots: the
 * remainders on the way are carried, and at the end nothing is left of them.
 * @throws RatioNotFittingError
 */
function ratioOf({ far, near, amount, ratio: given }: WantedRatio): Decimal {
  // One that is asked for without a ratio has one asset.
  const ratio = new Decimal(given ?? ratioOfContracts(far, near));
  const lots = ratio.mul(amount).div(near.lot);
  if (ratio.gt(0) && lots.isInteger()) return ratio;
  throw new RatioNotFittingError({
    nearTicker: near.ticker,
    ratio: ratio.toFixed(),
    lot: String(near.lot),
    amount: String(amount),
    nearest: nearestRatios({ ratio, amount, lot: near.lot }),
    ofContracts: given != null && isOneAsset(far, near) ? ratioOfContracts(far, near).toFixed() : null,
  });
}

/** Ratios that fit are the multiples of this: whole lots for the whole amount, in a number that can be written down. */
export function ratioStep({ amount, lot }: { amount: number; lot: number }): Decimal {
  // What is left of the amount after its twos and fives makes a fraction without end, unless the lot has it too.
  let endless = amount / commonDivisor(amount, lot);
  for (const factor of [2, 5]) while (endless % factor === 0) endless /= factor;
  const step = new Decimal(lot).mul(endless).div(amount);
  return step.decimalPlaces() <= RATIO_PLACES ? step : new Decimal(lot);
}

const commonDivisor = (one: number, other: number): number =>
  other === 0 ? one : commonDivisor(other, one % other);

/** The next below and above. */
function nearestRatios({ ratio, ...of }: { ratio: Decimal; amount: number; lot: number }): string[] {
  const step = ratioStep(of);
  const below = Decimal.max(0, ratio.div(step).floor().mul(step));
  return [below, below.add(step)].filter((each) => each.gt(0)).map((each) => each.toFixed());
}
