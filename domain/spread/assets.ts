/** Which legs stand for one asset, and how much of it: facts of the contracts, without money or market. */
import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';

type Leg = Pick<Instrument, 'positionUid'> & {
  readonly future?: Pick<NonNullable<Instrument['future']>, 'basicAssetPositionUid' | 'basicAssetSize'>;
};

/** The position's uid of what it is, or is written on; empty where the broker tells none, as for an index. */
export const assetOf = ({ positionUid, future }: Leg): string =>
  future ? future.basicAssetPositionUid : positionUid;

export const isOneAsset = (far: Leg, near: Leg): boolean =>
  assetOf(far) !== '' && assetOf(far) === assetOf(near);

/** Near securities per far contract, of legs that are one asset: both sizes are of the same. */
export const ratioOfContracts = (far: Leg, near: Leg): Decimal =>
  (far.future?.basicAssetSize ?? new Decimal(1)).div(near.future?.basicAssetSize ?? 1);
