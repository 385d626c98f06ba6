/** What makes a spread with an instrument: facts of the catalogue, without money or market. */
import type { Instrument } from '../../domain/instrument.js';
import { assetOf, ratioOfContracts } from '../../domain/spread/assets.js';
import type { TradedBroker } from '../read-only.js';
import { problemOf, type SpreadPair } from './pair.js';

export interface Partnership extends SpreadPair {
  /** The other leg. */
  readonly partner: Instrument;
}

/** The security that a future is written on, then futures, the nearest first; none for what has ended. */
export async function partnersOf(
  instrument: Instrument,
  { instruments }: Pick<TradedBroker, 'instruments'>,
  now = new Date(),
): Promise<readonly Partnership[]> {
  const asset = assetOf(instrument);
  const isAhead = ({ future }: Instrument): boolean => !future || future.lastTradeAt > now;
  if (asset === '' || !isAhead(instrument)) return [];
  return (await instruments.ofAsset(asset)).filter(isAhead).flatMap((partner) => {
    for (const [far, near] of [
      [instrument, partner],
      [partner, instrument],
    ] as const)
      if (!problemOf({ far, near, isRatioGiven: false }))
        return [{ far, near, ratio: ratioOfContracts(far, near), partner }];
    return [];
  });
}
