import { BrokerError } from '../../broker/errors.js';
import type { ConsentReason } from '../../domain/agreed.js';
import { Decimal } from '../../domain/decimal.js';
import { SPREAD_DEFAULTS, type SpreadRequest } from '../../domain/spread/terms.js';
import { CommandError } from '../errors.js';
import type { HoldingsReader } from '../holdings.js';
import { type AskedOrder, limitObstacles } from '../limits.js';
import { mustTrade } from '../read-only.js';
import { tickerToKeep } from '../search/find-instrument.js';
import { consentTo, reasonsOf, reasonsToBorrow, type SpreadConsent } from './consent.js';
import { RatioNotFittingError, SpreadObstaclesError } from './errors.js';
import { type LegFacts, type SpreadSize, spreadFacts } from './facts.js';
import { obstaclesOf } from './obstacles.js';
import { fittingRatio, legsOf, type SpreadPair, type WantedSpread } from './pair.js';

/** A spread that may start, and what a person has to agree to first, if anything. */
export interface CheckedSpread {
  readonly request: SpreadRequest;
  readonly consent?: SpreadConsent;
}

/**
 * Turns what a person wants into what a task can carry out; both legs are checked together, and nothing is placed.
 * A market that is closed now is no obstacle: the task waits.
 * @throws ReadOnlyTokenError, UnknownTickerError, SpreadPairError, SpreadObstaclesError with all that stands in its way
 */
export async function spreadRequest(wanted: WantedSpread, reader: HoldingsReader): Promise<CheckedSpread> {
  mustTrade(reader.broker);
  const legs = await legsOf(wanted, reader.broker);
  const { misfit, ...size } = sizeOf(wanted, legs);
  const pair = { ...legs, ratio: size.ratio };
  const facts = await spreadFacts({ ...pair, sell: wanted.sell, amount: size.amount }, reader).catch(
    (error) => {
      throw misfit && error instanceof BrokerError ? misfit : error;
    },
  );
  const asked = farOrderOf(facts.far, wanted.options?.displayQuantity);
  const obstacles = [...obstaclesOf(facts), ...(await limitObstacles({ orders: [asked] }, reader))];
  if (misfit && obstacles.length === 0) throw misfit;
  mustBeFree(legs, misfit ? [misfit, ...obstacles] : obstacles);
  const request = await requestOf(wanted, pair, reader);
  const consent = consentTo(request, facts);
  if (!consent) return { request };
  return { request: { ...request, margin: reasonsToBorrow(facts).length > 0 }, consent };
}

/** What a running spread is to execute yet, when it has what it is to get. */
export interface AmendedSpread {
  readonly taskKey: string;
  /** Far contracts. */
  readonly amount: number;
  readonly displayQuantity: number | null;
}

/**
 * What has to be agreed to before a running spread gets so much more than it has.
 * @throws ReadOnlyTokenError, SpreadObstaclesError
 */
export async function reasonsForMore(
  { left, ...more }: SpreadSize & { readonly left: AmendedSpread },
  reader: HoldingsReader,
): Promise<ConsentReason[]> {
  mustTrade(reader.broker);
  const facts = await spreadFacts(more, reader);
  const { taskKey, amount, displayQuantity } = left;
  const orders = [farOrderOf({ ...facts.far, amount }, displayQuantity)];
  const isMore = more.amount > 0;
  const limits = isMore ? await limitObstacles({ orders, taskKey }, reader) : [];
  mustBeFree(more, [...obstaclesOf(facts), ...limits]);
  return reasonsOf(facts);
}

/** Limits are asked about the far leg alone: what the near one orders are hedges. */
const farOrderOf = (
  { instrument, direction, amount, price }: LegFacts,
  displayQuantity: number | null | undefined,
): AskedOrder => ({
  instrument,
  direction,
  lots: amount / instrument.lot,
  price,
  ...(displayQuantity != null && { shownLots: displayQuantity / instrument.lot }),
});

interface Size {
  /** Far contracts. */
  readonly amount: number;
  readonly ratio: Decimal;
  /** Why it is not what was wanted, but the nearest that fits: the rest is checked with that, so that all is told at once. */
  readonly misfit?: CommandError;
}

function sizeOf(
  wanted: Pick<WantedSpread, 'amount' | 'ratio'>,
  legs: Pick<SpreadPair, 'far' | 'near'>,
): Size {
  const { amount } = wanted;
  try {
    return { amount, ratio: fittingRatio(wanted, legs) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (error instanceof RatioNotFittingError)
      return { amount, ratio: new Decimal(error.nearest[0] ?? 0), misfit: error };
    const { lot } = legs.far;
    const lots = Math.max(1, Math.floor(amount / lot));
    return { ...sizeOf({ ...wanted, amount: lots * lot }, legs), misfit: error };
  }
}

function mustBeFree(legs: Pick<SpreadPair, 'far' | 'near'>, obstacles: readonly CommandError[]): void {
  if (obstacles.length > 0) throw obstaclesError(legs, obstacles);
}

const obstaclesError = (
  { far, near }: Pick<SpreadPair, 'far' | 'near'>,
  obstacles: readonly CommandError[],
) => new SpreadObstaclesError({ farTicker: far.ticker, nearTicker: near.ticker }, obstacles);

const requestOf = async (
  wanted: WantedSpread,
  { far, near, ratio }: SpreadPair,
  { broker }: HoldingsReader,
): Promise<SpreadRequest> => ({
  sell: wanted.sell,
  // What unwinds it finds its legs by these.
  ticker: await tickerToKeep(broker, far),
  instrumentUid: far.uid,
  lot: far.lot,
  nearTicker: await tickerToKeep(broker, near),
  nearInstrumentUid: near.uid,
  nearLot: near.lot,
  amount: wanted.amount,
  limitPrice: new Decimal(wanted.price).toFixed(),
  ratio: ratio.toFixed(),
  options: { ...SPREAD_DEFAULTS, ...wanted.options },
  margin: false,
});
