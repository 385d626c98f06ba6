import type { Instrument } from './instrument.js';
import type { Direction } from './order.js';
import type { TaskError } from './task.js';

export type Untradable = 'not-tradable-by-api' | 'buy-unavailable' | 'sell-unavailable' | 'not-in-roubles';

/** All that keeps an instrument from being ordered at all; nothing, usually. */
export function whyUntradable(
  { ticker, currency, apiTradable, buyAvailable, sellAvailable }: Instrument,
  direction: Direction,
): (TaskError & { readonly code: Untradable })[] {
  return [
    ...(apiTradable ? [] : [{ code: 'not-tradable-by-api' as const, data: { ticker } }]),
    ...(direction === 'buy' && !buyAvailable ? [{ code: 'buy-unavailable' as const, data: { ticker } }] : []),
    ...(direction === 'sell' && !sellAvailable
      ? [{ code: 'sell-unavailable' as const, data: { ticker } }]
      : []),
    ...(currency === 'RUB' ? [] : [{ code: 'not-in-roubles' as const, data: { ticker, currency } }]),
  ];
}
