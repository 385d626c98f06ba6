import { Decimal } from '../../domain/decimal.js';
import type { ConsentReason } from '../../domain/spread/agreed.js';
import { directionsOf } from '../../domain/spread/directions.js';
import { SPREAD_DEFAULTS, type SpreadRequest } from '../../domain/spread/terms.js';
import { CommandError } from '../errors.js';
import type { HoldingsReader } from '../holdings.js';
import { whyUntradable } from '../order-checks.js';
import { mustTrade } from '../read-only.js';
import { consentTo, reasonsOf, reasonsToBorrow, type SpreadConsent } from './consent.js';
import { SpreadObstaclesError } from './errors.js';
import { type SpreadSize, spreadFacts } from './facts.js';
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
  const pair = await pairOf(wanted, reader);
  const { sell, amount } = wanted;
  const facts = await spreadFacts({ ...pair, sell, amount }, reader);
  mustBeFree(pair, obstaclesOf(facts));
  const request = requestOf(wanted, pair);
  const consent = consentTo(request, facts);
  if (!consent) return { request };
  return { request: { ...request, margin: reasonsToBorrow(facts).length > 0 }, consent };
}

/**
 * What has to be agreed to before a running spread gets so much more than it has.
 * @throws ReadOnlyTokenError, SpreadObstaclesError
 */
export async function reasonsForMore(more: SpreadSize, reader: HoldingsReader): Promise<ConsentReason[]> {
  mustTrade(reader.broker);
  const facts = await spreadFacts(more, reader);
  mustBeFree(more, obstaclesOf(facts));
  return reasonsOf(facts);
}

/** What is wrong with the amount or the ratio is told together with what is wrong with the legs. */
async function pairOf(wanted: WantedSpread, { broker }: HoldingsReader): Promise<SpreadPair> {
  const legs = await legsOf(wanted, broker);
  try {
    return { ...legs, ratio: fittingRatio(wanted, legs) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { far, near } = directionsOf(wanted.sell);
    const ofLegs = [...whyUntradable(legs.far, far), ...whyUntradable(legs.near, near)];
    if (ofLegs.length === 0) throw error;
    throw obstaclesError(legs, [error, ...ofLegs]);
  }
}

function mustBeFree(legs: Pick<SpreadPair, 'far' | 'near'>, obstacles: readonly CommandError[]): void {
  if (obstacles.length > 0) throw obstaclesError(legs, obstacles);
}

const obstaclesError = (
  { far, near }: Pick<SpreadPair, 'far' | 'near'>,
  obstacles: readonly CommandError[],
) => new SpreadObstaclesError({ farTicker: far.ticker, nearTicker: near.ticker }, obstacles);

const requestOf = (wanted: WantedSpread, { far, near, ratio }: SpreadPair): SpreadRequest => ({
  sell: wanted.sell,
  ticker: far.ticker,
  instrumentUid: far.uid,
  lot: far.lot,
  nearTicker: near.ticker,
  nearInstrumentUid: near.uid,
  nearLot: near.lot,
  amount: wanted.amount,
  limitPrice: new Decimal(wanted.price).toFixed(),
  ratio: ratio.toFixed(),
  options: { ...SPREAD_DEFAULTS, ...wanted.options },
  margin: false,
});
