/** Processes whose lines stall at one time, and then deliver what they held all at once, or break. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KEEPALIVE } from '../../../broker/keepalive.js';
import { type CallEnd, createRateBudget, Priority } from '../../../broker/limits/index.js';
import { CANCEL, LOOK_UP, mostWithin, POST, SimulatedBroker } from './simulated-broker.js';

const TRAVELS_MS = 20;
const BREAKS_AFTER_MS = KEEPALIVE.timeMs + KEEPALIVE.timeoutMs;
const ANSWERED: CallEnd = {
  headers: undefined,
  exhausted: false,
  arrived: true,
  isBroken: false,
  isGivenUp: false,
};
const GIVEN_UP = { ...ANSWERED, isGivenUp: true };
const BROKEN = { ...ANSWERED, arrived: false, isBroken: true };

/** One process with the connection it calls by. */
function processOn(broker: SimulatedBroker, { share, arrivals }: { share: number; arrivals: number[] }) {
  const budget = createRateBudget(broker.clock, { share });
  // Nothing but the pace of all calls together is to hold anybody up.
  budget.setTariff([POST, CANCEL, LOOK_UP].map((path) => ({ limitPerMinute: 1e6, methods: [path] })));
  let isStalled = false;
  let held: { arrive(): void; end(how: CallEnd): void }[] = [];
  return {
    async call(wish: { path: string; priority: Priority }) {
      const permit = await budget.take(wish);
      const arrive = () => {
        arrivals.push(broker.nowMs);
        broker.at(broker.nowMs + TRAVELS_MS, () => permit.end(ANSWERED));
      };
      if (isStalled) held.push({ arrive, end: permit.end });
      else broker.at(broker.nowMs + TRAVELS_MS, arrive);
      broker.at(broker.nowMs + (wish.path === LOOK_UP ? 5_000 : 3_000), () => permit.end(GIVEN_UP));
    },
    stallFor(ms: number) {
      isStalled = true;
      broker.at(broker.nowMs + Math.min(ms, BREAKS_AFTER_MS), () => {
        isStalled = false;
        const all = held;
        held = [];
        if (ms < BREAKS_AFTER_MS) return all.forEach((each) => void each.arrive());
        budget.disconnected();
        for (const { end } of all) end(BROKEN);
      });
    },
  };
}

const wave = fc.record({
  process: fc.nat(),
  calls: fc.integer({ min: 1, max: 60 }),
  priority: fc.constantFrom(...Object.values(Priority)),
  path: fc.constantFrom(POST, CANCEL, LOOK_UP),
  pauseMs: fc.integer({ min: 0, max: 2_500 }),
});

test.each([[[1]], [[0.6, 0.3, 0.1]], [Array.from({ length: 10 }, () => 0.06)]])(
  'with parts of %j no second has more than fifty arrivals, however long the lines stall',
  async (shares) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wave, { minLength: 10, maxLength: 30 }),
        fc.integer({ min: 1, max: BREAKS_AFTER_MS + 5_000 }),
        fc.nat({ max: 5_000 }),
        async (waves, stallMs, stallsAtMs) => {
          const broker = new SimulatedBroker({ limit: 1e6, windowMs: 60_000, latencyMs: () => 0 });
          const arrivals: number[] = [];
          const processes = shares.map((share) => processOn(broker, { share, arrivals }));
          broker.at(broker.nowMs + stallsAtMs, () => {
            for (const each of processes) each.stallFor(stallMs);
          });
          for (const { process, calls, pauseMs, ...wish } of waves) {
            for (let each = 0; each < calls; each += 1)
              void processes[process % processes.length]?.call(wish);
            await broker.runUntil(broker.nowMs + pauseMs);
          }
          await broker.runUntil(broker.nowMs + 120 * 60_000);
          expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(50);
          // Afterwards nobody waits for what was lost.
          const before = arrivals.length;
          for (const each of processes) void each.call({ path: POST, priority: Priority.hedge });
          await broker.runUntil(broker.nowMs + TRAVELS_MS);
          expect(arrivals).toHaveLength(before + processes.length);
        },
      ),
      { numRuns: 12 },
    );
  },
  30_000,
);
