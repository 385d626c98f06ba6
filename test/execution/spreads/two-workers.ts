import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { type BenchWorker, openSpreadBench, type SpreadBench } from './spread-bench.js';

interface TwoWorkers {
  bench: SpreadBench;
  first: BenchWorker;
  second: BenchWorker;
  /** Near lots that were bought in this test. */
  readonly hedged: () => Promise<number>;
  /** Done when so many were, in all. */
  readonly untilHedged: (lots: number) => Promise<unknown>;
}

/** For the tests of one file: a bench of SBER and its future; for each of them two fresh workers and the usual books. */
export function twoWorkers(): TwoWorkers {
  let hedgedBefore = 0;
  // The rest is there from the first test on.
  const at = {
    hedged: async () => (await at.bench.filled(at.bench.near, 'buy')) - hedgedBefore,
    untilHedged: (lots) => at.bench.untilFilled(at.bench.near, hedgedBefore + lots),
  } as TwoWorkers;
  beforeAll(async () => {
    at.bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  }, 60_000);
  afterAll(() => at.bench?.stop());
  beforeEach(async () => {
    [at.first, at.second] = await Promise.all([at.bench.worker(), at.bench.worker()]);
    await at.bench.usualBooks();
    hedgedBefore = await at.bench.filled(at.bench.near, 'buy');
  });
  afterEach(() => Promise.all([at.first.end(), at.second.end()]));
  return at;
}
