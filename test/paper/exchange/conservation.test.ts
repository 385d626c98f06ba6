import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { freeMoney, futuresMargin, type PaperAccount, positionIn } from '../../../paper/accounts/account.js';
import { correctedMargin, startingMargin, worthOf } from '../../../paper/accounts/worth.js';
import { ContractError } from '../../../paper/errors.js';
import type { Exchange } from '../../../paper/exchange/exchange.js';
import {
  hasEnded,
  isFuture,
  type PaperInstrument,
  roublesOf,
} from '../../../paper/instruments/instrument.js';
import { makeLadder } from '../../../paper/market/ladder.js';
import { NANO } from '../../../paper/money.js';
import { blockedMoney, commissionOf } from '../../../paper/state/order.js';
import { catalogue, openExchange } from '../open-exchange.js';

const START = 10_000_000n * NANO;
const NOW_MS = Date.now();

function pick(what: string, fits: (instrument: PaperInstrument) => boolean): PaperInstrument {
  const found = catalogue.all.find((each) => fits(each) && !hasEnded(each, Date.now()));
  if (!found) throw new Error(`${what} is not listed`);
  return found;
}
/** Two that are paid for, then two futures. */
const instruments = [
  pick('SBER', ({ ticker }) => ticker === 'SBER'),
  pick('a bond', ({ details, liquid }) => details.kind === 'bond' && liquid && details.coupon.perYear > 0),
  pick('a future', (each) => isFuture(each) && each.ticker.startsWith('SR') && each.liquid),
  pick('an index future', (each) => isFuture(each) && each.ticker.startsWith('RI') && each.liquid),
];

const step = fc.oneof(
  fc.record({
    do: fc.constant('post' as const),
    which: fc.nat(instruments.length - 1),
    direction: fc.constantFrom('buy' as const, 'sell' as const),
    away: fc.integer({ min: -12, max: 12 }),
    lots: fc.integer({ min: 1, max: 900 }),
    kind: fc.constantFrom('limit' as const, 'limit' as const, 'market' as const),
    timeInForce: fc.constantFrom('day' as const, 'fill-and-kill' as const),
    margin: fc.boolean(),
  }),
  fc.record({ do: fc.constant('cancel' as const), pick: fc.nat(10) }),
  fc.record({
    do: fc.constant('trade' as const),
    which: fc.nat(instruments.length - 1),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    lots: fc.integer({ min: 1, max: 2_000 }),
  }),
  fc.record({
    do: fc.constant('move' as const),
    which: fc.nat(instruments.length - 1),
    away: fc.integer({ min: -30, max: 30 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function play(script: readonly Step[], check: (exchange: Exchange, account: PaperAccount) => void): void {
  const { exchange, account, close } = openExchange();
  const { state } = exchange;
  for (const [index, each] of script.entries()) {
    act(exchange, account, each, index);
    check(exchange, account);
  }
  for (const order of [...state.working.values()]) exchange.cancel(order);
  check(exchange, account);
  expect(account.blocked).toBe(0n);
  for (const { blocked, buying } of account.positions.values()) expect([blocked, buying]).toEqual([0, 0]);
  close();
}

function act(exchange: Exchange, account: PaperAccount, each: Step, index: number): void {
  if (each.do === 'cancel') {
    const order = [...exchange.state.working.values()][each.pick];
    if (order) exchange.cancel(order);
    return;
  }
  const instrument = instruments[each.which];
  if (!instrument) throw new Error('no such instrument');
  const mid = instrument.startTicks;
  if (each.do === 'trade') exchange.trade(instrument, { ...each, limitTicks: undefined }, { keep: false });
  else if (each.do === 'move') {
    const ladder = makeLadder({ seed: '2', instrument, midTicks: mid + each.away, nowMs: NOW_MS });
    exchange.setLadder(instrument, ladder, { keep: false });
  } else {
    const priceNano = BigInt(mid + each.away) * instrument.stepNano;
    const request = { ...each, requestId: `key ${index}`, account, instrument, priceNano };
    try {
      exchange.place({ ...request, priceUnit: 'points' }, { hideMs: 0 });
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
    }
  }
}

describe('an account, whatever it trades', () => {
  test('has the money that its trades moved, and is worth what they were worth', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (script) => {
        play(script, ({ state, lastTicks }, account) => {
          let money = START;
          let blocked = 0n;
          let wealth = START;
          const amounts = new Map<PaperInstrument, number>();
          for (const order of state.orders.values()) {
            const { instrument } = order;
            const sign = order.direction === 'buy' ? 1n : -1n;
            const paid = sign * order.value;
            const costs = commissionOf(order.value) + sign * order.interest;
            money += (isFuture(instrument) ? order.gained : -paid) - costs;
            wealth -= paid + costs;
            blocked += blockedMoney(order);
            const amount = (amounts.get(instrument) ?? 0) + Number(sign) * order.executed * instrument.lot;
            amounts.set(instrument, amount);
          }
          for (const [instrument, amount] of amounts) {
            expect(positionIn(account, instrument).amount).toBe(amount);
            wealth += roublesOf(instrument, lastTicks(instrument)) * BigInt(amount);
          }
          expect(account.money).toBe(money);
          expect(account.blocked).toBe(blocked);
          const worth = [...account.positions.values()].reduce(
            (sum, position) => sum + worthOf(position, lastTicks),
            account.money,
          );
          expect(worth).toBe(wealth);
          expect(freeMoney(account)).toBe(money - blocked - futuresMargin(account));
          expect(correctedMargin(account, lastTicks) >= startingMargin(account, lastTicks)).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('is never short and never in debt when nobody agreed to margin, even if everything that works is filled', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (script) => {
        const spot = script.map((each) =>
          each.do === 'post' ? { ...each, margin: false, which: each.which % 2 } : each,
        );
        play(spot, (_, account) => {
          expect(freeMoney(account) >= 0n).toBe(true);
          for (const { amount, blocked } of account.positions.values()) {
            expect(amount - blocked).toBeGreaterThanOrEqual(0);
          }
        });
      }),
      { numRuns: 40 },
    );
  });
});
