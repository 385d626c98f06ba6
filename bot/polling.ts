import { setTimeout as pause } from 'node:timers/promises';
import { type Api, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from '../config/index.js';
import { loggable } from './log-failure.js';
import { LONG_POLL_SECONDS, toLibrarySignal } from './telegram-client.js';

export interface PollingDependencies {
  readonly api: Api;
  /** Never rejects: an update that cannot be handled must not come for ever. */
  readonly handle: (update: Update) => Promise<void>;
  readonly logger: Logger;
  /** Telegram refuses the token: nothing will ever come. */
  readonly onRefused: (error: Error) => void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** The update in hand gets this long to finish when the bot is stopped. */
const FINISH_MS = 1_200;
const CONFIRM_MS = 500;

/**
 * Long polling that confirms an update only after it was handled. The library's own loop confirms the one in hand
 * when it is stopped, and so may lose what a person asked for.
 */
export function startPolling({ api, handle, logger, onRefused }: PollingDependencies): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  let offset = 0;
  let failures = 0;

  const poll = async () => {
    const updates = await api.getUpdates(
      { offset, timeout: LONG_POLL_SECONDS, allowed_updates: ['message', 'callback_query'] },
      toLibrarySignal(stopping.signal),
    );
    failures = 0;
    for (const update of updates) {
      if (stopping.signal.aborted) return;
      await handle(update);
      offset = update.update_id + 1;
    }
  };

  const afterFailure = async (error: unknown) => {
    if (stopping.signal.aborted) return;
    if (error instanceof GrammyError && [401, 404].includes(error.error_code)) {
      stopping.abort();
      onRefused(error);
      return;
    }
    failures += 1;
    logger.warn({ ...loggable(error), failures }, 'Telegram does not answer; trying again');
    const askedMs = error instanceof GrammyError ? (error.parameters.retry_after ?? 0) * 1_000 : 0;
    const waitMs = Math.max(
      askedMs,
      Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 8), LAST_RETRY_MS),
    );
    await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  };

  const running = (async () => {
    while (!stopping.signal.aborted) await poll().catch(afterFailure);
  })();

  return {
    async stop() {
      stopping.abort();
      const finished = await Promise.race([
        running.then(() => true),
        pause(FINISH_MS, false, { ref: false }),
      ]);
      // Tells Telegram what was handled; otherwise it comes again, which is harmless and only costs an answer twice.
      if (finished && offset > 0)
        await api
          .getUpdates({ offset, limit: 1, timeout: 0 }, toLibrarySignal(AbortSignal.timeout(CONFIRM_MS)))
          .catch(() => undefined);
    },
  };
}
