import { Decimal } from '../decimal.js';
import type { Instrument } from '../instrument.js';
import { MOST_CONTRACTS, RATIO_PLACES } from '../spread/bounds.js';
import type { ScanPair } from './market.js';

/** The fewest far contracts whose hedge is whole near lots; every number that can be traded is a multiple of it. */
export function fewestContracts({ far, near, ratio }: ScanPair): number {
  const scale = new Decimal(10).pow(RATIO_PLACES);
  const [hedge, lot] = [ratio.mul(far.lot).mul(scale), new Decimal(near.lot).mul(scale)].map((each) =>
    BigInt(each.toFixed(0)),
  ) as [bigint, bigint];
  return Number(lot / commonDivisor(hedge, lot)) * far.lot;
}

const commonDivisor = (one: bigint, other: bigint): bigint =>
  other === 0n ? one : commonDivisor(other, one % other);

/** Far contracts whose near leg a sum buys at a price, in whole lots of both; the fewest where it buys less. */
export function contractsFor(
  pair: ScanPair,
  { sum, nearPrice }: { sum: Decimal; nearPrice: Decimal },
): number {
  const fewest = fewestContracts(pair);
  const bought = Decimal.min(sum.div(pair.ratio.mul(nearPrice)), MOST_CONTRACTS);
  return Math.max(fewest, wholeContracts(bought, fewest));
}

export const wholeContracts = (contracts: Decimal, fewest: number): number =>
  contracts.divToInt(fewest).mul(fewest).toNumber();

/** Roubles that one contract of the far leg, sold short, and what stands against it, bought, lock: of a share its price. */
export function marginOf({ far, near, ratio }: ScanPair, nearPrice: Decimal): Decimal | undefined {
  const toBuy = marginToBuy(near, nearPrice);
  const toSell = far.future?.margin.toSell;
  return toBuy && toSell && toBuy.mul(ratio).add(toSell);
}

const marginToBuy = ({ future }: Instrument, price: Decimal): Decimal | undefined =>
  future ? future.margin.toBuy : price;
