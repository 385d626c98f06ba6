import { GrammyError } from 'grammy';
import type { Logger } from '../config/index.js';
import { type Database, markSent, type RecordedEntry, unsentReports } from '../database/index.js';
import { retryDelayMs } from './keep-trying.js';
import { loggable } from './log-failure.js';

export interface ChatOutboxDependencies {
  readonly db: Database;
  /** Whose mark in the journal is kept, `telegram:<user id>`. */
  readonly consumer: string;
  readonly send: (entry: RecordedEntry, signal: AbortSignal) => Promise<void>;
  readonly logger: Logger;
}

export interface ChatOutbox {
  /** There may be something new. Does not cut a wait after a failure short. */
  wake(): void;
  /** The person has just written: whatever kept reports from them may be over. */
  retryNow(): void;
  stop(): Promise<void>;
}

/** Without any announcement the journal is read this often. */
const SLOW_POLL_MS = 30_000;
const LAST_RETRY_MS = 60_000;
/** Who blocked the bot, or never wrote to it, is tried again after so long, or when they write. */
const UNREACHABLE_MS = 600_000;

/**
 * Sends one person the journal's reports and warnings, in order, each marked after it was sent: a crash in between
 * sends it twice, never not at all. A failure stops only this person's reports, until they can be sent.
 */
export function startChatOutbox({ db, consumer, send, logger }: ChatOutboxDependencies): ChatOutbox {
  const stopping = new AbortController();
  /** What came since the journal was last read. */
  let since = { news: false, seen: false };
  let failures = 0;
  let goOn = () => {};

  const sendNew = async (): Promise<number> => {
    for (;;) {
      const entries = await unsentReports(db, consumer);
      if (entries.length === 0) {
        failures = 0;
        return SLOW_POLL_MS;
      }
      for (const entry of entries) {
        if (stopping.signal.aborted) return 0;
        await send(entry, stopping.signal);
        await markSent(db, consumer, entry.seq);
        failures = 0;
      }
    }
  };

  const patienceAfter = (error: unknown): number => {
    if (stopping.signal.aborted) return 0;
    failures += 1;
    const waitMs = isUnreachable(error) ? UNREACHABLE_MS : retryDelayMs(error, failures, LAST_RETRY_MS);
    logger.warn({ ...loggable(error), consumer, waitMs }, 'a report could not be sent; it will be');
    return waitMs;
  };

  // News must not hurry what failed: an account with 50 tasks has news all the time.
  const mayGoOn = () => stopping.signal.aborted || since.seen || (since.news && failures === 0);
  const rest = (waitMs: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      goOn = () => {
        if (!mayGoOn()) return;
        clearTimeout(timer);
        resolve();
      };
      goOn();
    });

  const running = (async () => {
    while (!stopping.signal.aborted) {
      since = { news: false, seen: false };
      await rest(await sendNew().catch(patienceAfter));
    }
  })();

  return {
    wake() {
      since.news = true;
      goOn();
    },
    retryNow() {
      since.seen = true;
      goOn();
    },
    async stop() {
      stopping.abort();
      goOn();
      await running;
    },
  };
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof GrammyError && [400, 403].includes(error.error_code);
