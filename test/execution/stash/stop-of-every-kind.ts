import type { Decimal } from '../../../domain/decimal.js';
import type { Instrument } from '../../../domain/instrument.js';
import { Direction } from '../../../domain/order.js';
import type { Distance, StopExpiry, StopTerms } from '../../../domain/stop-order.js';
import { percentOf } from './stash-ground.js';

const EXPIRIES: readonly StopExpiry[] = [
  { type: 'till-cancel' },
  { type: 'till-date', at: '2098-01-02T03:04:05.678Z' },
];

/** Every kind of stop order that the contract knows of one instrument, none of which triggers at that last price. */
export function stopsOfEveryKind(instrument: Instrument, lastPrice: Decimal): StopTerms[] {
  const at = (percent: number) => percentOf(lastPrice, percent, instrument);
  const step = instrument.priceStep.mul(3).toFixed();
  const distances: readonly Distance[] = [
    { type: 'absolute', value: step },
    { type: 'relative', value: '1.5' },
  ];
  const unit = instrument.kind === 'share' ? 'roubles' : 'points';
  return Object.values(Direction).flatMap((direction, side) => {
    // A take-profit to buy waits below, a stop-loss to buy above.
    const [better, worse] = direction === 'buy' ? [96, 104] : [104, 96];
    const shapes: Pick<StopTerms, 'kind' | 'stopPrice' | 'child' | 'trailing'>[] = [
      { kind: 'take-profit', stopPrice: at(better), child: { type: 'market' } },
      { kind: 'take-profit', stopPrice: at(better), child: { type: 'limit', price: at(97 + side * 6) } },
      { kind: 'stop-loss', stopPrice: at(worse), child: { type: 'market' } },
      { kind: 'stop-limit', stopPrice: at(worse), child: { type: 'limit', price: at(103 - side * 6) } },
      ...distances.flatMap((indent) =>
        distances.flatMap((spread) =>
          [{ type: 'limit', price: null } as const, { type: 'market' } as const].map((child) => ({
            kind: 'take-profit' as const,
            stopPrice: at(better),
            child,
            trailing: { indent, spread },
          })),
        ),
      ),
    ];
    return shapes.flatMap((shape, place) =>
      EXPIRIES.map(
        (expiry): StopTerms => ({
          ...shape,
          instrumentUid: instrument.uid,
          ticker: instrument.ticker,
          direction,
          lots: 1 + (place % 3),
          expiry,
          margin: true,
          priceUnit: unit,
        }),
      ),
    );
  });
}
