import type { Bond, Currency, Etf, Future, Share } from 'tinkoff-invest-api/dist/generated/instruments.js';

/**
 * The message of the instruments service, statuses and flags as they are before anybody changes them. What is of one
 * kind only stands beside it.
 */
export type InstrumentDetails =
  | { readonly kind: 'share'; readonly message: Share }
  | { readonly kind: 'bond'; readonly message: Bond; readonly coupon: Coupon }
  | { readonly kind: 'etf'; readonly message: Etf }
  | { readonly kind: 'currency'; readonly message: Currency }
  | { readonly kind: 'future'; readonly message: Future; readonly terms: FutureTerms };

export type InstrumentKind = InstrumentDetails['kind'];

/** Equal coupons, counted back from the maturity. */
export interface Coupon {
  /** 0 when there are none. */
  readonly perYear: number;
  /** 10^-9 roubles for one bond. */
  readonly nano: bigint;
}

export interface FutureTerms {
  /** Position uid of the share in it; `undefined` where what is in it is not listed (an index). */
  readonly underlyingPositionUid: string | undefined;
  /** Securities in one contract. */
  readonly size: number;
  /** Trading ends for ever at this moment; `undefined` for a perpetual future. */
  readonly expiresAtMs: number | undefined;
}

/** What a position or order of the instrument needs besides its price. */
export type MarginTerms =
  /** In 10^-9 of the position's value; 10^9 means no leverage. */
  | { readonly kind: 'rate'; readonly longNano: bigint; readonly shortNano: bigint }
  /** In 10^-9 roubles for one contract, in place of its price. */
  | { readonly kind: 'per-contract'; readonly buyNano: bigint; readonly sellNano: bigint };

/** What the exchange lists. A tick is one price step; prices inside the exchange are whole numbers of ticks. */
export interface PaperInstrument {
  readonly uid: string;
  readonly positionUid: string;
  readonly figi: string;
  readonly isin: string;
  readonly ticker: string;
  readonly classCode: string;
  readonly name: string;
  readonly currency: string;
  /** Securities in a lot. */
  readonly lot: number;
  /** A tick in the units of market data (roubles, for bonds percent of the nominal, for futures points), in 10^-9. */
  readonly stepNano: bigint;
  /** What a tick is worth in roubles for one security, in 10^-9. */
  readonly tickValueNano: bigint;
  readonly margin: MarginTerms;
  readonly startTicks: number;
  /** Lots that usually stand at one price level. */
  readonly levelLots: number;
  /** Traded much: others keep it moving. */
  readonly liquid: boolean;
  /**
   * Known by its record alone: without market, price, orders and holders, whatever anybody sets.
   * @default false
   */
  readonly listedOnly?: boolean;
  readonly details: InstrumentDetails;
}

export type PaperFuture = PaperInstrument & { readonly details: InstrumentDetails & { kind: 'future' } };

export const isFuture = (instrument: PaperInstrument): instrument is PaperFuture =>
  instrument.details.kind === 'future';

/** Roubles × 10^-9 of so many lots at a price; for bonds without accrued interest. */
export const lotsValue = (instrument: PaperInstrument, lots: number, ticks: number): bigint =>
  BigInt(lots) * BigInt(instrument.lot) * BigInt(ticks) * instrument.tickValueNano;

/** In the units of market data. */
export const priceOf = (instrument: PaperInstrument, ticks: number): bigint =>
  BigInt(ticks) * instrument.stepNano;

/** Of one security, in 10^-9 roubles. */
export const roublesOf = (instrument: PaperInstrument, ticks: number): bigint =>
  BigInt(ticks) * instrument.tickValueNano;

/** `undefined` when the price is not a whole multiple of the step. */
export const ticksOf = (instrument: PaperInstrument, priceNano: bigint): number | undefined =>
  priceNano % instrument.stepNano === 0n ? Number(priceNano / instrument.stepNano) : undefined;

/** The same for a price in roubles. */
export const ticksOfRoubles = (instrument: PaperInstrument, roublesNano: bigint): number | undefined =>
  roublesNano % instrument.tickValueNano === 0n ? Number(roublesNano / instrument.tickValueNano) : undefined;

/** The moment after which the instrument is traded no more, in ms; `undefined` when there is none. */
export function endsAtMs({ details }: PaperInstrument): number | undefined {
  if (details.kind === 'future') return details.terms.expiresAtMs;
  if (details.kind === 'bond') return details.message.maturityDate?.getTime();
  return undefined;
}

export const hasEnded = (instrument: PaperInstrument, nowMs: number): boolean =>
  (endsAtMs(instrument) ?? Number.POSITIVE_INFINITY) <= nowMs;
