import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Names the condition in the failure. */
  readonly what: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
  /** @default 20 */
  readonly everyMs?: number;
}

/**
 * Asks again until the answer is truthy and returns it; `expect` inside works too, as a throw means "not yet".
 * @throws an error that names the condition and the last failure or answer, after the time is over
 */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  { what, timeoutMs = 10_000, everyMs = 20 }: EventuallyOptions,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (answer) return answer;
      last = `last answer: ${JSON.stringify(answer)}`;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      const reason = last instanceof Error ? last.message : String(last);
      throw new Error(`${what}: not within ${timeoutMs} ms; ${reason}`, { cause: last });
    }
    await pause(everyMs);
  }
}
