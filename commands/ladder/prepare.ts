/** A ladder as it would be placed at this moment: what is planned of it, and whether it may be. */
import { NotServedError } from '../../broker/errors.js';
import { type Listed, readLadderFacts } from '../../broker/ladder-facts.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { type LadderFacts, type LadderPlan, planLadder } from '../../domain/ladder/plan.js';
import type { LadderTerms } from '../../domain/ladder/terms.js';
import type { StopTerms } from '../../domain/stop-order.js';
import type { LadderKind } from '../../domain/stop-task.js';
import type { CommandContext } from '../define-command.js';
import { type Holdings, openPositionOf, readHoldings } from '../holdings.js';
import { mustBeWithinLimits } from '../limits.js';
import { mustTrade } from '../read-only.js';
import { LadderSumTooSmallError, NothingToPlaceError, SkippedError } from './errors.js';

export interface AskedLadder {
  readonly kind: LadderKind;
  readonly terms: LadderTerms;
  readonly instruments: readonly Listed[];
  /** Securities that a person agreed may become short, by instrument uid. @default as many as it takes */
  readonly agreedShorts?: ReadonlyMap<string, number>;
}

export interface PreparedLadder {
  readonly terms: LadderTerms;
  readonly plan: LadderPlan;
  /** At least one order each. */
  readonly orders: readonly PlannedOrder[];
  readonly holdings: Holdings;
  /** Of all that is listed, whether or not an order is placed in it. */
  readonly tickers: readonly string[];
}

export interface PlannedOrder {
  readonly stop: StopTerms;
  readonly instrument: Instrument;
  /** Securities or contracts. */
  readonly amount: number;
  readonly price: Decimal;
}

/**
 * Plans a ladder at the prices of now.
 * @throws NothingToPlaceError, LadderSumTooSmallError, LimitError, BrokerError
 */
export async function prepareLadder(asked: AskedLadder, context: CommandContext): Promise<PreparedLadder> {
  const { terms, instruments } = asked;
  const { broker } = context;
  mustTrade(broker);
  if (broker.mode === 'sandbox')
    throw new NotServedError({ method: 'PostStopOrder', brokerMessage: 'the sandbox has no stop orders' });
  const [facts, holdings] = await Promise.all([readLadderFacts(broker, instruments), readHoldings(context)]);
  const plan = planLadder(
    terms,
    facts.map((each) => ofAccount(each, asked, holdings)),
    new Date(),
  );
  mustPlaceSomething(asked, plan);
  const listed = new Map(facts.map(({ instrument }) => [instrument?.uid, instrument]));
  const orders = plan.stops.flatMap((stop): PlannedOrder[] => {
    const instrument = listed.get(stop.instrumentUid);
    if (!instrument) return [];
    return [{ stop, instrument, amount: stop.lots * instrument.lot, price: new Decimal(stop.stopPrice) }];
  });
  const { direction } = terms;
  const limited = orders.map(({ instrument, price, stop }) => ({
    instrument,
    direction,
    lots: stop.lots,
    price,
  }));
  await mustBeWithinLimits({ orders: limited, areStopOrders: true }, context);
  return { terms, plan, orders, holdings, tickers: facts.map(({ ticker }) => ticker) };
}

/** What of it is held, and what a person agreed to. */
function ofAccount(
  facts: LadderFacts,
  { terms, agreedShorts }: AskedLadder,
  holdings: Holdings,
): LadderFacts {
  const { instrument } = facts;
  if (!instrument || terms.direction === 'buy') return facts;
  return {
    ...facts,
    held: Math.max(0, openPositionOf(instrument, holdings)),
    ...(agreedShorts && { mayShort: agreedShorts.get(instrument.uid) ?? 0 }),
  };
}

/** So many reasons are told at most. */
const MOST_REASONS = 20;

function mustPlaceSomething({ kind, terms }: AskedLadder, { stops, skipped }: LadderPlan): void {
  const small = skipped.filter(({ reason }) => reason.code === 'sum-below-lot');
  const [first] = small;
  // One instrument's parts belong together: a nuke of three parts is not what was asked for.
  if (kind === 'nuke' && first) {
    const dearest = Decimal.max(...small.map(({ reason }) => reason.data.lotPrice ?? 0));
    const parts = terms.levels.length;
    throw new LadderSumTooSmallError({
      ticker: first.ticker,
      sum: new Decimal(terms.sum).mul(parts).toFixed(),
      parts: String(parts),
      least: dearest.toDecimalPlaces(2, Decimal.ROUND_UP).mul(parts).toFixed(),
    });
  }
  if (stops.length > 0) return;
  const reasons = skipped.slice(0, MOST_REASONS);
  throw new NothingToPlaceError(reasons.map(({ reason }) => new SkippedError(reason.code, reason.data)));
}
