/** Several processes of one installation, each with a budget of its own: what arrives at the exchange altogether. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRateBudget, Priority } from '../../../broker/limits/index.js';
import { STREAMS } from '../../../broker/limits/rate-budget.js';
import { brokerSettings, loadConfig } from '../../../config/index.js';
import { CANCEL, LOOK_UP, POST, SimulatedBroker, STOPS } from './simulated-broker.js';

const PATHS = [POST, CANCEL, LOOK_UP, STOPS, STREAMS];
/** How long a call travels, one way: mostly quick, now and then as slow as a line can be before it is given up. */
const travelMs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 120 }) },
  { weight: 1, arbitrary: fc.integer({ min: 120, max: 5_000 }) },
);
const wave = fc.record({
  process: fc.nat(),
  calls: fc.integer({ min: 1, max: 120 }),
  priority: fc.constantFrom(...Object.values(Priority)),
  path: fc.constantFrom(...PATHS),
  pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 700 })),
});

const sharesOf = (workers: number): number[] => {
  const config = loadConfig({ WORKERS: `${workers}`, TELEGRAM_TOKEN: 'a bot' }, '/no/such/file');
  const shareOf = (process: 'worker' | 'api' | 'bot') => brokerSettings(config, process).paceShare;
  return [...Array.from({ length: workers }, () => shareOf('worker')), shareOf('api'), shareOf('bot')];
};

/** The most of these moments, in order, that lie in any span of that length. */
function mostWithin(moments: readonly number[], spanMs: number): number {
  const sorted = [...moments].sort((a, b) => a - b);
  let [most, first] = [0, 0];
  for (const [index, moment] of sorted.entries()) {
    while ((sorted[first] ?? moment) + spanMs <= moment) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

test.each([1, 2, 3, 4])(
  'with %i workers no second has more than fifty arrivals, and no minute more than a thousand',
  async (workers) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(wave, { minLength: 10, maxLength: 30 }),
        fc.array(travelMs, { minLength: 5, maxLength: 40 }),
        async (waves, travels) => {
          const broker = new SimulatedBroker({ limit: 5_000, windowMs: 60_000, latencyMs: () => 0 });
          const budgets = sharesOf(workers).map((share) => createRateBudget(broker.clock, { share }));
          const arrivals: number[] = [];
          let [wanted, sent] = [0, 0];
          const call = async (
            budget: (typeof budgets)[number],
            wish: { path: string; priority: Priority },
          ) => {
            const permit = await budget.take(wish);
            const oneWayMs = travels[sent++ % travels.length] ?? 0;
            const arrivesAtMs = broker.nowMs + oneWayMs;
            arrivals.push(arrivesAtMs);
            const end = { headers: undefined, exhausted: false, arrived: true, isBroken: false };
            // A deadline of three seconds, like that of a post: what takes longer is given up, and arrives all the same.
            broker.at(Math.min(arrivesAtMs + oneWayMs, broker.nowMs + 3_000), () =>
              permit.end({ ...end, isGivenUp: oneWayMs * 2 > 3_000 }),
            );
          };
          // Nothing but the pace of all calls together is to hold anybody up.
          for (const budget of budgets)
            budget.setTariff(PATHS.slice(0, 4).map((path) => ({ limitPerMinute: 1e6, methods: [path] })));
          for (const { process, calls, pauseMs, ...wish } of waves) {
            const budget = budgets[process % budgets.length];
            for (let each = 0; budget && each < calls; each += 1, wanted += 1) void call(budget, wish);
            await broker.runUntil(broker.nowMs + pauseMs);
          }
          await broker.runUntil(broker.nowMs + 120 * 60_000);
          expect(arrivals).toHaveLength(wanted);
          expect(mostWithin(arrivals, 1_000)).toBeLessThanOrEqual(50);
          expect(mostWithin(arrivals, 60_000)).toBeLessThanOrEqual(1_000);
        },
      ),
      { numRuns: 6 },
    );
  },
  30_000,
);
