import { setTimeout as pause } from 'node:timers/promises';
import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from '../config/index.js';
import { keepTrying } from './keep-trying.js';
import { LONG_POLL_SECONDS, toLibrarySignal } from './telegram-client.js';

export interface PollingDependencies {
  readonly api: Api;
  /** Never rejects: an update that cannot be handled must not come for ever. */
  readonly handle: (update: Update) => Promise<void>;
  readonly logger: Logger;
  /** Telegram refuses the token: nothing will ever come. */
  readonly onRefused: (error: unknown) => void;
}

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
  const { signal } = stopping;
  let offset = 0;

  const nextUpdates = () =>
    keepTrying(
      () =>
        api.getUpdates(
          { offset, timeout: LONG_POLL_SECONDS, allowed_updates: ['message', 'callback_query'] },
          toLibrarySignal(signal),
        ),
      { signal, logger, what: 'getUpdates' },
    );

  const poll = async () => {
    while (!signal.aborted) {
      for (const update of (await nextUpdates()) ?? []) {
        if (signal.aborted) return;
        await handle(update);
        offset = update.update_id + 1;
      }
    }
  };
  const running = poll().catch(onRefused);

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
