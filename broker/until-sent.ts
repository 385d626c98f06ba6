import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError, RateLimitedError } from './errors.js';
import { BudgetSpentError } from './limits/index.js';

/** The budget waits for the reset; this is for a broker that refuses whatever its headers say. */
const AFTER_REFUSAL_MS = 50;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Makes a call until the rate limit lets it through: what another program's calls left no room for was not done. The budget
 * waits for the reset, to the moment.
 * @throws RateLimitedError only when it was never sent: the caller gave up, or its patience is over; every other error of
 * the call
 */
export async function untilSent<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RateLimitedError) || !error.wasSent || signal?.aborted) throw error;
      await pause(AFTER_REFUSAL_MS, signal);
    }
  }
}

/**
 * Reads until there is an answer.
 * @throws RateLimitedError, UnavailableError only when the caller gives up or the client was closed; what no repeating
 * would mend
 */
export async function untilRead<T>(read: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await untilSent(read, signal);
    } catch (error) {
      const mayPass = error instanceof BrokerError && error.remedy === 'retry-later' && !isClosed(error);
      if (!mayPass || signal?.aborted) throw error;
      await pause(error instanceof RateLimitedError ? error.resetMs : pauseMs, signal);
    }
  }
}

const isClosed = ({ cause }: BrokerError): boolean =>
  cause instanceof BudgetSpentError && cause.why === 'closed';

/** Also ends, without an error, when the caller gives up. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);
