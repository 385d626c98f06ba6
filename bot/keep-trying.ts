import { setTimeout as pause } from 'node:timers/promises';
import { GrammyError } from 'grammy';
import type { Logger } from '../config/index.js';
import { loggable } from './log-failure.js';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/** Telegram does not know the token: trying again is of no use. */
export const isTokenRefused = (error: unknown): boolean =>
  error instanceof GrammyError && [401, 404].includes(error.error_code);

/** How long to wait after so many failures in a row; as long as Telegram asks for, if it does. */
export function retryDelayMs(error: unknown, failures: number, lastMs = LAST_RETRY_MS): number {
  const askedMs = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1_000 : 0;
  return Math.max(askedMs, Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10), lastMs));
}

/**
 * Calls until it succeeds.
 * @returns undefined when stopped before
 * @throws what Telegram says of a token it refuses
 */
export async function keepTrying<T>(
  call: () => Promise<T>,
  { signal, logger, what }: { readonly signal: AbortSignal; readonly logger: Logger; readonly what: string },
): Promise<T | undefined> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted) return undefined;
      if (isTokenRefused(error)) throw error;
      logger.warn({ ...loggable(error), what, failures }, 'Telegram does not answer; trying again');
      await pause(retryDelayMs(error, failures), undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
