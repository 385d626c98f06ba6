import type { Catalogue } from '../instruments/catalogue.js';
import { fairForward, fairIndex } from '../instruments/fair-price.js';
import { isFuture, type PaperFuture, type PaperInstrument, roublesOf } from '../instruments/instrument.js';
import { divideRounded } from '../money.js';

/** An instrument whose price is made from another's. */
export interface Following {
  readonly leader: PaperInstrument;
  /** What it is worth, in ticks, when the leader stands at `leaderTicks`. */
  fairTicks(leaderTicks: number, nowMs: number): number;
}

const DAY_MS = 86_400_000;
const QUARTER_DAYS = 92;

/**
 * A future follows its share; index futures follow the nearest of them, which walks by itself. `undefined` for
 * whatever follows nothing.
 */
export function followingOf(
  catalogue: Catalogue,
  instrument: PaperInstrument,
  nowMs: number,
): Following | undefined {
  if (!isFuture(instrument)) return undefined;
  const { underlyingPositionUid } = instrument.details.terms;
  const share = underlyingPositionUid ? catalogue.byPositionUid(underlyingPositionUid) : undefined;
  return share ? followShare(instrument, share) : followNearest(catalogue, instrument, nowMs);
}

function followShare(future: PaperFuture, share: PaperInstrument): Following {
  const { size, expiresAtMs } = future.details.terms;
  return {
    leader: share,
    fairTicks(leaderTicks, nowMs) {
      const priceNano = roublesOf(share, leaderTicks);
      const forward =
        expiresAtMs === undefined ? priceNano : fairForward({ share, priceNano, expiresAtMs, nowMs });
      return Number(divideRounded(forward * BigInt(size), future.tickValueNano));
    },
  };
}

function followNearest(catalogue: Catalogue, future: PaperFuture, nowMs: number): Following | undefined {
  const { basicAsset } = future.details.message;
  const farAtMs = future.details.terms.expiresAtMs ?? nowMs;
  const [nearest] = catalogue
    .of('future')
    .filter(isFuture)
    .filter(({ details }) => details.message.basicAsset === basicAsset)
    .map((each) => ({ each, endMs: each.details.terms.expiresAtMs ?? nowMs }))
    .filter(({ endMs }) => endMs > nowMs)
    .sort((a, b) => a.endMs - b.endMs);
  if (!nearest || nearest.each === future) return undefined;
  const { each: leader, endMs: nearAtMs } = nearest;
  return {
    leader,
    fairTicks: (leaderTicks, atMs) =>
      Number(fairIndex({ nearNano: BigInt(leaderTicks), nearAtMs, farAtMs, nowMs: atMs })),
  };
}

/** Days until a future ends; `undefined` for everything that does not end by trading out. */
export function daysToExpiry(instrument: PaperInstrument, nowMs: number): number | undefined {
  const endMs = isFuture(instrument) ? instrument.details.terms.expiresAtMs : undefined;
  return endMs === undefined ? undefined : Math.max(0, Math.ceil((endMs - nowMs) / DAY_MS));
}

/** Ticks from the middle to the best price: futures beyond the nearest quarter are traded by fewer and fewer. */
export function halfSpread(instrument: PaperInstrument, midTicks: number, nowMs: number): number {
  const days = daysToExpiry(instrument, nowMs) ?? 0;
  return 1 + Math.floor(days / QUARTER_DAYS) * Math.max(1, Math.round(midTicks / 10_000));
}
