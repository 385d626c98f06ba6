import type { Broker } from '../../broker/broker.js';
import { BrokerError } from '../../broker/errors.js';
import { type Database, readSettings } from '../../database/index.js';
import type { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import {
  firstSideOf,
  type Side,
  sideOfPrice,
  sightOfBook,
  sightOfSpread,
} from '../../domain/watching/sight.js';
import { type LegMarket, marketsOf } from '../spread/market.js';

export interface PriceAsked {
  readonly price: Decimal;
  /** Of a spread its far leg. */
  readonly instrument: Instrument;
  readonly against?: { readonly instrument: Instrument; readonly ratio: Decimal };
}

/**
 * On which side of its threshold a price is when the alert is asked, so that a price that jumps over it before anybody
 * looks is told: by the books while they trade, else by the last prices; null where the broker tells neither.
 */
export async function sideNow(
  asked: PriceAsked,
  { broker, db }: { readonly broker: Broker; readonly db: Database },
): Promise<Side | null> {
  const { instrument, against, price } = asked;
  const legs = against ? [instrument, against.instrument] : [instrument];
  const uids = legs.map(({ uid }) => uid);
  const [markets, last, settings] = await Promise.all([
    orNothing(marketsOf(legs, broker)),
    orNothing(broker.instruments.lastPrices(uids)),
    readSettings(db),
  ]);
  const sight = sightOf(asked, { markets, payUpTicks: settings['spread.payUpTicks'] });
  const side = sight && firstSideOf(sight, price);
  if (side) return side;
  const far = last?.get(instrument.uid);
  if (!against) return (far && sideOfPrice(far, price)) ?? null;
  const near = last?.get(against.instrument.uid);
  return (far && near && sideOfPrice(far.sub(against.ratio.mul(near)), price)) ?? null;
}

function sightOf(
  { instrument, against }: PriceAsked,
  { markets, payUpTicks }: { markets: ReadonlyMap<string, LegMarket> | undefined; payUpTicks: number },
) {
  const openOf = ({ uid }: Instrument) => {
    const market = markets?.get(uid);
    return market?.status.tradable ? market : undefined;
  };
  const nowMs = performance.now();
  const far = openOf(instrument);
  if (!against) return far && sightOfBook({ ...far, nowMs });
  const near = openOf(against.instrument);
  return far && near && sightOfSpread({ far, near, ratio: against.ratio, payUpTicks, nowMs });
}

/** The alert is taken all the same: where nothing is known of its price the first sight decides. */
const orNothing = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof BrokerError) return undefined;
    throw error;
  });
