import type { Share } from 'tinkoff-invest-api/dist/generated/instruments.js';

/** What the exchange lists. A tick is one price step; prices inside the exchange are whole numbers of ticks. */
export interface PaperInstrument {
  readonly uid: string;
  readonly positionUid: string;
  readonly figi: string;
  readonly ticker: string;
  readonly classCode: string;
  readonly name: string;
  readonly kind: 'share';
  readonly currency: string;
  /** Securities in a lot. */
  readonly lot: number;
  /** A tick in the units of market data (roubles for shares), in 10^-9. */
  readonly stepNano: bigint;
  /** What a tick is worth in roubles for one security, in 10^-9. */
  readonly tickValueNano: bigint;
  /** Margin rates in 10^-9 of the position's value; 10^9 means no leverage. */
  readonly longMarginNano: bigint;
  readonly shortMarginNano: bigint;
  readonly startTicks: number;
  /** Lots that usually stand at one price level. */
  readonly levelLots: number;
  /** The message of the instruments service, statuses and flags as they are before anybody changes them. */
  readonly share: Share;
}

/** Roubles × 10^-9 of so many lots at a price. */
export const lotsValue = (instrument: PaperInstrument, lots: number, ticks: number): bigint =>
  BigInt(lots) * BigInt(instrument.lot) * BigInt(ticks) * instrument.tickValueNano;

export const priceOf = (instrument: PaperInstrument, ticks: number): bigint =>
  BigInt(ticks) * instrument.stepNano;

/** `undefined` when the price is not a whole multiple of the step. */
export const ticksOf = (instrument: PaperInstrument, priceNano: bigint): number | undefined =>
  priceNano % instrument.stepNano === 0n ? Number(priceNano / instrument.stepNano) : undefined;
