import type { ExchangeState } from '../../../paper/state/state.js';

/**
 * Everything that a state holds, whatever its fields are: so that a field which somebody adds and a snapshot forgets
 * is seen. Instruments stand by their ticker; maps keep their order.
 */
export const dumpOf = (state: ExchangeState): unknown =>
  dump({
    ...state,
    catalogue: undefined,
    // Follows from the time.
    timetable: undefined,
    keys: [...state.keys.blocks()],
    stops: [...state.stops.take()],
    operations: [...state.operations.all()],
  });

function dump(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) return [...value].map(dump);
  if ('ticker' in value && 'positionUid' in value) return `instrument ${String(value.ticker)}`;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, dump(field)]));
}
