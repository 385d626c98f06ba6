import { expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import { measureUnhedged } from '../../execution/unhedged-meter.js';

/** Both clocks, moved by hand. */
function clocks() {
  let atMs = 0;
  return {
    after: (ms: number) => {
      atMs += ms;
    },
    clock: { monotonicMs: () => 5_000 + atMs, wallMs: () => 1_800_000_000_000 + atMs },
  };
}
const owes = (count: number) => new Decimal(count);

test('the longest and the largest moment, remainders below a lot not counted', () => {
  const { clock, after } = clocks();
  const meter = measureUnhedged(10, { kept: null }, clock);
  meter.note(owes(9));
  after(400);
  meter.note(owes(30));
  after(250);
  meter.note(owes(5));
  after(900);
  meter.note(owes(10));
  after(100);
  expect(meter.longestUnhedgedMs()).toBe(250);
  expect(meter.largestUnhedged()).toBe('30');
  expect(meter.soFar()).toEqual({ longestMs: 250, largest: '30', owedSinceMs: 1_800_000_001_550 });
});

test('who goes on with it counts what the one before kept, and since when something is owed', () => {
  const { clock, after } = clocks();
  const before = measureUnhedged(10, { kept: null }, clock);
  before.note(owes(40));
  after(700);
  const kept = before.soFar();
  after(3_000);
  const next = measureUnhedged(10, { kept, silentMs: 9_000 }, clock);
  next.note(owes(20));
  after(50);
  next.note(owes(0));
  expect(next.soFar()).toEqual({ longestMs: 3_750, largest: '40', owedSinceMs: null });
});

test('a fill that nobody lived to tell of was unhedged for as long as the silence, at most', () => {
  const { clock, after } = clocks();
  const meter = measureUnhedged(
    10,
    { kept: { longestMs: 100, largest: '10', owedSinceMs: null }, silentMs: 2_900 },
    clock,
  );
  meter.note(owes(10));
  after(100);
  meter.note(owes(0));
  meter.note(owes(10));
  after(200);
  expect(meter.longestUnhedgedMs()).toBe(3_000);
});
