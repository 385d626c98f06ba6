/** Stop orders without an exchange, and arbitrary ones for properties. */
import fc from 'fast-check';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { type PaperStop, stopOf } from '../../../paper/stops/stop.js';
import type { StopKind, StopPlaced } from '../../../paper/stops/stop-events.js';

export const catalogue = loadCatalogue();
const listed = catalogue.byTicker('SBER');
if (!listed) throw new Error('SBER is not listed');
export const sber = listed;

export interface StopShape {
  readonly kind: StopKind;
  readonly direction: 'buy' | 'sell';
  readonly stopTicks: number;
  /** In percent with two decimals, or in ticks. */
  readonly indent: { readonly type: 'absolute' | 'relative'; readonly size: number } | undefined;
}

/** SBER has a step of 0.01. */
export const price = (ticks: number): string => (ticks / 100).toFixed(2);

export const placedEvent = ({ kind, direction, stopTicks, indent }: StopShape, number: number) =>
  ({
    kind: 'stop-placed',
    seq: number,
    atUs: number * 1_000_000,
    stopOrderId: `stop-${number}`,
    requestId: `key-${number}`,
    accountId: '2000000001',
    ticker: 'SBER',
    direction,
    lots: 1,
    stopType: kind,
    stopPrice: price(stopTicks),
    child: 'market',
    ...(indent && {
      trailing: {
        indent: { type: indent.type, value: price(indent.size) },
        spread: { type: 'relative', value: '0' },
      },
    }),
    margin: false,
  }) satisfies StopPlaced & { seq: number; atUs: number };

export const makeStop = (shape: StopShape, number: number): PaperStop =>
  stopOf(placedEvent(shape, number), sber);

const ticks = fc.integer({ min: 900, max: 1_100 });
const direction = fc.constantFrom('buy' as const, 'sell' as const);

export const anyStop: fc.Arbitrary<StopShape> = fc.oneof(
  fc.record({
    kind: fc.constantFrom<StopKind>('take-profit', 'stop-loss', 'stop-limit'),
    direction,
    stopTicks: ticks,
    indent: fc.constant(undefined),
  }),
  fc.record({
    kind: fc.constant<StopKind>('take-profit'),
    direction,
    stopTicks: ticks,
    indent: fc.record({
      type: fc.constantFrom('absolute' as const, 'relative' as const),
      size: fc.integer({ min: 1, max: 300 }),
    }),
  }),
);

export const anyPrices: fc.Arbitrary<number[]> = fc.array(ticks, { minLength: 1, maxLength: 60 });
