import { endsAtMs, type PaperInstrument, ticksOf } from '../instruments/instrument.js';
import { parseNano } from '../money.js';
import type { StopDistance, StopPlaced } from './stop-events.js';
import { type Distance, protectedTicks } from './triggers.js';

export type StopStatus = 'active' | 'executed' | 'cancelled' | 'expired';

/** What changes of a stop order; only events change it. */
export interface StopProgress {
  status: StopStatus;
  /** The best price since a trailing stop was activated; `undefined` before, and for all others. */
  extremum: number | undefined;
  triggeredAtMs: number | undefined;
  /** The limit that its child got. */
  childTicks: number | undefined;
  /** The child's exchange id. */
  orderId: string | undefined;
  /** Why its child was refused. */
  refusal: string | undefined;
}

export type PlacedStop = StopPlaced & { readonly seq: number; readonly atUs: number };

export interface PaperStop extends StopProgress {
  readonly stopOrderId: string;
  /** Stops that came earlier have a smaller one. */
  readonly number: number;
  readonly placed: PlacedStop;
  readonly instrument: PaperInstrument;
  readonly createdAtMs: number;
  readonly stopTicks: number;
  readonly limitTicks: number | undefined;
  readonly trailing: { readonly indent: Distance; readonly spread: Distance } | undefined;
  /** When it ends by itself: at its date, or with its instrument. */
  readonly expiresAtMs: number;
}

export function stopOf(placed: PlacedStop, instrument: PaperInstrument): PaperStop {
  const { trailing, expiresAt } = placed;
  const dateMs = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
  return {
    stopOrderId: placed.stopOrderId,
    number: placed.seq,
    placed,
    instrument,
    createdAtMs: Math.floor(placed.atUs / 1000),
    stopTicks: readTicks(instrument, placed.stopPrice),
    limitTicks: placed.price === undefined ? undefined : readTicks(instrument, placed.price),
    trailing: trailing && {
      indent: readDistance(instrument, trailing.indent),
      spread: readDistance(instrument, trailing.spread),
    },
    expiresAtMs: Math.min(dateMs, endsAtMs(instrument) ?? Number.POSITIVE_INFINITY),
    status: 'active',
    extremum: undefined,
    triggeredAtMs: undefined,
    childTicks: undefined,
    orderId: undefined,
    refusal: undefined,
  };
}

/** The limit of the child when this price triggers the stop; `undefined` for a market order. */
export function childTicks(
  { placed, trailing, limitTicks }: PaperStop,
  lastTicks: number,
): number | undefined {
  if (placed.child === 'market') return undefined;
  return trailing ? protectedTicks(placed.direction, lastTicks, trailing.spread) : limitTicks;
}

export function readTicks(instrument: PaperInstrument, price: string): number {
  const ticks = ticksOf(instrument, readNano(price));
  if (ticks === undefined)
    throw new Error(`the journal holds ${price} for ${instrument.ticker}, between two steps`);
  return ticks;
}

const readDistance = (instrument: PaperInstrument, { type, value }: StopDistance): Distance =>
  type === 'absolute'
    ? { type, ticks: readTicks(instrument, value) }
    : { type, percentNano: Number(readNano(value)) };

function readNano(text: string): bigint {
  const nano = parseNano(text);
  if (nano === undefined) throw new Error(`the journal holds "${text}" where a decimal was expected`);
  return nano;
}
