import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BudgetSpentError, Priority } from '../../../broker/limits/index.js';
import { compare } from '../../../broker/limits/priority.js';
import { CANCEL, LOOK_UP, mostWithin, POST, SimulatedBroker, STOPS, settled } from './simulated-broker.js';

const RUNS = { numRuns: 40 };
const latency = fc.integer({ min: 0, max: 300 });
const latencies = fc.array(latency, { minLength: 1, maxLength: 20 });
const limit = fc.constantFrom(5, 20, 50, 100, 300);
const windowMs = fc.constantFrom(1_000, 2_500, 7_000, 60_000);
const priority = fc.constantFrom(...Object.values(Priority));
const path = fc.constantFrom(POST, CANCEL, LOOK_UP, STOPS);
/** Waves of calls: some at once, then a pause. */
const waves = fc.array(
  fc.record({
    calls: fc.integer({ min: 1, max: 60 }),
    priority,
    path,
    pauseMs: fc.integer({ min: 0, max: 2_000 }),
  }),
  { minLength: 1, maxLength: 8 },
);
const cyclic =
  <T>(values: readonly T[]) =>
  (call: number): T =>
    values[call % values.length] as T;

/** What has come of each by now. */
const soFar = <T>(calls: readonly Promise<T>[]): Promise<(T | undefined)[]> =>
  Promise.all(calls.map((call) => Promise.race([call, settled().then(() => undefined)])));

test('alone, no call is ever refused, no second has more than fifty, and nobody waits for ever', async () => {
  await fc.assert(
    fc.asyncProperty(limit, windowMs, latencies, waves, async (size, window, delays, all) => {
      const broker = new SimulatedBroker({ limit: size, windowMs: window, latencyMs: cyclic(delays) });
      broker.budget.setTariff(
        [POST, CANCEL, LOOK_UP, STOPS].map((each) => ({ limitPerMinute: size, methods: [each] })),
      );
      let wanted = 0;
      for (const wave of all) {
        wanted += wave.calls;
        for (let each = 0; each < wave.calls; each += 1) void broker.call(wave);
        await broker.runUntil(broker.nowMs + wave.pauseMs);
      }
      await broker.runUntil(broker.nowMs + 500 * 60_000);
      expect(broker.sent).toHaveLength(wanted);
      expect(broker.sent.filter(({ refusedByBroker }) => refusedByBroker)).toEqual([]);
      expect(
        mostWithin(
          broker.sent.map(({ arrivedAtMs }) => arrivedAtMs),
          1_000,
        ),
      ).toBeLessThanOrEqual(50);
    }),
    RUNS,
  );
}, 60_000);

test('whoever is sent was the first of those that waited for the same limit', async () => {
  await fc.assert(
    fc.asyncProperty(waves, latencies, async (all, delays) => {
      const broker = new SimulatedBroker({ limit: 20, windowMs: 2_000, latencyMs: cyclic(delays) });
      const places = new Map<object, { priority: Priority; cameAtMs: number; number: number }>();
      const { call } = broker;
      let number = 0;
      const overtaken: string[] = [];
      for (const wave of all) {
        for (let each = 0; each < wave.calls; each += 1) {
          const before = new Set(broker.waiting);
          const sending = call.call(broker, wave);
          const [mine] = [...broker.waiting].filter((one) => !before.has(one));
          if (mine) places.set(mine, { priority: wave.priority, cameAtMs: broker.nowMs, number: number++ });
          void sending.then((sent) => {
            const own = places.get(sent);
            for (const other of broker.waiting) {
              const place = places.get(other);
              if (!own || !place || other.path !== wave.path || !Number.isNaN(other.sentAtMs)) continue;
              if (place.cameAtMs < broker.nowMs && compare(place, own) < 0)
                overtaken.push(`${place.priority} by ${own.priority}`);
            }
          });
        }
        await broker.runUntil(broker.nowMs + wave.pauseMs);
      }
      await broker.runUntil(broker.nowMs + 500 * 60_000);
      expect(number).toBeGreaterThan(0);
      expect(overtaken).toEqual([]);
    }),
    RUNS,
  );
}, 60_000);

