import { afterAll, beforeAll, test } from '@jest/globals';

/**
 * A test that waits more than it works: it begins with its block, beside the block's other tests, and is judged in its
 * place. So it needs a system of its own, and nothing that happens there may be measured by the clock.
 */
export function testMeanwhile(name: string, story: () => Promise<void>, timeoutMs = 60_000): void {
  let told: Promise<void> | undefined;
  beforeAll(() => {
    told = story();
    // Whoever waits for it hears of a failure; until then it is nobody's.
    told.catch(() => undefined);
  });
  test(name, () => told, timeoutMs);
  // Even where its test has given up, what it started ends before the file does.
  afterAll(() => told?.catch(() => undefined), timeoutMs);
}
