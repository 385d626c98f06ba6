import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TradeRing } from '../../../paper/candles/trade-ring.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';

const [instrument] = loadCatalogue().of('share');
if (!instrument) throw new Error('no share is listed');

const trade = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  ticks: fc.integer({ min: 1, max: 1_000_000 }),
  lots: fc.integer({ min: 1, max: 100_000 }),
  pauseMs: fc.integer({ min: 0, max: 20 }),
});

test('a ring holds what a list of the newest trades would hold, in their order, whatever it has grown through', () => {
  fc.assert(
    fc.property(
      fc.array(trade, { maxLength: 400 }),
      fc.integer({ min: 1, max: 200 }),
      fc.nat(4_000),
      (trades, most, afterMs) => {
        const ring = new TradeRing(instrument, most);
        let atMs = 0;
        const all = trades.map(({ pauseMs, ...each }) => {
          atMs += pauseMs;
          return { ...each, atMs, instrument };
        });
        for (const each of all) ring.add(each);
        expect(ring.since(afterMs)).toEqual(all.slice(-most).filter((each) => each.atMs > afterMs));
      },
    ),
  );
});
