import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ContractError } from '../../paper/errors.js';
import { Exchange } from '../../paper/exchange/exchange.js';
import { Recorder } from '../../paper/exchange/recorder.js';
import { loadCatalogue } from '../../paper/instruments/catalogue.js';
import { makeLadder } from '../../paper/market/ladder.js';
import { NANO } from '../../paper/money.js';
import type { Journal } from '../../paper/state/journal.js';
import { commissionOf } from '../../paper/state/order.js';
import { type ExchangeState, FIRST_ACCOUNT_ID } from '../../paper/state/state.js';
import { openStore } from '../../paper/state/store.js';
import { newDataDir } from './paper-client.js';

const catalogue = loadCatalogue();

function open(dataDir: string): { exchange: Exchange; journal: Journal; state: ExchangeState } {
  const { state, journal, ledger } = openStore({ dataDir, catalogue });
  const recorder = new Recorder({ state, ledger, journal });
  const exchange = new Exchange({
    state,
    catalogue,
    recorder,
    makeLadder: (instrument, midTicks) => makeLadder({ seed: '1', instrument, midTicks, nowMs: 0 }),
  });
  return { exchange, journal, state };
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('post' as const),
    direction: fc.constantFrom('buy' as const, 'sell' as const),
    away: fc.integer({ min: -15, max: 15 }),
    lots: fc.integer({ min: 1, max: 2_000 }),
    timeInForce: fc.constantFrom('day' as const, 'fill-and-kill' as const, 'fill-or-kill' as const),
    margin: fc.boolean(),
  }),
  fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(10) }),
  fc.record({
    do: fc.constant('trade' as const),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.integer({ min: 1, max: 3_000 }),
  }),
  fc.record({ do: fc.constant('move' as const), away: fc.integer({ min: -40, max: 40 }) }),
);

describe('the exchange', () => {
  test('conserves money and securities, blocks exactly what works, and comes back the same from its journal', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (script) => {
        const { dataDir, remove } = newDataDir();
        const { exchange, journal, state } = open(dataDir);
        const instrument = catalogue.byTicker('SBER');
        const account = exchange.account(FIRST_ACCOUNT_ID);
        if (!instrument || !account) throw new Error('no SBER or no account');
        exchange.accounts.set({
          kind: 'account-set',
          accountId: account.id,
          positions: [{ ticker: 'SBER', amount: 5_000, averagePrice: '300' }],
        });
        let key = 0;
        for (const each of script) {
          const mid = instrument.startTicks;
          if (each.do === 'post') {
            key += 1;
            try {
              const priceNano = BigInt(mid + each.away) * instrument.stepNano;
              exchange.place(
                {
                  ...each,
                  requestId: `key ${key}`,
                  account,
                  instrument,
                  kind: 'limit',
                  priceNano,
                  priceUnit: 'points',
                },
                { hideMs: 0 },
              );
            } catch (error) {
              if (!(error instanceof ContractError)) throw error;
            }
          } else if (each.do === 'cancel') {
            const order = [...state.working.values()][each.pick];
            if (order) exchange.cancel(order);
          } else if (each.do === 'trade') {
            exchange.trade(instrument, { ...each, limitTicks: undefined }, { keep: true });
          } else {
            exchange.setLadder(
              instrument,
              makeLadder({ seed: '2', instrument, midTicks: mid + each.away, nowMs: 0 }),
              {
                keep: true,
              },
            );
          }
          let money = 10_000_000n * NANO;
          let amount = 5_000;
          for (const order of state.orders.values()) {
            const sign = order.direction === 'buy' ? 1 : -1;
            money -= BigInt(sign) * order.value + commissionOf(order.value);
            amount += sign * order.executed * instrument.lot;
            expect(order.executed + order.cancelled).toBeLessThanOrEqual(order.lots);
          }
          expect(account.money).toBe(money);
          expect(account.positions.get(instrument.uid)?.amount).toBe(amount);
          if (state.working.size === 0) expect(account.blocked).toBe(0n);
        }
        journal.close();
        const again = open(dataDir);
        expect(again.state.orders).toEqual(state.orders);
        expect(again.state.accounts).toEqual(state.accounts);
        const queues = (of: Exchange) => [
          of.listing(instrument).book.queues('buy'),
          of.listing(instrument).book.queues('sell'),
        ];
        if (state.keptBooks.size > 0) expect(queues(again.exchange)).toEqual(queues(exchange));
        again.journal.close();
        remove();
      }),
      { numRuns: 60 },
    );
  });
});
