import { Decimal } from '../domain/decimal.js';
import { SPREAD_DEFAULTS, type SpreadRequest } from '../domain/spread/terms.js';
import type { HoldingsReader } from './holdings.js';
import { mustTrade } from './read-only.js';
import type { SpreadConsent } from './spread-consent.js';
import { checkSpreadPair, type WantedSpread } from './spread-pair.js';

/** A spread that may start, and what a person has to agree to first, if anything. */
export interface CheckedSpread {
  readonly request: SpreadRequest;
  readonly consent?: SpreadConsent;
}

/**
 * Turns what a person wants into what a task can carry out; both legs are checked together, and nothing is placed.
 * @throws ReadOnlyTokenError, UnknownTickerError, SpreadPairError, SpreadObstaclesError with all that stands in its way
 */
export async function spreadRequest(wanted: WantedSpread, reader: HoldingsReader): Promise<CheckedSpread> {
  const { broker } = reader;
  mustTrade(broker);
  const { far, near, ratio } = await checkSpreadPair(wanted, reader);
  const request: SpreadRequest = {
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
  };
  return { request };
}