// A call counts in its second until a second after its answer: so long one of each is sure of its place.
test('a hedge and a cancel find the share that is kept for them, however many orders and reads wait', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 400 }),
      fc.array(fc.integer({ min: 1_700, max: 4_000 }), { minLength: 1, maxLength: 8 }),
      latencies,
      fc.constantFrom(Priority.place, Priority.move, Priority.read),
      async (flood, pauses, delays, ordinary) => {
        const broker = new SimulatedBroker({ limit: 100, windowMs: 60_000, latencyMs: cyclic(delays) });
        for (let each = 0; each < flood; each += 1) void broker.call({ path: POST, priority: ordinary });
        for (const pauseMs of pauses) {
          await broker.runUntil(broker.nowMs + pauseMs);
          const hedge = broker.call({ path: POST, priority: Priority.hedge });
          const cancel = broker.call({ path: CANCEL, priority: Priority.cancel });
          await broker.runUntil(broker.nowMs);
          const [one, other] = await soFar([hedge, cancel]);
          expect(one).toMatchObject({ sentAtMs: broker.nowMs });
          expect(other).toMatchObject({ sentAtMs: broker.nowMs });
        }
        await broker.runUntil(broker.nowMs + 1_000);
        expect(broker.sent.filter(({ refusedByBroker }) => refusedByBroker)).toEqual([]);
      },
    ),
    RUNS,
  );
}, 60_000);

test('a call of another program costs us one refusal at most, and all of ours are sent in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 20, max: 400 }),
      latencies,
      async (others, everyMs, delays) => {
        const broker = new SimulatedBroker({ limit: 100, windowMs: 10_000, latencyMs: cyclic(delays) });
        let taken = 0;
        for (let each = 0; each < others; each += 1)
          broker.at(broker.nowMs + each * everyMs, () => {
            if (broker.callByOther(LOOK_UP)) taken += 1;
          });
        for (let each = 0; each < 300; each += 1)
          void broker.call({ path: LOOK_UP, priority: Priority.read });
        await broker.runUntil(broker.nowMs + 200_000);
        expect(broker.sent).toHaveLength(300);
        expect(broker.sent.filter(({ refusedByBroker }) => refusedByBroker).length).toBeLessThanOrEqual(
          taken,
        );
      },
    ),
    RUNS,
  );
}, 60_000);

test('lost answers and calls that are given up block nothing for longer than a window', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { minLength: 5, maxLength: 30 }),
      fc.integer({ min: 1, max: 5_000 }),
      async (lost, patienceMs) => {
        const broker = new SimulatedBroker({
          limit: 20,
          windowMs: 60_000,
          latencyMs: () => 5,
          lostAfterMs: (call) => (cyclic(lost)(call) ? 3_000 : undefined),
        });
        const impatient = Array.from({ length: 30 }, () =>
          broker.call({ path: LOOK_UP, priority: Priority.read, patienceMs }),
        );
        await broker.runUntil(broker.nowMs + patienceMs);
        for (const outcome of await soFar(impatient)) {
          expect(outcome).toBeDefined();
          if (!outcome) continue;
          if (outcome instanceof BudgetSpentError) expect(outcome.resetMs).toBeGreaterThan(0);
          else expect(outcome.sentAtMs - outcome.cameAtMs).toBeLessThan(patienceMs);
        }
        await broker.runUntil(broker.nowMs + 70_000);
        const late = broker.call({ path: LOOK_UP, priority: Priority.read });
        await broker.runUntil(broker.nowMs + 1);
        expect(await soFar([late])).toEqual([expect.objectContaining({ path: LOOK_UP })]);
      },
    ),
    RUNS,
  );
}, 60_000);
